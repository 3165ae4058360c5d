/**
 * Outputs of equal value: what nearly every CoinJoin is told by.
 */

import type { BitcoinOutput } from '../transaction.ts';

export interface ValueGroup {
  /** Satoshi. */
  readonly value: bigint;
  readonly count: number;
}

/** How often each value occurs. */
export function countValues(outputs: readonly BitcoinOutput[]): Map<bigint, number> {
  const counts = new Map<bigint, number>();
  for (const { value } of outputs) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

/** The value that occurs most often, the larger of two as frequent; null for none. */
export function largestGroup(counts: ReadonlyMap<bigint, number>): ValueGroup | null {
  let best: ValueGroup | null = null;
  for (const [value, count] of counts) {
    if (best === null || count > best.count || (count === best.count && value > best.value)) {
      best = { value, count };
    }
  }
  return best;
}

/** How many different scripts there are. */
export function distinctScripts(parts: readonly { readonly script: string }[]): number {
  return new Set(parts.map(({ script }) => script)).size;
}
