/**
 * Decimals: numbers of so many decimal places, such as prices and sums of money. They are exact: what is read is what is
 * reckoned with, and rounding happens once, when a sum of money is written out.
 */

/** `units` divided by ten to the power of `places`; never negative. */
export interface Decimal {
  readonly units: bigint;
  readonly places: bigint;
}

export const ZERO: Decimal = { units: 0n, places: 0n };

/** A JSON number (RFC 8259, 6) that is not negative. */
const FORM = /^(0|[1-9][0-9]*)(?:\.([0-9]+))?(?:[eE]([+-]?)([0-9]+))?$/;
/** Nothing that is worth money needs more; what is longer is not even looked at. */
const MAX_CHARACTERS = 100;
const MAX_EXPONENT = 100n;

/** The number that a text states, as JSON writes it; null for a negative one, an absurd one, and what is no number. */
export function parseDecimal(text: string): Decimal | null {
  if (text.length > MAX_CHARACTERS) return null;
  const [, whole, fraction = '', sign = '', power = '0'] = FORM.exec(text) ?? [];
  if (whole === undefined) return null;
  const exponent = BigInt(power);
  if (exponent > MAX_EXPONENT) return null;
  const units = BigInt(whole + fraction);
  const places = BigInt(fraction.length) - (sign === '-' ? -exponent : exponent);
  return places < 0n ? { units: units * 10n ** -places, places: 0n } : { units, places };
}

/** The number without exponent and without needless digits, such as `3185.2` or `0.0000001`. */
export function formatDecimal({ units, places }: Decimal): string {
  const one = 10n ** places;
  const fraction = digitsAfter(units, one).replace(/0+$/, '');
  return `${units / one}${fraction === '' ? '' : `.${fraction}`}`;
}

/** Money: two decimal places, rounded half up, such as `1234.50`. */
export function formatCents({ units, places }: Decimal): string {
  const one = 10n ** places;
  const cents = (200n * units + one) / (2n * one);
  return `${cents / 100n}.${digitsAfter(cents, 100n)}`;
}

/** @param one the number of units that make one, a power of ten */
function digitsAfter(units: bigint, one: bigint): string {
  return (one + (units % one)).toString().slice(1);
}

/** The exact sum. */
export function addDecimals(a: Decimal, b: Decimal): Decimal {
  if (a.places < b.places) return addDecimals(b, a);
  return { units: a.units + b.units * 10n ** (a.places - b.places), places: a.places };
}

/** The exact product. */
export function multiplyDecimals(a: Decimal, b: Decimal): Decimal {
  return { units: a.units * b.units, places: a.places + b.places };
}

/** Negative when `a` is the smaller one, 0 when the two are equal. */
export function compareDecimals(a: Decimal, b: Decimal): -1 | 0 | 1 {
  const [left, right] = [a.units * 10n ** b.places, b.units * 10n ** a.places];
  return left < right ? -1 : left > right ? 1 : 0;
}
