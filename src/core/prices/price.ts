/**
 * Prices: what one coin of an asset cost at a time in the past, in US dollars, and who says so. They are no facts of a chain:
 * no result and no digest depends on them.
 */

import type { Asset } from '../chain.ts';
import { compareDecimals, type Decimal, formatDecimal, parseDecimal } from './decimal.ts';

export interface Price {
  /** US dollars for one coin: a decimal above 0, as text. */
  readonly usd: string;
  /** The time that the price is of, Unix seconds; it may differ from the one that was asked for. */
  readonly at: number;
  /** Who said so. */
  readonly source: string;
  /** Smallest units in a coin, as a power of ten, where the source says it. */
  readonly decimals: number | null;
}

/** There is no price that may be relied on, and why. */
export interface NoPrice {
  readonly reason: string;
}

export type PriceAnswer = Price | NoPrice;

/** What is known of the price of an asset at a time that was asked for, Unix seconds. */
export interface TimedAnswer {
  readonly time: number;
  readonly answer: PriceAnswer;
}

/** The times of a look-up at most. */
export const MAX_TIMES = 100;

/** ERC-20 keeps decimals in a byte; above 77 not even one coin would fit into 256 bits. */
export const MAX_DECIMALS = 77;

const HOUR_SECONDS = 3600;

/** The hour that a time lies in: prices are asked for by the hour, so that few are needed. Unix seconds. */
export function hourOf(time: number): number {
  return time - (time % HOUR_SECONDS);
}

/** One coin of an asset has never cost more than a trillion dollars; far below a quintillionth of a cent nothing can be bought. */
const HIGHEST: Decimal = { units: 10n ** 12n, places: 0n };
const LOWEST: Decimal = { units: 1n, places: 30n };

/**
 * A stated price in its shortest form; null when it is none: zero (which stands for "not known" wherever prices are given),
 * negative, absurdly high or low, or no number.
 */
export function priceText(stated: string): string | null {
  const price = parseDecimal(stated);
  if (price === null || compareDecimals(price, LOWEST) < 0 || compareDecimals(price, HIGHEST) > 0)
    return null;
  return formatDecimal(price);
}

/** True for an answer that gives a price. */
export function isPrice(answer: PriceAnswer): answer is Price {
  return 'usd' in answer;
}

/** A name for the price of an asset in an hour. */
export const priceKey = (asset: Asset, hour: number): string => `${asset} ${hour}`;
