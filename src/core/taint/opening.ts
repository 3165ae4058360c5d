/**
 * Opening balances: the least an account must have held before its first known movement so that it never goes
 * negative. It is 0 for a complete history; anything else is an assumption and is reported as one.
 */

import type { HoldingKey } from '../holding.ts';
import type { Movement } from '../movement.ts';

/**
 * @param movements in chain order
 * @param applies the accounts, and the heights up to which their every movement is known
 * @returns the accounts with an opening balance above 0
 */
export function openingBalances(
  movements: readonly Movement[],
  applies: (holding: HoldingKey, height: number) => boolean,
): Map<HoldingKey, bigint> {
  const balances = new Map<HoldingKey, bigint>();
  const openings = new Map<HoldingKey, bigint>();
  const add = (holding: HoldingKey, height: number, amount: bigint) => {
    if (!applies(holding, height)) return;
    const balance = (balances.get(holding) ?? 0n) + amount;
    balances.set(holding, balance);
    if (balance < 0n && -balance > (openings.get(holding) ?? 0n)) openings.set(holding, -balance);
  };
  for (const movement of movements) {
    const { height } = movement.block;
    for (const leg of movement.takes) add(leg.holding, height, -leg.amount);
    for (const leg of movement.puts) add(leg.holding, height, leg.amount);
  }
  return openings;
}
