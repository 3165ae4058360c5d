/** Change: the exact tests of each rule, and the vote. H1 to H5 are worked by hand. */
import { describe, expect, test } from '@jest/globals';
import { detectChange, votesOn } from '../../../src/core/detect/change/change.ts';
import { isOrdered } from '../../../src/core/detect/change/form.ts';
import {
  continuesPeeling,
  newAddress,
  sameFee,
  sameLocktime,
  sameOrder,
  sameReplaceability,
  sameSegwit,
  sameVersion,
} from '../../../src/core/detect/change/neighbour-rules.ts';
import * as rules from '../../../src/core/detect/change/rules.ts';
import { NO_NEIGHBOURS } from '../../../src/core/detect/neighbours.ts';
import type { Fingerprint } from '../../../src/core/fingerprint.ts';
import type { BitcoinTransaction } from '../../../src/core/transaction.ts';
import { nulldata, type Part, pkh, scriptHash, times, transactionOf, wpkh } from '../../support/form.ts';
import { neighboursAmong } from '../../support/known-neighbours.ts';
import { recordedTransaction } from '../../support/recorded-transaction.ts';

const payment = (inputs: readonly Part[], outputs: readonly Part[], txid = 'payment') =>
  transactionOf({ txid, inputs, outputs });

describe('H1 to H5', () => {
  const h1 = payment([500_000n, 300_000n], [700_000n, 99_000n]);
  const h2 = payment([500_000n, 400_000n], [390_000n, 380_000n]);
  const h3 = payment([500_000n, 300_000n], [400_000n, 399_000n]);

  test('H1: optimal and round agree', () => {
    expect(h1.fee).toBe(1_000n);
    expect(rules.optimalChange(h1)).toEqual([1]);
    expect(rules.notRound(h1, 4)).toEqual([1]);
  });

  test('H2: optimal leaves both', () => {
    expect(rules.optimalChange(h2)).toEqual([0, 1]);
  });

  test('H3: optimal leaves none', () => {
    expect(rules.optimalChange(h3)).toEqual([]);
  });

  test('H4: types', () => {
    const outputs: Part[] = [
      [700_000n, scriptHash(1)],
      [90_000n, wpkh(8)],
    ];
    expect(rules.sameType(payment([500_000n, 300_000n], outputs))).toEqual([1]);
    expect(rules.sameType(payment([500_000n, [300_000n, pkh(1)]], outputs))).toEqual([]);
  });

  test('H5: all round, or none', () => {
    expect(rules.notRound(payment([800_000n], [500_000n, 200_000n]), 5)).toEqual([]);
    expect(rules.notRound(payment([800_000n], [512_345n, 98_765n]), 3)).toEqual([0, 1]);
  });
});

describe('rules of the transaction alone', () => {
  test('optimal: below the smallest input, the fee added or not', () => {
    const tx = (change: bigint) => payment([500_000n, 300_000n], [799_000n - change, change]);
    expect(rules.optimalChange(tx(299_999n))).toEqual([1]);
    expect(rules.optimalChange(tx(300_000n))).toEqual([]);
    expect(rules.optimalChangeWithFee(tx(298_999n))).toEqual([1]);
    expect(rules.optimalChangeWithFee(tx(299_000n))).toEqual([]);
  });

  test('round: a multiple of the power of ten, and one satoshi off', () => {
    const tx = (paid: bigint) => payment([900_000n], [paid, 123_456n]);
    expect(rules.notRound(tx(700_000n), 5)).toEqual([1]);
    expect(rules.notRound(tx(700_001n), 5)).toEqual([0, 1]);
    expect(rules.notRound(tx(700_000n), 6)).toEqual([0, 1]);
  });

  test('an address spent from gets change', () => {
    const tx = payment(
      [[900_000n, wpkh(1)]],
      [
        [700_000n, wpkh(2)],
        [190_000n, wpkh(1)],
      ],
    );
    expect(rules.reusedAddress(tx)).toEqual([1]);
  });

  test('data is no change', () => {
    const tx = payment([900_000n], [[0n, nulldata(20)], 700_000n, [0n, nulldata(4)]]);
    expect(rules.spendableOutputs(tx)).toEqual([1]);
    expect(rules.optimalChange(tx)).toEqual([1]);
    expect(rules.notRound(tx, 2)).toEqual([]);
  });
});

