import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { formatAmount, splitByLargestRemainder, sum } from '../../src/core/amount.ts';
import { InvariantError } from '../../src/core/errors.ts';

describe('splitting by the largest remainder', () => {
  test.each([
    ['ties go to the lower index', 1n, [1n, 1n, 1n], [1n, 0n, 0n]],
    ['two left over, largest remainders first', 10n, [3n, 3n, 1n], [4n, 4n, 2n]],
    ['a tie of two', 1n, [2n, 2n], [1n, 0n]],
    ['the larger of two remainders', 10n, [1n, 2n], [3n, 7n]],
    ['the larger of two remainders, turned round', 10n, [2n, 1n], [7n, 3n]],
    ['no weight, no part', 7n, [0n, 1n], [0n, 7n]],
    ['nothing to split', 0n, [0n, 0n], [0n, 0n]],
    ['far above 2^53', 10n ** 30n + 1n, [1n, 1n], [5n * 10n ** 29n + 1n, 5n * 10n ** 29n]],
  ])('%s', (_, total, weights, parts) => {
    expect(splitByLargestRemainder(total, weights)).toEqual(parts);
  });

  test('a total without weights is a bug', () => {
    expect(() => splitByLargestRemainder(1n, [0n, 0n])).toThrow(InvariantError);
    expect(() => splitByLargestRemainder(-1n, [1n])).toThrow(InvariantError);
  });

  test('the parts add up and none is off by a unit', () => {
    const weights = fc.array(fc.bigInt({ min: 0n, max: 10n ** 24n }), { minLength: 1, maxLength: 9 });
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 26n }), weights, (total, raw) => {
        const some = [...raw, 1n];
        const parts = splitByLargestRemainder(total, some);
        expect(sum(parts)).toBe(total);
        for (const [index, part] of parts.entries()) {
          const error = part * sum(some) - total * (some[index] ?? 0n);
          expect(error > -sum(some) && error < sum(some)).toBe(true);
        }
      }),
    );
  });
});

test.each([
  [150_000_000n, 8, '1.5'],
  [1n, 18, '0.000000000000000001'],
  [4_830_000_000_000_000_000_000n, 18, '4830'],
  [0n, 8, '0'],
  [42n, 0, '42'],
  [-5n, 1, '-0.5'],
])('%s with %s decimals is %s', (amount, decimals, text) => {
  expect(formatAmount(amount, decimals)).toBe(text);
});
