/**
 * Amounts as short as a label on a drawing must be; what was cut off shows by the sign before it.
 */

import { formatAmount } from '../../../../core/amount.ts';
import { NATIVE_DECIMALS } from '../../../../core/chain.ts';
import { shortText } from '../../../parts/short-text.ts';
import type { Amounts } from './money-model.ts';

const PLACES = 2;
const FEW = 4;
const STEPS = [
  [12n, 'T'],
  [9n, 'B'],
  [6n, 'M'],
] as const;

/** `≈ 8,761.95 ETH`, `173,400 ETH`, `≈ 12.34 M 0xA0b869…606eB48`. Cut, never rounded up. */
export function shortAmount(amount: bigint, asset: string): string {
  const decimals = NATIVE_DECIMALS[asset] ?? 0;
  const step = STEPS.find(([power]) => amount >= 10n ** (power + BigInt(decimals)));
  const [power, sign] = step ?? [0n, ''];
  const exact = formatAmount(amount, decimals + Number(power));
  const [whole = '', fraction = ''] = exact.split('.');
  const kept = whole === '0' ? firstDigits(fraction) : fraction.slice(0, PLACES).replace(/0+$/, '');
  const text = `${whole.replace(/\B(?=(\d{3})+$)/g, ',')}${kept === '' ? '' : `.${kept}`}`;
  return `${kept === fraction ? '' : '≈ '}${text}${sign === '' ? '' : ` ${sign}`} ${shortText(asset)}`;
}

/** The largest by digits, and how many other assets there are. */
export function shortAmounts(amounts: Amounts): string {
  const [first, ...others] = [...amounts].filter(([, amount]) => amount > 0n);
  if (first === undefined) return '';
  const [asset, amount] = first;
  return `${shortAmount(amount, asset)}${others.length === 0 ? '' : ` + ${others.length} more`}`;
}

/** Of a number below one: the zeros, and a few digits that count. */
function firstDigits(fraction: string): string {
  const [zeros = ''] = /^0*/.exec(fraction) ?? [];
  return fraction.slice(0, zeros.length + FEW).replace(/0+$/, '');
}
