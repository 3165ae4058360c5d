/**
 * From CoinGecko's form of a price to ours.
 */

import { MAX_DECIMALS, type PriceAnswer, priceText } from '../../../core/prices/price.ts';
import type { Snapshot, WireContract } from './wire.ts';

const SOURCE = 'coingecko';

const DAY_SECONDS = 86_400;

/** A snapshot is of the beginning of its day in UTC: the day that a time lies in, Unix seconds. */
export function dayOf(time: number): number {
  return time - (time % DAY_SECONDS);
}

/** A day as CoinGecko writes it: 30-12-2022. @param day Unix seconds */
export function dateText(day: number): string {
  const [year, month, date] = new Date(day * 1000).toISOString().slice(0, 10).split('-');
  return `${date}-${month}-${year}`;
}

/** What the snapshot of a day says. @param decimals of the asset, where they are known */
export function normalizeSnapshot(snapshot: Snapshot, day: number, decimals: number | null): PriceAnswer {
  if (snapshot === 'beyond range') return TOO_LONG_AGO;
  if (snapshot === 'none') return noPrice(`no price of ${dateText(day)} is known`);
  const usd = priceText(snapshot.stated);
  if (usd === null) return noPrice(`states ${snapshot.stated.slice(0, 50)}, which is no price`);
  return { usd, at: day, source: SOURCE, decimals };
}

export const TOO_LONG_AGO: PriceAnswer = noPrice('tells prices of the last 365 days only without a paid key');

export function noPrice(reason: string): PriceAnswer {
  return { reason: `${SOURCE}: ${reason}` };
}

/** Decimals of a token; null when they are not stated, or cannot be. */
export function decimalsIn({ detail_platforms: { ethereum } }: WireContract): number | null {
  const { decimal_place: stated = null } = ethereum;
  const decimals = stated !== null && /^[0-9]{1,3}$/.test(stated) ? Number(stated) : MAX_DECIMALS + 1;
  return decimals > MAX_DECIMALS ? null : decimals;
}
