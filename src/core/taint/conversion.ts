/**
 * Conversion of lots: what was given of one asset, scaled to what was got of another for it.
 */

import { splitByLargestRemainder } from '../amount.ts';
import { cleanLot, type Lot, type Lots, lot, lotList } from './lots.ts';
import type { Provenance } from './provenance.ts';

export interface Converted {
  /** In units of what was got, in the order of what was given. */
  readonly got: readonly Lot[];
  /** Stolen lots of what was given that are too small for a unit of the other asset: they stay with who took them. */
  readonly leftovers: readonly Lot[];
}

/**
 * Scales lots one by one, by the largest remainder. A stolen one becomes a source of its own, which remembers what was
 * given for it.
 * @param into units that were got, > 0
 */
export function convertLots(given: Lots, into: bigint, provenance: Provenance): Converted {
  const lots = portionsOf(given);
  const scaled = splitByLargestRemainder(
    into,
    lots.map(({ value }) => value),
  );
  const got: Lot[] = [];
  const leftovers: Lot[] = [];
  for (const [index, one] of lots.entries()) {
    const amount = scaled[index] ?? 0n;
    const { value, tainted, source } = one;
    if (tainted === 0n) got.push(cleanLot(amount));
    else if (amount === 0n) leftovers.push(one);
    else got.push(lot(amount, amount, provenance.convert({ source, amount: value }, amount)));
  }
  return { got, leftovers };
}

/** Lots that are clean or stolen as a whole: those of a queue, or the two parts of a pool, the clean one first. */
function portionsOf(lots: Lots): Lot[] {
  return lotList(lots).flatMap(({ value, tainted, source }) =>
    [cleanLot(value - tainted), lot(tainted, tainted, source)].filter((part) => part.value > 0n),
  );
}
