/** The rule of the largest remainder: whole units, nothing lost. */
import { mustBe } from './check.ts';

/**
 * Splits `total` in proportion to `weights`. What rounding down leaves goes out unit by unit, to the largest
 * remainder first, ties to the lower index (TAINT.md 1.3, haircut).
 */
export function largestRemainder(total: bigint, weights: readonly bigint[]): bigint[] {
  const whole = weights.reduce((sum, weight) => sum + weight, 0n);
  if (total === 0n) return weights.map(() => 0n);
  mustBe(whole > 0n, () => `${total} units are to be split over nothing`);
  const shares = weights.map((weight) => (total * weight) / whole);
  const remainders = weights.map((weight) => (total * weight) % whole);
  let open = total - shares.reduce((sum, share) => sum + share, 0n);
  while (open > 0n) {
    let best = 0;
    for (const [index, remainder] of remainders.entries()) {
      if (remainder > (remainders[best] ?? 0n)) best = index;
    }
    shares[best] = (shares[best] ?? 0n) + 1n;
    remainders[best] = -1n;
    open -= 1n;
  }
  return shares;
}
