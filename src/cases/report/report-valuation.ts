/**
 * The part of a report that says what its amounts are worth: totals, the prices they follow from, and what is unknown.
 */

import type { Valuation } from '../../core/valuation/valuation.ts';
import { formatUtcTime } from '../utc-time.ts';

/** The contract form of a valuation. */
export function valuationJson({ stolenTotal, endedTotal, prices, unknown }: Valuation) {
  return {
    stolen: stolenTotal,
    outcomes: endedTotal,
    prices: prices.map(({ asset, hour, usd, at, source, decimals }) => ({
      asset,
      hour: formatUtcTime(hour),
      usd,
      at: formatUtcTime(at),
      source,
      decimals,
    })),
    unknown: unknown.map(({ asset, hour, reason }) => ({
      asset,
      hour: hour === null ? null : formatUtcTime(hour),
      reason,
    })),
  };
}
