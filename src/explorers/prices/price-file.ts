/**
 * A user's own table of prices as a price source: the newest one at or before a time, if it is not too old.
 */

import type { PriceSource } from '../../cases/price-source.ts';
import type { Asset } from '../../core/chain.ts';
import type { PriceAnswer } from '../../core/prices/price.ts';
import type { PriceTable, TablePrice } from '../../price-table.ts';

const SOURCE = 'file';

/** A daily table has a price for every moment of the day, and no more. */
const WINDOW_HOURS = 24;

/** Prices of a table. They are as true as the user says: nothing is asked for, and there is no evidence but the file. */
export function createPriceFile(table: PriceTable): PriceSource {
  return {
    prices: async (asset, times) => ({
      value: times.map((time) => ({ time, answer: answerAt(table, asset, time) })),
      provider: SOURCE,
      evidence: [],
    }),
    traffic: () => ({ requests: 0, cacheHits: 0 }),
  };
}

function answerAt(table: PriceTable, asset: Asset, time: number): PriceAnswer {
  const known = table.get(asset);
  const last = known === undefined ? null : lastUntil(known.prices, time);
  if (known === undefined || last === null || time - last.time > WINDOW_HOURS * 3600) {
    return { reason: `${SOURCE}: no price in the ${WINDOW_HOURS} hours before` };
  }
  return { usd: last.usd, at: last.time, source: SOURCE, decimals: known.decimals };
}

/** The last price at or before a time. */
function lastUntil(prices: readonly TablePrice[], time: number): TablePrice | null {
  let [low, high] = [0, prices.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((prices[middle]?.time ?? 0) <= time) low = middle + 1;
    else high = middle;
  }
  return prices[low - 1] ?? null;
}
