/** Decimal ETH text to wei: exact for every form that the sources print. */

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { weiOfEtherText } from '../../../scripts/datasets/ether-text.ts';
import { InvalidInputError } from '../../../src/core/errors.ts';

describe('weiOfEtherText', () => {
  test.each([
    ['0.0', 0n],
    ['100', 100_000_000_000_000_000_000n],
    ['8.5e-05', 85_000_000_000_000n],
    ['3364.5375835279715', 3_364_537_583_527_971_500_000n],
    ['0.002120804918497651', 2_120_804_918_497_651n],
    ['4.269e-09', 4_269_000_000n],
    ['1e-18', 1n],
    ['1.5E+3', 1_500_000_000_000_000_000_000n],
    ['0.1000000000000000000', 100_000_000_000_000_000n],
  ])('%s', (text, wei) => {
    expect(weiOfEtherText('here', text)).toBe(wei);
  });

  test.each(['', '1e', '.5', '-1', '1,5', '0x10', 'NaN', ' 1', '1e-19', '0.0000000000000000001'])(
    'refuses "%s" with its place',
    (text) => {
      expect(() => weiOfEtherText('file.csv:7', text)).toThrow(InvalidInputError);
      expect(() => weiOfEtherText('file.csv:7', text)).toThrow(`file.csv:7: amount "${text}"`);
    },
  );

  test('reads back any amount, wherever the exponent puts the point', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 0n, max: 10n ** 30n }),
        fc.integer({ min: -20, max: 20 }),
        (wei, exponent) => {
          // The amount is wei x 10^-18; written with an exponent, its digits shift the other way.
          const decimals = 18 + exponent;
          const digits = wei.toString().padStart(Math.max(decimals, 0) + 1, '0');
          const text =
            decimals > 0
              ? `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}e${exponent}`
              : `${digits}${'0'.repeat(-decimals)}e${exponent}`;
          expect(weiOfEtherText('here', text)).toBe(wei);
        },
      ),
    );
  });
});
