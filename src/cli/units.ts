/**
 * Amounts and shares as people read them on the terminal; exact ones stand in the JSON.
 */

import { formatAmount } from '../core/amount.ts';
import { NATIVE_DECIMALS } from '../core/chain.ts';

/** Decimals shown. */
const SHOWN_DECIMALS = 4;

/** An amount with its unit, thousands grouped and decimals cut for reading; a token has no known decimals. */
export function units(amount: string, asset: string): string {
  const decimals = NATIVE_DECIMALS[asset];
  if (decimals === undefined) return `${amount} units of ${asset}`;
  const [whole = '0', fraction = ''] = formatAmount(BigInt(amount), decimals).split('.');
  const cut = fraction.slice(0, decimals === 8 ? decimals : SHOWN_DECIMALS);
  const more = fraction.length > cut.length ? '…' : '';
  return `${grouped(whole)}${cut === '' ? '' : `.${cut}${more}`} ${asset}`;
}

/** A number with its thousands grouped. */
export const grouped = (number: string) => number.replace(/\B(?=(\d{3})+(\.|$))/g, ',');

/** Percent with two decimals, cut, from integers. */
export function share(part: string, whole: string): string {
  if (whole === '0') return '';
  const hundredths = (BigInt(part) * 10_000n) / BigInt(whole);
  return hundredths === 0n && part !== '0' ? '< 0.01 %' : `${formatAmount(hundredths, 2)} %`;
}
