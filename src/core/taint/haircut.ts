/**
 * Haircut, pro rata: every part of what leaves is as tainted as the whole was (Möser, Böhme and Breuker,
 * "Towards Risk Scoring of Bitcoin Transactions", 2014). In whole units: the stolen total is divided over the parts
 * by the largest remainder, ties to the lower index, the fee last. With several origins the stolen part of each
 * output is filled origin by origin, again by the largest remainder, so that no output ever gets more than it holds.
 *
 * Order inside a holding has no meaning here; lots are kept one per origin, ascending.
 */

import { splitByLargestRemainder } from '../amount.ts';
import { appendLot, CLEAN, type Lot, taintedOf } from './lot.ts';
import type { Method } from './method.ts';

export const haircut: Method = {
  name: 'haircut',

  withdraw(lots, amount) {
    let value = 0n;
    for (const lot of lots) value += lot.amount;
    const [taken = [], left = []] = haircut.divide(lots, [amount, value - amount]);
    return { taken, left };
  },

  divide(lots, parts) {
    const tainted = splitByLargestRemainder(taintedOf(lots), parts);
    const divided = parts.map((part, index) => {
      const share: Lot[] = [];
      appendLot(share, CLEAN, part - (tainted[index] ?? 0n));
      return share;
    });
    for (const lot of byOrigin(lots)) {
      if (lot.origin === CLEAN) continue;
      for (const [index, amount] of splitByLargestRemainder(lot.amount, tainted).entries()) {
        appendLot(divided[index] ?? [], lot.origin, amount);
        tainted[index] = (tainted[index] ?? 0n) - amount;
      }
    }
    return divided;
  },

  deposit(lots, received) {
    return byOrigin([...lots, ...received]);
  },
};

function byOrigin(lots: readonly Lot[]): Lot[] {
  const merged: Lot[] = [];
  for (const lot of [...lots].sort((a, b) => a.origin - b.origin)) appendLot(merged, lot.origin, lot.amount);
  return merged;
}
