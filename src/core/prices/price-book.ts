/**
 * The price book of a run: what its look-ups said of the prices of assets, hour by hour. What was asked for and got no
 * answer is in it too, so that nothing is asked for twice.
 */

import { type Asset, NATIVE_DECIMALS } from '../chain.ts';
import { isPrice, type NoPrice, type PriceAnswer, priceKey, type TimedAnswer } from './price.ts';

const NO_ANSWER: NoPrice = { reason: 'no price source answered' };

export class PriceBook {
  readonly #answers = new Map<string, PriceAnswer>();
  /** Of tokens, as price sources state them. */
  readonly #decimals = new Map<Asset, Set<number>>();

  /**
   * Takes down what a look-up said.
   * @param asked the times that it asked for
   * @param failure why it said nothing of those without an answer
   */
  note(asset: Asset, asked: readonly number[], answers: readonly TimedAnswer[], failure?: string): void {
    const silent: NoPrice = failure === undefined ? NO_ANSWER : { reason: failure };
    const byTime = new Map(answers.map(({ time, answer }) => [time, answer]));
    for (const time of asked) {
      const answer = byTime.get(time) ?? silent;
      this.#answers.set(priceKey(asset, time), answer);
      if (!isPrice(answer) || answer.decimals === null) continue;
      const stated = this.#decimals.get(asset) ?? new Set<number>();
      this.#decimals.set(asset, stated.add(answer.decimals));
    }
  }

  /** What is known of the price in an hour; undefined when it was not asked for. */
  at(asset: Asset, hour: number): PriceAnswer | undefined {
    return this.#answers.get(priceKey(asset, hour));
  }

  /** Decimals of an asset: those of the native coins are known, those of a token as far as price sources agree on them. */
  decimalsOf(asset: Asset): number | NoPrice {
    const native = NATIVE_DECIMALS[asset];
    if (native !== undefined) return native;
    const [first, second] = this.#decimals.get(asset) ?? [];
    if (first === undefined) return { reason: 'the decimals of the token are not known' };
    if (second === undefined) return first;
    return { reason: `price sources state different decimals of the token: ${first} and ${second}` };
  }

  clear(): void {
    this.#answers.clear();
    this.#decimals.clear();
  }
}
