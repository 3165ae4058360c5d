/** What holdings have is found again as it was put there, whatever was there before it. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { HeldLots } from '../../src/core/taint/held-lots.ts';
import { cleanLot, type Lots, lot } from '../../src/core/taint/lots.ts';
import { joinQueues } from '../../src/core/taint/queue.ts';

const HOLDINGS = 4;
const amounts = fc.bigInt({ min: 1n, max: 2n ** 90n });
const clean = fc.oneof(fc.constant(0n), amounts).map(cleanLot);
const stolen = fc
  .tuple(amounts, fc.integer({ min: 1, max: 3 }))
  .map(([value, source]) => lot(value, value, source));
const mixed = fc.tuple(amounts, amounts).map(([tainted, rest]) => lot(tainted + rest, tainted, 2));
const trees = fc.array(fc.oneof(clean, stolen), { minLength: 2, maxLength: 6 }).map(joinQueues);
const lots: fc.Arbitrary<Lots> = fc.oneof(clean, stolen, mixed, trees);

test('it answers like a plain map', () => {
  const steps = fc.record({ holding: fc.nat({ max: HOLDINGS - 1 }), now: fc.option(lots) });
  fc.assert(
    fc.property(fc.array(steps, { maxLength: 40 }), (list) => {
      const held = new HeldLots(HOLDINGS);
      const plain = new Map<number, Lots>();
      for (const { holding, now } of list) {
        if (now === null) held.delete(holding);
        else held.set(holding, now);
        if (now === null) plain.delete(holding);
        else plain.set(holding, now);
        for (let one = 0; one < HOLDINGS; one += 1) {
          expect([held.has(one), held.get(one)]).toEqual([plain.has(one), plain.get(one)]);
        }
      }
    }),
  );
});
