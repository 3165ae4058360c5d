/** What rests is counted source by source, in the order in which the sources came. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { sum } from '../../src/core/amount.ts';
import { Rest } from '../../src/core/taint/rest.ts';

test('it answers like a plain list of what came', () => {
  const arrivals = fc.record({
    holding: fc.nat({ max: 3 }),
    source: fc.integer({ min: 1, max: 4 }),
    amount: fc.bigInt({ min: 1n, max: 2n ** 70n }),
  });
  fc.assert(
    fc.property(fc.array(arrivals, { maxLength: 40 }), (list) => {
      const rest = new Rest();
      for (const { holding, source, amount } of list) rest.add(holding, source, amount);
      for (const holding of [0, 1, 2, 3]) {
        const came = list.filter((one) => one.holding === holding);
        const expected = [...new Set(came.map(({ source }) => source))].map((source) => ({
          source,
          amount: sum(came.filter((one) => one.source === source).map(({ amount }) => amount)),
        }));
        expect(rest.portionsAt(holding)).toEqual(expected);
        expect(rest.amountAt(holding)).toBe(sum(expected.map(({ amount }) => amount)));
      }
    }),
  );
});
