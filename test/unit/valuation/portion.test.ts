/** Units divided over the hours in which they came. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { sum } from '../../../src/core/amount.ts';
import { Hours } from '../../../src/core/valuation/portion.ts';

const HOUR = 3600;
const hoursOf = (...came: readonly (readonly [time: number, amount: bigint])[]) => {
  const hours = new Hours();
  for (const [time, amount] of came) hours.add(time, amount);
  return hours;
};
const told = (hours: Hours, amount: bigint) =>
  hours.portion('ETH', amount).parts.map(({ hour, amount: part }) => [hour / HOUR, part]);

describe('by hour', () => {
  test.each<[string, Hours, bigint, [number, bigint][]]>([
    [
      'where all is still there, what came',
      hoursOf([HOUR, 7n], [3 * HOUR + 9, 5n]),
      12n,
      [
        [1, 7n],
        [3, 5n],
      ],
    ],
    ['what came in one hour is together', hoursOf([HOUR, 7n], [2 * HOUR - 1, 5n]), 12n, [[1, 12n]]],
    [
      'earlier hours first, whenever they are told of',
      hoursOf([9 * HOUR, 1n], [HOUR, 2n]),
      3n,
      [
        [1, 2n],
        [9, 1n],
      ],
    ],
    [
      'what is left, in proportion',
      hoursOf([HOUR, 30n], [2 * HOUR, 10n]),
      4n,
      [
        [1, 3n],
        [2, 1n],
      ],
    ],
    [
      'the unit over goes to the larger remainder',
      hoursOf([HOUR, 1n], [2 * HOUR, 2n]),
      2n,
      [
        [1, 1n],
        [2, 1n],
      ],
    ],
    [
      'more than came, in proportion',
      hoursOf([HOUR, 1n], [2 * HOUR, 3n]),
      8n,
      [
        [1, 2n],
        [2, 6n],
      ],
    ],
    ['an hour that gets nothing is left out', hoursOf([HOUR, 1n], [2 * HOUR, 1000n]), 1n, [[2, 1n]]],
    ['nothing needs no hour', hoursOf([HOUR, 1n]), 0n, []],
    ['without hours it is not known when', hoursOf(), 5n, []],
    ['nor where nothing came', hoursOf([HOUR, 0n]), 5n, []],
  ])('%s', (_, hours, amount, parts) => {
    expect(told(hours, amount)).toEqual(parts);
  });
});

test('parts always add up, and none is off by a unit', () => {
  const came = fc.array(
    fc.tuple(fc.integer({ min: 0, max: 40 * HOUR }), fc.bigInt({ min: 1n, max: 10n ** 24n })),
    {
      minLength: 1,
      maxLength: 12,
    },
  );
  fc.assert(
    fc.property(came, fc.bigInt({ min: 1n, max: 10n ** 25n }), (receipts, amount) => {
      const { parts } = hoursOf(...receipts).portion('ETH', amount);
      expect(sum(parts.map((part) => part.amount))).toBe(amount);
      const all = sum(receipts.map(([, units]) => units));
      for (const { hour, amount: part } of parts) {
        const then = sum(
          receipts.filter(([time]) => time - (time % HOUR) === hour).map(([, units]) => units),
        );
        const error = part * all - amount * then;
        expect(error > -all && error < all).toBe(true);
      }
    }),
  );
});
