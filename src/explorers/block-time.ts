/**
 * Whether the time of a block can be true: times decide in which order a report tells things, and what counts as recent.
 */

import type { Tip } from '../core/chain.ts';
import type { Origin } from './transport/body.ts';
import { badField } from './wire-form.ts';

/**
 * How far a block may be dated after a later one, in seconds: Bitcoin Core accepts blocks from up to two hours in the
 * future (MAX_FUTURE_BLOCK_TIME); on Ethereum times always rise.
 */
const MAX_AHEAD_S = 2 * 60 * 60;

/**
 * Checks the time of a block at or below the tip.
 * @param time Unix seconds
 * @throws BadProviderDataError naming `field` when it is 0, negative, or more than two hours after the tip's
 */
export function checkBlockTime(time: number, tip: Tip, field: string, origin: Origin): void {
  const latest = tip.time + MAX_AHEAD_S;
  if (time > 0 && time <= latest) return;
  const expected = `a time in Unix seconds from 1 to ${latest}, two hours after that of the tip (block ${tip.height})`;
  throw badField(origin, field, time, expected);
}
