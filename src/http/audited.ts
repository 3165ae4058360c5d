/**
 * Changes on behalf of a caller: the change and its entry in the audit log are one transaction.
 */

import type { FastifyRequest } from 'fastify';
import type { AuditAction } from '../cases/audit.ts';
import { principalOf } from './access.ts';
import type { HttpDeps, Writes } from './deps.ts';

/** A change that was made. */
export interface Done<Result> {
  readonly result: Result;
  /** Id or name of what was changed. */
  readonly target: string;
  /** Facts for the log; never a secret. */
  readonly detail?: object;
}

/** Makes a change and writes it into the audit log. @returns the result of the change */
export function audited<Result>(
  request: FastifyRequest,
  deps: Pick<HttpDeps, 'write' | 'clock'>,
  action: AuditAction,
  change: (writes: Writes) => Promise<Done<Result>>,
): Promise<Result> {
  const { keyId, owner } = principalOf(request);
  return deps.write(async (writes) => {
    const { result, target, detail = {} } = await change(writes);
    const at = deps.clock.now();
    await writes.audit.append({ at, keyId, owner, action, target, requestId: request.id, detail });
    return result;
  });
}

/** The caller's name for the request; null for none. */
export function idempotencyKeyOf(request: FastifyRequest): string | null {
  const key = request.headers['idempotency-key'];
  return typeof key === 'string' ? key : null;
}
