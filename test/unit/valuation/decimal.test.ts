/** Decimals are exact, and sums of money are rounded once, half up. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  addDecimals,
  compareDecimals,
  type Decimal,
  formatCents,
  formatDecimal,
  multiplyDecimals,
  parseDecimal,
} from '../../../src/core/prices/decimal.ts';
import { hourOf, priceText } from '../../../src/core/prices/price.ts';

const read = (text: string): Decimal => {
  const decimal = parseDecimal(text);
  if (decimal === null) throw new Error(`${text} is no decimal`);
  return decimal;
};

describe('what a text states', () => {
  test.each([
    ['0', '0'],
    ['3185', '3185'],
    ['3185.20', '3185.2'],
    ['0.30000000000000004', '0.30000000000000004'],
    ['1.5e-7', '0.00000015'],
    ['1.5E+3', '1500'],
    ['12e0', '12'],
    ['1e100', `1${'0'.repeat(100)}`],
    // Sixteen digits and more, which a float would round.
    ['9007199254740993.1', '9007199254740993.1'],
  ])('%s is %s', (text, plain) => {
    expect(formatDecimal(read(text))).toBe(plain);
  });

  test.each([
    ['-1'],
    ['-0'],
    ['+1'],
    ['01'],
    ['1.'],
    ['.5'],
    [''],
    [' 1'],
    ['1,000'],
    ['0x10'],
    ['NaN'],
    ['Infinity'],
    ['1e101'],
    ['1e-101'],
    ['1e300'],
    ['9'.repeat(101)],
    [`1e${'9'.repeat(90)}`],
  ])('"%s" is none', (text) => {
    expect(parseDecimal(text)).toBeNull();
  });
});

describe('prices', () => {
  test.each([
    ['3185.20', '3185.2'],
    ['1e-30', `0.${'0'.repeat(29)}1`],
    ['1e12', '1000000000000'],
  ])('%s is the price %s', (stated, text) => {
    expect(priceText(stated)).toBe(text);
  });

  // Zero stands for "not known" at every source; the rest cannot be.
  test.each(['0', '0.000', '-5', '1e300', '1000000000000.01', '9e-31', 'n/a', ''])('%s is none', (stated) => {
    expect(priceText(stated)).toBeNull();
  });

  test('are asked for by the hour', () => {
    expect([3599, 3600, 7199].map(hourOf)).toEqual([0, 3600, 3600]);
  });
});

describe('money', () => {
  test.each([
    ['0', '0.00'],
    ['1234.5', '1234.50'],
    ['0.005', '0.01'],
    ['0.00499999999999999999', '0.00'],
    ['0.995', '1.00'],
    ['1.004999', '1.00'],
    ['99999999999999999999.994', '99999999999999999999.99'],
    ['99999999999999999999.995', '100000000000000000000.00'],
  ])('%s dollars are written %s', (exact, cents) => {
    expect(formatCents(read(exact))).toBe(cents);
  });

  test('is rounded once: three times a third of a cent is a cent', () => {
    const part = read('0.0034');
    const total = [part, part, part].reduce(addDecimals);
    expect([part, total].map(formatCents)).toEqual(['0.00', '0.01']);
  });
});

/** Digits before and after the point. */
const decimals = fc
  .tuple(fc.bigInt({ min: 0n, max: 10n ** 30n }), fc.bigInt({ min: 0n, max: 25n }))
  .map(([units, places]): Decimal => ({ units, places }));
/** Units of the smallest place of two decimals: a common measure, worked out apart. */
const scaled = ({ units, places }: Decimal, to: bigint) => units * 10n ** (to - places);

describe('always', () => {
  test('what is written reads back as the same number', () => {
    fc.assert(
      fc.property(decimals, (decimal) => {
        expect(compareDecimals(read(formatDecimal(decimal)), decimal)).toBe(0);
      }),
    );
  });

  test('sums, products and comparisons are those of whole numbers', () => {
    fc.assert(
      fc.property(decimals, decimals, (a, b) => {
        const [left, right] = [scaled(a, 50n), scaled(b, 50n)];
        expect(scaled(addDecimals(a, b), 50n)).toBe(left + right);
        expect(scaled(multiplyDecimals(a, b), 100n)).toBe(left * right);
        expect(compareDecimals(a, b)).toBe(left < right ? -1 : left > right ? 1 : 0);
      }),
    );
  });

  test('what is written as money is half a cent off at most, and never less than half a cent too low', () => {
    fc.assert(
      fc.property(decimals, (decimal) => {
        const written = formatCents(decimal);
        expect(written).toMatch(/^(0|[1-9]\d*)\.\d\d$/);
        const error = scaled(read(written), 50n) - scaled(decimal, 50n);
        const half = 5n * 10n ** 47n;
        expect(error > -half && error <= half).toBe(true);
      }),
    );
  });
});
