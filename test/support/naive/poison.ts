/**
 * Poison: what touches a stolen unit is stolen as a whole. It does not conserve, so only its reach means something:
 * which holdings, and how much is in them. The source that is kept is the first one met.
 */
import { CLEAN, type NaiveLot, takeFromHead, totalIn } from './lot.ts';
import type { NaiveMethod } from './method.ts';
import { markInPlace } from './queue.ts';

function poisoned(lots: readonly NaiveLot[]): NaiveLot[] {
  const value = totalIn(lots);
  const source = lots.find((lot) => lot.source !== CLEAN && lot.amount > 0n)?.source ?? CLEAN;
  return value === 0n ? [] : [{ source, amount: value }];
}

export const naivePoison: NaiveMethod = {
  join: poisoned,
  withdraw: (state, amount) => takeFromHead(poisoned(state), amount),
  divide: (pool, parts) => {
    const source = poisoned(pool)[0]?.source ?? CLEAN;
    return parts.map((amount) => (amount === 0n ? [] : [{ source, amount }]));
  },
  mark: (lots, source, limit) => poisoned(markInPlace(lots, source, limit)),
};
