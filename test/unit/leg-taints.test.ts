/** What is noted of the legs is found again: nothing, all of a leg, or a part of it. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { accountKey } from '../../src/core/holding.ts';
import type { Movement } from '../../src/core/movement/movement.ts';
import { LegTaints } from '../../src/core/taint/leg-taints.ts';
import { Tape } from '../../src/core/tape/tape.ts';

const holding = accountKey('0xa', 'ETH');

/** A tape with a movement for each two amounts. */
function tapeOf(amounts: readonly bigint[]): Tape {
  const movements = amounts.map((amount, index): Movement => {
    const legs = [{ holding, amount }];
    const block = { height: index, hash: null, time: index };
    return { chain: 'ethereum', txid: `${index}`, block, asset: 'ETH', takes: legs, puts: legs, fee: 0n };
  });
  return new Tape().append(movements);
}

test('every leg has the stolen units that were noted of it', () => {
  const legs = fc.record({ amount: fc.bigInt({ min: 1n, max: 2n ** 80n }), percent: fc.nat({ max: 4 }) });
  fc.assert(
    fc.property(fc.array(legs, { maxLength: 40 }), (rows) => {
      const tape = tapeOf(rows.map(({ amount }) => amount));
      const taints = new LegTaints(tape);
      const expected = rows.flatMap(({ amount, percent }) => {
        const tainted = (amount * BigInt(percent)) / 4n;
        return [tainted, tainted === amount ? 0n : tainted];
      });
      for (const [leg, tainted] of expected.entries()) {
        if (tainted > 0n) taints.note(leg, tainted, tape.amountOf(leg));
      }
      expect(expected.map((_, leg) => taints.get(leg))).toEqual(expected);
      expect(expected.map((_, leg) => taints.isTainted(leg))).toEqual(
        expected.map((tainted) => tainted > 0n),
      );
    }),
  );
});
