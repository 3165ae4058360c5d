/** One asset becomes another: stolen lots go on as units of what was got, and remember what was given. */
import { CLEAN, type NaiveLot } from './lot.ts';
import { largestRemainder } from './remainder.ts';
import type { NaiveSources } from './source.ts';

/**
 * Scales the taken lots, in order, to the amount got. Each stolen lot becomes a lot of a new source; one that is
 * too small for a unit of what was got stays what it was (`tooSmall`).
 */
export function convert(
  pool: readonly NaiveLot[],
  got: bigint,
  sources: NaiveSources,
): { converted: NaiveLot[]; tooSmall: NaiveLot[] } {
  const scaled = largestRemainder(
    got,
    pool.map(({ amount }) => amount),
  );
  const converted: NaiveLot[] = [];
  const tooSmall: NaiveLot[] = [];
  for (const [index, lot] of pool.entries()) {
    const amount = scaled[index] ?? 0n;
    if (lot.source === CLEAN) converted.push({ source: CLEAN, amount });
    else if (amount === 0n) tooSmall.push(lot);
    else converted.push({ source: sources.ofConversion(lot.source, lot.amount, amount), amount });
  }
  return { converted, tooSmall };
}
