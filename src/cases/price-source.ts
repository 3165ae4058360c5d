/**
 * Where the use cases get prices from. The edges implement this port; `compose.ts` ties it.
 */

import type { Asset } from '../core/chain.ts';
import type { TimedAnswer } from '../core/prices/price.ts';
import type { Attested, TrafficCount } from './ports.ts';

/** What prices were in the past, in US dollars. */
export interface PriceSource {
  /**
   * Prices of an asset at given times: an answer for each, in their order. That there is no price is an answer, too.
   * @param times Unix seconds, ascending
   * @throws ProviderError when it does not answer properly after all attempts
   */
  prices(asset: Asset, times: readonly number[]): Promise<Attested<readonly TimedAnswer[]>>;
  traffic(): TrafficCount;
}
