/**
 * Opening balances: the least an account must have held before its first known movement so that it never goes
 * negative. It is 0 for a complete history; anything else is an assumption and is reported as one.
 */

import { ACCOUNT, type HoldingId, type Tape } from '../tape/tape.ts';

/**
 * @param follows whether every movement of an account at a height is known
 * @returns the accounts with an opening balance above 0
 */
export function openingBalances(
  tape: Tape,
  follows: (holding: HoldingId, height: number) => boolean,
): Map<HoldingId, bigint> {
  const balances = new Map<HoldingId, bigint>();
  const openings = new Map<HoldingId, bigint>();
  for (let movement = 0; movement < tape.length; movement += 1) {
    if (tape.chainOf(movement) === 'bitcoin') continue;
    const height = tape.heightOf(movement);
    const firstPut = tape.firstPut(movement);
    for (let leg = tape.firstLeg(movement); leg < tape.endLeg(movement); leg += 1) {
      const holding = tape.holdingOf(leg);
      if (tape.kindOf(holding) !== ACCOUNT || !follows(holding, height)) continue;
      const amount = tape.amountOf(leg);
      const balance = (balances.get(holding) ?? 0n) + (leg < firstPut ? -amount : amount);
      balances.set(holding, balance);
      if (balance < 0n && -balance > (openings.get(holding) ?? 0n)) openings.set(holding, -balance);
    }
  }
  return openings;
}
