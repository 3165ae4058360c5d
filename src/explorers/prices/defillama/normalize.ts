/**
 * From DefiLlama's form of a price to ours. What is too far from the time that was asked for, what DefiLlama itself is not
 * sure of, and what cannot be a price, is none.
 */

import { type Asset, NATIVE_DECIMALS } from '../../../core/chain.ts';
import { compareDecimals, parseDecimal } from '../../../core/prices/decimal.ts';
import { MAX_DECIMALS, type PriceAnswer, priceText } from '../../../core/prices/price.ts';
import type { WireCoin, WirePoint } from './wire.ts';

const SOURCE = 'defillama';

/** How far a price may lie from the time asked for, either way, in hours: DefiLlama's own default (`searchWidth`). */
export const WINDOW_HOURS = 6;
const WINDOW_SECONDS = WINDOW_HOURS * 3600;

/**
 * DefiLlama's confidence in a price, from 0 to 1. Prices that it takes from CoinGecko have 0.99. What has much less was worked out
 * from pools that may hold next to nothing, and those who issue a worthless token can give it any such price.
 */
const LEAST_CONFIDENCE = { units: 9n, places: 1n };

/** The price that is nearest to a time; the earlier one of two. */
export function nearest(points: readonly WirePoint[], time: number): WirePoint | null {
  const distance = ({ timestamp }: WirePoint) => Math.abs(Number(timestamp) - time);
  return points.reduce<WirePoint | null>((best, point) => {
    if (best === null || distance(point) < distance(best)) return point;
    const isEarlier = distance(point) === distance(best) && Number(point.timestamp) < Number(best.timestamp);
    return isEarlier ? point : best;
  }, null);
}

/** What a price says of a time. @param decimals of a token, where they are known */
export function normalizePoint(
  point: WirePoint | null,
  time: number,
  asset: Asset,
  decimals: number | null,
): PriceAnswer {
  const none = (reason: string) => ({ reason: `${SOURCE}: ${reason}` });
  if (point === null) return none('no price is known');
  const at = Number(point.timestamp);
  if (Math.abs(at - time) > WINDOW_SECONDS) {
    return none(
      `no price within ${WINDOW_HOURS} hours, the nearest one is ${hoursFrom(time, at)} hours away`,
    );
  }
  const usd = priceText(point.price);
  if (usd === null) return none(`states ${point.price.slice(0, 50)}, which is no price`);
  const doubt = doubtOf(point, asset);
  return doubt === null ? { usd, at, source: SOURCE, decimals } : none(doubt);
}

function hoursFrom(a: number, b: number): number {
  return Math.round(Math.abs(a - b) / 3600);
}

/** Why a price is not relied on; null for no doubt. The native coins cannot be mistaken for anything else. */
function doubtOf({ confidence = null }: WirePoint, asset: Asset): string | null {
  if (confidence === null) return asset in NATIVE_DECIMALS ? null : 'states no confidence in the price';
  const stated = parseDecimal(confidence);
  if (stated !== null && compareDecimals(stated, LEAST_CONFIDENCE) >= 0) return null;
  return `confidence in the price is ${confidence.slice(0, 20)}, less than 0.9`;
}

/** Decimals of a token; null when they are not stated, or cannot be. */
export function decimalsIn({ decimals = null }: WireCoin): number | null {
  const stated = decimals !== null && /^[0-9]{1,3}$/.test(decimals) ? Number(decimals) : MAX_DECIMALS + 1;
  return stated > MAX_DECIMALS ? null : stated;
}