/** A payment of two outputs, both spent, with a fingerprint for each transaction. */
function spentPayment(
  print: {
    readonly own: Partial<Fingerprint>;
    readonly first: Partial<Fingerprint>;
    readonly second: Partial<Fingerprint>;
  },
  shapes: { readonly first?: BitcoinTransaction; readonly second?: BitcoinTransaction } = {},
) {
  const plain: Fingerprint = { version: 2, hasLocktime: false, sequences: 'final' };
  const tx = {
    ...payment([900_000n, 800_000n], [1_000_000n, 690_000n]),
    fingerprint: { ...plain, ...print.own },
  };
  const spend = (name: 'first' | 'second', vout: number, shape?: BitcoinTransaction) => {
    const base = shape ?? transactionOf({ inputs: [5n], outputs: [4n] });
    const [input, ...others] = base.inputs;
    if (input === undefined) throw new Error('no input');
    const inputs = [{ ...input, outpoint: `${tx.txid}:${vout}` }, ...others];
    return { ...base, txid: name, inputs, fingerprint: { ...plain, ...print[name] } };
  };
  const spenders = [spend('first', 0, shapes.first), spend('second', 1, shapes.second)];
  return { tx, spenders, around: neighboursAmong([tx, ...spenders]) };
}

describe('rules of the neighbours', () => {
  test.each<[string, typeof sameLocktime, Parameters<typeof spentPayment>[0]]>([
    ['locktime', sameLocktime, { own: { hasLocktime: true }, first: {}, second: { hasLocktime: true } }],
    ['version', sameVersion, { own: { version: 1 }, first: {}, second: { version: 1 } }],
    [
      'replaceability',
      sameReplaceability,
      {
        own: { sequences: 'replaceable' },
        first: { sequences: 'locktime' },
        second: { sequences: 'replaceable' },
      },
    ],
  ])('%s: the second is spent alike', (_, rule, prints) => {
    const { tx, spenders, around } = spentPayment(prints);
    expect(rule(tx, around)).toEqual([1]);
    const { tx: alike, around: all } = spentPayment({ own: {}, first: {}, second: {} });
    expect(rule(alike, all)).toEqual([0, 1]);
    expect(rule(tx, NO_NEIGHBOURS)).toEqual([0, 1]);
    // Of one that is not told nothing is ruled out.
    const untold = ({ fingerprint: _, ...rest }: BitcoinTransaction) => rest;
    expect(rule(untold(tx), around)).toEqual([0, 1]);
    expect(rule(tx, neighboursAmong([tx, ...spenders.map(untold)]))).toEqual([0, 1]);
  });

  test('replaceability: a locktime in force and final inputs are alike', () => {
    const { tx, around } = spentPayment({
      own: { sequences: 'locktime' },
      first: { sequences: 'final' },
      second: { sequences: 'locktime' },
    });
    expect(sameReplaceability(tx, around)).toEqual([0, 1]);
  });

  const NONE = { own: {}, first: {}, second: {} };

  test('SegWit', () => {
    const legacy = transactionOf({ inputs: [[5n, pkh(1)]], outputs: [4n] });
    const { tx, around } = spentPayment(NONE, { first: legacy });
    expect(sameSegwit(tx, around)).toEqual([1]);
    const mixed = transactionOf({ inputs: [[5n, pkh(1)], 6n], outputs: [4n] });
    const { tx: other, around: all } = spentPayment(NONE, { first: mixed });
    expect(sameSegwit(other, all)).toEqual([0, 1]);
  });

  test('the same fee', () => {
    const shape = (fee: bigint) => transactionOf({ inputs: [100_000n], outputs: [100_000n - fee] });
    const { tx, around } = spentPayment(NONE, { first: shape(9_999n), second: shape(10_000n) });
    expect(tx.fee).toBe(10_000n);
    expect(sameFee(tx, around)).toEqual([1]);
  });

  test('order says something from four outputs on', () => {
    const ordered = payment([9n], [1n, 2n, 3n, 4n]);
    expect(isOrdered(ordered)).toBe(true);
    expect(isOrdered(payment([9n], [2n, 1n, 3n, 4n]))).toBe(false);
    expect(isOrdered(payment([9n], [1n, 2n, 3n]))).toBeNull();
    const equal = (a: number, b: number) => payment([9n], [[1n, wpkh(a)], [1n, wpkh(b)], 3n, 4n]);
    expect([isOrdered(equal(1, 2)), isOrdered(equal(2, 1))]).toEqual([true, false]);
    const spending = (...vouts: readonly number[]) => {
      const inputs = vouts.map((vout) => ({ outpoint: `aa:${vout}`, value: 9n, script: wpkh(1) }));
      return { ...payment([], [1n, 2n, 3n, 4n]), inputs };
    };
    expect([isOrdered(spending(2, 10)), isOrdered(spending(10, 2))]).toEqual([true, false]);
    const spender = {
      ...payment([9n], [4n, 3n, 2n, 1n], 'spender'),
      inputs: [{ outpoint: `${ordered.txid}:2`, value: 3n, script: wpkh(1) }],
    };
    expect(sameOrder(ordered, neighboursAmong([spender]))).toEqual([0, 1, 3]);
    expect(sameOrder(payment([9n], [3n, 5n]), neighboursAmong([]))).toEqual([0, 1]);
  });

  test('a new address, unless one is reused or the history is not known', () => {
    const tx = payment(
      [900_000n],
      [
        [700_000n, wpkh(7)],
        [190_000n, wpkh(8)],
      ],
    );
    const among = (firstUses: Record<string, boolean>) => neighboursAmong([], { firstUses });
    expect(newAddress(tx, among({ [wpkh(7)]: false, [wpkh(8)]: true }))).toEqual([1]);
    expect(newAddress(tx, among({ [wpkh(7)]: true, [wpkh(8)]: true }))).toEqual([0, 1]);
    expect(newAddress(tx, among({ [wpkh(7)]: false }))).toEqual([0, 1]);
    const back = payment(
      [[900_000n, wpkh(7)]],
      [
        [700_000n, wpkh(7)],
        [190_000n, wpkh(8)],
      ],
    );
    expect(newAddress(back, among({ [wpkh(7)]: false, [wpkh(8)]: true }))).toEqual([]);
  });

  test('what continues a peeling chain', () => {
    const tx = payment([900_000n], [100_000n, 790_000n], 'peel');
    const spendOf = (vout: number, name: string, outputs: readonly bigint[]) => {
      const shape = payment([790_000n], outputs, name);
      return {
        ...shape,
        inputs: shape.inputs.map((input) => ({ ...input, outpoint: `${tx.txid}:${vout}` })),
      };
    };
    const next = spendOf(1, 'next', [100_000n, 680_000n]);
    const other = spendOf(0, 'other', [90_000n]);
    expect(continuesPeeling(tx, neighboursAmong([next, other]))).toEqual([1]);
    // Not spent, it may be the change as well.
    expect(continuesPeeling(tx, neighboursAmong([next]))).toEqual([0, 1]);
    // Neither before nor after is like it.
    expect(continuesPeeling(tx, neighboursAmong([other]))).toEqual([]);
    // What came before is like it: the output that is spent otherwise is not the change.
    const before = payment([1_000_000n], [90_000n, 900_000n], 'before');
    const later = { ...tx, inputs: [{ outpoint: `${before.txid}:1`, value: 900_000n, script: wpkh(1) }] };
    expect(continuesPeeling(later, neighboursAmong([before, other]))).toEqual([1]);
    const whole = payment([1n, 2n], [1n, 1n], 'no peel');
    expect(continuesPeeling(whole, neighboursAmong([]))).toEqual([]);
  });
});

