/**
 * Amounts are integers of the smallest unit (satoshi, wei, token unit) as bigint. This file is the only place
 * where they are split by proportion or turned into text for people.
 */

import { InvariantError } from './errors.ts';

/** Sum of amounts. */
export function sum(amounts: Iterable<bigint>): bigint {
  let total = 0n;
  for (const amount of amounts) total += amount;
  return total;
}

/**
 * Splits `total` over `weights` in proportion, in whole units, by the method of the largest remainder:
 * everyone gets the floor of the exact share, and the units left over go to the largest remainders, ties to the
 * lower index. The parts add up to `total`, and no part exceeds the ceiling of its exact share.
 * @param total units to split, >= 0
 * @param weights >= 0, with a sum > 0 unless `total` is 0
 */
export function splitByLargestRemainder(total: bigint, weights: readonly bigint[]): bigint[] {
  const whole = sum(weights);
  if (total === 0n) return weights.map(() => 0n);
  if (whole <= 0n || total < 0n) throw new InvariantError('nothing to split over', { total: String(total) });
  if (weights.length === 2) return inTwo(total, weights[0] ?? 0n, whole);
  const parts: bigint[] = [];
  const remainders: bigint[] = [];
  let left = total;
  for (const weight of weights) {
    const share = total * weight;
    const part = share / whole;
    parts.push(part);
    remainders.push(share - part * whole);
    left -= part;
  }
  for (const index of left === 0n ? [] : largestFirst(remainders, left)) {
    parts[index] = (parts[index] ?? 0n) + 1n;
  }
  return parts;
}

/** Of two remainders the larger is a half of the whole or more, so the first part is its exact share, rounded half up. */
function inTwo(total: bigint, weight: bigint, whole: bigint): bigint[] {
  const first = (total * weight + (whole >> 1n)) / whole;
  return [first, total - first];
}

/** Up to so many remainders are searched one by one; more are sorted. */
const FEW = 8n;

/** Indexes of the `count` largest, ties to the lower index. */
function largestFirst(remainders: bigint[], count: bigint): number[] {
  if (count > FEW) {
    let open = count;
    return [...remainders.keys()]
      .sort((a, b) => compare(remainders[b] ?? 0n, remainders[a] ?? 0n) || a - b)
      .filter(() => {
        open -= 1n;
        return open >= 0n;
      });
  }
  const largest: number[] = [];
  for (let open = count; open > 0n; open -= 1n) {
    let best = 0;
    for (let index = 1; index < remainders.length; index += 1) {
      if ((remainders[index] ?? 0n) > (remainders[best] ?? 0n)) best = index;
    }
    largest.push(best);
    remainders[best] = -1n;
  }
  return largest;
}

/** Three-way comparison for sorting; text by code unit, never by locale. */
export function compare<T extends bigint | string>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Exact decimal text of an amount, e.g. `formatAmount(150000000n, 8)` is `1.5`. */
export function formatAmount(amount: bigint, decimals: number): string {
  const digits = (amount < 0n ? -amount : amount).toString().padStart(decimals + 1, '0');
  const whole = digits.slice(0, digits.length - decimals);
  const fraction = digits.slice(digits.length - decimals).replace(/0+$/, '');
  return `${amount < 0n ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`;
}
