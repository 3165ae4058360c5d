/**
 * Portions: units of an asset that are to be valued, hour by hour. What came to a place in many hours is worth the sum of
 * what came, each at the price of its own hour.
 */

import { splitByLargestRemainder, sum } from '../amount.ts';
import type { Asset } from '../chain.ts';
import { hourOf } from '../prices/price.ts';

export interface Portion {
  readonly asset: Asset;
  /** Smallest unit. */
  readonly amount: bigint;
  /** By hour, the first one first; they add up to the amount. None when it is not known when the units came, or there are none. */
  readonly parts: readonly PortionPart[];
}

export interface PortionPart {
  /** Unix seconds. */
  readonly hour: number;
  readonly amount: bigint;
}

/** What came in which hour; Unix seconds. */
export class Hours {
  readonly #amounts = new Map<number, bigint>();

  add(time: number, amount: bigint): this {
    const hour = hourOf(time);
    this.#amounts.set(hour, (this.#amounts.get(hour) ?? 0n) + amount);
    return this;
  }

  /** Adds what is in others. */
  addAll(others: Iterable<Hours>): this {
    for (const other of others) for (const [hour, amount] of other.#amounts) this.add(hour, amount);
    return this;
  }

  /**
   * Units of an asset, divided over the hours in proportion to what came in each. Where all that came is still there, each
   * hour gets just what came in it.
   */
  portion(asset: Asset, amount: bigint): Portion {
    const hours = [...this.#amounts].filter(([, came]) => came > 0n).sort(([a], [b]) => a - b);
    const weights = hours.map(([, came]) => came);
    if (amount === 0n || weights.length === 0) return { asset, amount, parts: [] };
    const shares = sum(weights) === amount ? weights : splitByLargestRemainder(amount, weights);
    const parts = hours.map(([hour], index) => ({ hour, amount: shares[index] ?? 0n }));
    return { asset, amount, parts: parts.filter((part) => part.amount > 0n) };
  }
}