describe('the vote', () => {
  /** Optimal, same type and not round for output 1: three votes. */
  const outputs: Part[] = [
    [700_000n, scriptHash(1)],
    [99_123n, wpkh(8)],
  ];
  const three = payment([500_000n, 300_000n], outputs);

  test('three ahead: possible', () => {
    expect(detectChange(three)).toEqual({
      protocol: 'change',
      certainty: 'possible',
      confidence: 50,
      numbers: { vout: 1, votesFor: 3, votesAgainst: 0 },
      vout: 1,
      votes: ['optimal', 'same-type', 'not-round'].map((rule) => ({ rule, vout: 1 })),
    });
  });

  test('amounts are round at 10^2 to 10^7', () => {
    const votesAt = (digits: bigint) => {
      const unit = 10n ** digits;
      const tx = payment([40n * unit], [31n * unit, (7n * unit) / 10n]);
      return votesOn(tx, NO_NEIGHBOURS).map(({ rule, vout }) => `${rule} ${vout}`);
    };
    const told = [1n, 2n, 3n, 4n, 5n, 6n, 7n, 8n].map((digits) => votesAt(digits).includes('not-round 1'));
    expect(told).toEqual([false, true, true, true, true, true, true, false]);
  });

  test('two ahead: nothing', () => {
    const two = payment(
      [500_000n, 300_000n],
      [
        [700_000n, wpkh(9)],
        [99_123n, wpkh(8)],
      ],
    );
    expect(votesOn(two, NO_NEIGHBOURS)).toHaveLength(2);
    expect(detectChange(two)).toBeNull();
  });

  const core: Fingerprint = { version: 2, hasLocktime: true, sequences: 'replaceable' };
  const old: Fingerprint = { version: 1, hasLocktime: false, sequences: 'final' };
  const made = { ...three, fingerprint: core };
  const spenders = (paid: Fingerprint, kept: Fingerprint) => {
    const spend = (name: string, vout: number, fingerprint: Fingerprint) => ({
      ...payment([5n], [4n], name),
      inputs: [{ outpoint: `${three.txid}:${vout}`, value: 5n, script: wpkh(40 + vout) }],
      fingerprint,
    });
    return neighboursAmong([spend('paid', 0, paid), spend('kept', 1, kept)]);
  };

  test('four ahead: possible; five: likely', () => {
    const four = detectChange(made, spenders({ ...core, version: 1 }, core));
    expect(four).toMatchObject({ certainty: 'possible', numbers: { votesFor: 4 } });
    const five = detectChange(made, spenders({ ...old, sequences: core.sequences }, core));
    expect(five).toMatchObject({ certainty: 'likely', vout: 1, numbers: { votesFor: 5, votesAgainst: 0 } });
  });

  test('votes against count: five to one is four ahead', () => {
    expect(detectChange(made, spenders(old, core))).toMatchObject({ numbers: { votesFor: 6 } });
    expect(detectChange(made, spenders({ ...old, version: 2 }, { ...core, version: 1 }))).toMatchObject({
      certainty: 'possible',
      numbers: { votesFor: 5, votesAgainst: 1 },
    });
  });

  test('an address spent from decides alone', () => {
    const tx = recordedTransaction('self-change-address-reuse-4c18b982');
    expect(detectChange(tx)).toMatchObject({
      certainty: 'likely',
      vout: 1,
      votes: [{ rule: 'reused-address', vout: 1 }],
    });
  });

  test('two reused addresses decide nothing', () => {
    const both: Part[] = [
      [700_000n, wpkh(1)],
      [99_123n, wpkh(2)],
    ];
    expect(detectChange(payment([500_000n, 300_000n], both))).toBeNull();
  });

  test.each<[string, BitcoinTransaction]>([
    ['new coins', payment([], outputs)],
    [
      'a single output',
      payment(
        [500_000n, 300_000n],
        [
          [700_000n, scriptHash(1)],
          [0n, nulldata(9)],
        ],
      ),
    ],
    [
      'several owners',
      payment([500_000n, 300_000n, 400_000n], [...times(3, 200_000n), 1_001n, 20_123n, [99_000n, wpkh(1)]]),
    ],
  ])('none: %s', (_, tx) => {
    expect(detectChange(tx)).toBeNull();
  });

  test('with one equal output less it is a payment', () => {
    const shared = payment(
      [500_000n, 300_000n, 400_000n],
      [...times(2, 200_000n), 1_001n, 20_123n, [99_000n, wpkh(1)]],
    );
    expect(detectChange(shared)).toMatchObject({ vout: 4 });
  });
});
