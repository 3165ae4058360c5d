/** A case to be stored, for tests that need one of no particular kind. */
import type { Opening } from '../../src/cases/ports.ts';
import { digestOf } from '../../src/core/report/digest.ts';
import { NO_LIMITS } from './offline-walk.ts';

const BODY = { name: 'case', seeds: [{ kind: 'transaction', chain: 'bitcoin', txid: 'a'.repeat(64) }] };

/** A case with a Bitcoin transaction as its seed, changed as said. */
export function anOpening(changes: Partial<Opening> = {}): Opening {
  const body = changes.body ?? BODY;
  return {
    owner: 'team',
    name: 'case',
    body,
    requestDigest: digestOf(body),
    method: 'fifo',
    limits: NO_LIMITS,
    watchSeconds: null,
    webhook: null,
    emails: [],
    idempotencyKey: null,
    at: 0,
    ...changes,
  };
}
