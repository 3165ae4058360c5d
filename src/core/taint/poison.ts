/**
 * Poison: whatever is touched by stolen value is stolen as a whole (Möser, Böhme and Breuker 2014). It tells how far the coins can have come,
 * not how many went where: units multiply, so its amounts stand in no sum and in no range.
 */

import { type Lot, type Lots, lot, NOTHING } from './lots.ts';
import type { Method } from './method.ts';

export const poison: Method = {
  name: 'poison',
  chains: ['bitcoin', 'ethereum'],
  conserves: false,

  join(parts) {
    let value = 0n;
    let first: Lot = NOTHING;
    for (const part of parts as readonly Lot[]) {
      value += part.value;
      if (first.tainted === 0n) first = part;
    }
    return spread(value, first);
  },

  withdraw: (lots, amount) => [spread(amount, lots as Lot), spread(lots.value - amount, lots as Lot)],
  divide: (lots, parts) => parts.map((part) => spread(part, lots as Lot)),
  mark: (lots, source, amount) => spread(lots.value, lot(amount, amount, source)),
};

/** Value that is all stolen if a lot is in part. The source is the first that reached it: any of them explains it. */
function spread(value: bigint, { tainted, source }: Lot): Lots {
  return lot(value, tainted > 0n ? value : 0n, source);
}
