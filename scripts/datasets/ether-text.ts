/**
 * Decimal text of an ETH amount, as data exports print it (`3364.5375835279715`, `8.5e-05`), to wei.
 * Pure text and integer arithmetic: a floating-point number cannot hold 18 decimals of an amount above 0.009 ETH.
 */

import { InvalidInputError } from '../../src/core/errors.ts';

/** 1 ETH is 10^18 wei. */
const WEI_DECIMALS = 18;
const DECIMAL = /^(?<whole>\d+)(?:\.(?<fraction>\d+))?(?:e(?<exponent>[+-]?\d{1,3}))?$/i;

/**
 * Exact wei of a non-negative decimal ETH amount, with or without an exponent.
 * @param where place of the value, for the error message
 * @throws InvalidInputError when the text is no decimal number or finer than 1 wei
 */
export function weiOfEtherText(where: string, text: string): bigint {
  const parts = DECIMAL.exec(text)?.groups;
  if (parts === undefined) {
    throw new InvalidInputError(
      `${where}: amount "${text}" is not a decimal number of ETH; write e.g. 0.25 or 8.5e-05`,
      {
        where,
        field: 'amount',
        value: text,
      },
    );
  }
  const { whole = '', fraction = '', exponent = '0' } = parts;
  const digits = whole + fraction;
  const shift = WEI_DECIMALS + Number.parseInt(exponent, 10) - fraction.length;
  if (shift >= 0) return BigInt(digits) * 10n ** BigInt(shift);
  const unit = 10n ** BigInt(-shift);
  if (BigInt(digits) % unit !== 0n) {
    throw new InvalidInputError(
      `${where}: amount "${text}" ETH is finer than 1 wei; give at most 18 decimals`,
      {
        where,
        field: 'amount',
        value: text,
      },
    );
  }
  return BigInt(digits) / unit;
}
