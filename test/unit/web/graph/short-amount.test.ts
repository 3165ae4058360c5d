/** Amounts as labels: cut, never rounded up, and never without a sign that something was cut. */
import { describe, expect, test } from '@jest/globals';
import { search } from '../../../../src/web/pages/case/graph/money-search.ts';
import { shortAmount, shortAmounts } from '../../../../src/web/pages/case/graph/short-amount.ts';
import { at, sketchedModel } from '../../../support/money-sketch.ts';

describe('short amounts', () => {
  test.each([
    [173_400n * 10n ** 18n, 'ETH', '173,400 ETH'],
    [8_761_956_140n * 10n ** 12n, 'ETH', '≈ 8,761.95 ETH'],
    [1n, 'BTC', '0.00000001 BTC'],
    [123_456n, 'BTC', '≈ 0.001234 BTC'],
    [150_000_000n, 'BTC', '1.5 BTC'],
    [199_999_999n, 'BTC', '≈ 1.99 BTC'],
    [0n, 'BTC', '0 BTC'],
    [999_999n, '0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48', '999,999 0xA0b869…3606eB48'],
    [12_345_678n, 'USD', '≈ 12.34 M USD'],
    [2_000_000_000n, 'USD', '2 B USD'],
  ])('%d %s is %s', (amount, asset, text) => expect(shortAmount(amount, asset)).toBe(text));

  test('of several assets the first, and how many more', () => {
    expect(
      shortAmounts(
        new Map([
          ['BTC', 0n],
          ['ETH', 10n ** 18n],
          ['X', 5n],
        ]),
      ),
    ).toBe('1 ETH + 1 more');
    expect(shortAmounts(new Map())).toBe('');
  });
});

describe('search', () => {
  const model = sketchedModel(
    ['s > Abc 5', 'Abc > pool 5'],
    [{ at: 'pool', amount: 5n, kind: 'mixer', entity: 'Tornado Cash' }],
  );

  test.each([
    ['abc', [at('Abc')], []],
    ['tornado', ['end mixer Tornado Cash', at('pool')], []],
    ['mixer', ['end mixer Tornado Cash', at('pool')], []],
    ['TX1', [], ['bitcoin Abc > bitcoin pool']],
    [' tx ', [], ['bitcoin Abc > bitcoin pool', 'bitcoin s > bitcoin Abc']],
    ['nobody', [], []],
    ['a', [], []],
    ['', [], []],
  ])('%j', (text, nodes, links) => expect(search(model, text)).toEqual({ nodes, links }));
});
