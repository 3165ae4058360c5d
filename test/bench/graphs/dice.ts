/**
 * Choices of the generated graphs. The same seed gives the same choices on every machine: xoroshiro128+ of pure-rand.
 */
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

export class Dice {
  readonly #generator;

  constructor(seed: number) {
    this.#generator = xoroshiro128plus(seed);
  }

  /** Uniform in [0, 1). */
  fraction(): number {
    return (this.#generator.next() >>> 0) / 2 ** 32;
  }

  /** True so often. @param probability 0 to 1 */
  falls(probability: number): boolean {
    return this.fraction() < probability;
  }

  /** A whole number below a bound. */
  below(bound: number): number {
    return Math.floor(this.fraction() * bound);
  }

  /** A whole number, both ends included. */
  between(low: number, high: number): number {
    return low + this.below(high - low + 1);
  }
}
