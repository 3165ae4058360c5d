/**
 * Kinds of inner calls, as explorers and traces call them in lower case, and whether they move the value that they show.
 */

import type { BadProviderDataError } from '../../core/errors.ts';
import type { Origin } from '../transport/body.ts';
import { badField } from '../wire-form.ts';

const MOVING: ReadonlySet<string> = new Set(['call', 'create', 'create2', 'selfdestruct', 'suicide']);
/**
 * Kinds that move nothing, whatever value they print: a delegatecall or staticcall shows that of its caller, a callcode
 * moves it from an account to itself, and `invalid` (recorded on Arbitrum) is no call that was executed.
 */
const STILL: ReadonlySet<string> = new Set(['delegatecall', 'staticcall', 'callcode', 'invalid']);

/** Whether calls of a kind move their value; null for a kind that nobody knows. */
export function movesByKind(type: string): boolean | null {
  const kind = type.toLowerCase();
  if (MOVING.has(kind)) return true;
  return STILL.has(kind) ? false : null;
}

/** The error for a call of an unknown kind that shows a value. */
export function unknownKind(txid: string, type: string, origin: Origin): BadProviderDataError {
  const known = [...MOVING, ...STILL].join(', ');
  return badField(origin, `type of an inner call of ${txid}`, type, `a known kind (${known})`);
}
