/**
 * Amounts as people read them: exact, thousands grouped, with the unit; shares in percent; ids with a mark where they stand in
 * for others.
 */

import { formatAmount } from '../../core/amount.ts';
import { type Asset, NATIVE_DECIMALS } from '../../core/chain.ts';
import { isPlaceholderId } from '../../core/transaction.ts';

/** An amount of the smallest unit in coins; a token has no known decimals. */
export function shownAmount(amount: string, asset: Asset): string {
  const decimals = NATIVE_DECIMALS[asset];
  if (decimals === undefined) return `${groupedDigits(amount)} units of ${asset}`;
  return `${groupedDigits(formatAmount(BigInt(amount), decimals))} ${asset}`;
}

/** US dollars; unknown where null. */
export const shownDollars = (usd: string | null | undefined): string =>
  usd === null || usd === undefined ? 'unknown' : `$${groupedDigits(usd)}`;

/** Percent with two decimals, cut; empty for a share of nothing. */
export function shownShare(part: string, whole: string): string {
  const hundredths = shareOf(part, whole);
  if (hundredths === null) return '';
  return hundredths === 0 && part !== '0' ? '< 0.01 %' : `${(hundredths / 100).toFixed(2)} %`;
}

/** Hundredths of a percent, cut; null for a share of nothing. */
export function shareOf(part: string, whole: string): number | null {
  return whole === '0' ? null : Number((BigInt(part) * 10_000n) / BigInt(whole));
}

const groupedDigits = (number: string) => {
  const [whole = '', ...fraction] = number.split('.');
  return [whole.replace(/\B(?=(\d{3})+$)/g, ','), ...fraction].join('.');
};

/** A transaction id; one that stands in for an unknown one says so. */
export const shownTxid = (txid: string): string => (isPlaceholderId(txid) ? `${txid} (placeholder)` : txid);
