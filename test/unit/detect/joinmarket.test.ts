/** JoinMarket candidates, equal outputs of any make, and the form of Stonewall: vectors at every threshold. */
import { describe, expect, test } from '@jest/globals';
import { detectEqualOutputs } from '../../../src/core/detect/coinjoin/equal-output.ts';
import { detectJoinMarket } from '../../../src/core/detect/coinjoin/joinmarket.ts';
import { detectStonewall } from '../../../src/core/detect/coinjoin/stonewall.ts';
import { type Form, nulldata, type Part, times, transactionOf, wpkh } from '../../support/form.ts';
import { recordedTransaction } from '../../support/recorded-transaction.ts';

const AMOUNT = 6_719_312n;
const INPUTS = [8_000_000n, 9_000_000n, 30_000_000n];
const CHANGES = [1_280_000n, 2_281_000n, 23_279_000n];

describe('JoinMarket', () => {
  const jm = (changes: Partial<Form>) =>
    detectJoinMarket(
      transactionOf({ inputs: INPUTS, outputs: [...times(3, AMOUNT), ...CHANGES], ...changes }),
    );

  test('three participants with a change each', () => {
    expect(jm({})).toEqual({
      protocol: 'JoinMarket',
      certainty: 'possible',
      confidence: 45,
      numbers: { participants: 3, denomination: AMOUNT, inputs: 3, changes: 3 },
    });
  });

  test('a sweep: the taker has no change', () => {
    expect(jm({ outputs: [...times(3, AMOUNT), ...CHANGES.slice(0, 2)] })).toMatchObject({
      numbers: { participants: 3, changes: 2 },
    });
  });

  test('a maker with one coin, whose change and amount reach it: the scanner misses those', () => {
    expect(jm({ inputs: [8_000_000n, 9_000_000n, AMOUNT + 23_279_000n - 500n] })).not.toBeNull();
  });

  test('the first block', () => {
    expect(jm({ height: 336_861 })).not.toBeNull();
    expect(jm({ height: 336_860 })).toBeNull();
  });

  test('amounts above the dust limit', () => {
    const outputs = (amount: bigint) => [...times(3, amount), ...CHANGES];
    expect(jm({ outputs: outputs(27_301n) })).not.toBeNull();
    expect(jm({ outputs: outputs(27_300n) })).toBeNull();
  });

  test.each<[string, Partial<Form>]>([
    ['two participants', { outputs: [...times(2, AMOUNT), ...CHANGES.slice(0, 2)] }],
    ['two changes missing', { outputs: [...times(3, AMOUNT), 1_280_000n] }],
    ['a change too many', { outputs: [...times(3, AMOUNT), ...CHANGES, 1n] }],
    ['two inputs', { inputs: [16_000_000n, 31_000_000n] }],
    ['three inputs of two owners', { inputs: [8_000_000n, [9_000_000n, wpkh(1)], 30_000_000n] }],
    ['data', { outputs: [...times(3, AMOUNT), ...CHANGES.slice(1), [0n, nulldata(20)]] }],
    ['an address paid twice', { outputs: [...times(3, AMOUNT), 1n, [2n, wpkh(77)], [3n, wpkh(77)]] }],
    ['change to an address spent from', { outputs: [...times(3, AMOUNT), 1n, 2n, [3n, wpkh(2)]] }],
    ['a fourth equal output', { outputs: [...times(4, AMOUNT), 1n, 2n] }],
  ])('near miss: %s', (_, changes) => {
    expect(jm(changes)).toBeNull();
  });
});

describe('equal outputs of any make', () => {
  const found = (inputs: readonly Part[], outputs: readonly Part[], height = 300_000) =>
    detectEqualOutputs(transactionOf({ inputs, outputs, height }));

  test('ten of 0.1 BTC and nine changes, before JoinMarket was', () => {
    const changes = Array.from({ length: 9 }, (_, n) => 1_000n * BigInt(n + 1));
    expect(found(times(25, 5_000_000n), [...times(10, 10_000_000n), ...changes])).toEqual({
      protocol: 'equal-output CoinJoin',
      certainty: 'possible',
      confidence: 20,
      numbers: { participants: 10, denomination: 10_000_000n, inputs: 25, outputs: 19 },
    });
  });

  test('a trade over dust has several owners too', () => {
    const outputs = [546n, 546n, 546n, [0n, nulldata(20)] as const, 90_000n, 20_000n];
    expect(found([50_000n, 40_000n, 30_000n], outputs)).not.toBeNull();
  });

  test('between two, no input may reach the amount and the largest change by itself', () => {
    const outputs = [700_000n, 700_000n, 300_000n, 200_000n];
    expect(found([990_000n, 400_000n, 520_000n], outputs)).not.toBeNull();
    expect(found([990_001n, 400_000n, 520_000n], outputs)).toBeNull();
    expect(
      found([1_690_000n, 900_000n, 900_000n], [700_000n, 700_000n, 700_000n, 300_000n, 1n]),
    ).not.toBeNull();
  });

  test('three outputs; two payees, one of them with the change', () => {
    expect(found([990_000n, 720_000n], [700_000n, 700_000n, 300_000n])).not.toBeNull();
    const toTwo: Part[] = [
      [700_000n, wpkh(8)],
      [700_000n, wpkh(9)],
      [300_000n, wpkh(9)],
    ];
    expect(found([990_000n, 720_000n], toTwo)).not.toBeNull();
  });

  test.each<[string, readonly Part[], readonly Part[]]>([
    ['one input', [5_000_000n], times(2, 1_000_000n).concat(900_000n)],
    ['a payment and its change', [1_000_000n, 900_000n], [1_000_000n, 890_000n]],
    ['no two equal', [1_000_000n, 900_000n], [700_000n, 600_000n, 590_000n]],
    [
      'more equal outputs than one for each change and the taker',
      times(4, 900_000n),
      times(4, 800_000n).concat(3n),
    ],
    [
      'one owner by his script',
      [
        [900_000n, wpkh(1)],
        [800_000n, wpkh(1)],
      ],
      [700_000n, 700_000n, 290_000n],
    ],
    [
      'two payments to one address',
      times(3, 600_000n),
      [
        [700_000n, wpkh(8)],
        [700_000n, wpkh(8)],
        [1n, wpkh(8)],
      ],
    ],
  ])('near miss: %s', (_, inputs, outputs) => {
    expect(found(inputs, outputs)).toBeNull();
  });
});

describe('Stonewall', () => {
  const found = (inputs: readonly Part[], outputs: readonly Part[]) =>
    detectStonewall(transactionOf({ inputs, outputs }));

  test('recorded, and labelled JoinMarket where it was taken from', () => {
    const tx = recordedTransaction('joinmarket-coinjoin');
    expect(detectStonewall(tx)).toEqual({
      protocol: 'Stonewall',
      certainty: 'possible',
      confidence: 20,
      numbers: { amount: 100_420n, inputs: 2, changes: 2 },
    });
    expect(detectJoinMarket(tx)).toBeNull();
  });

  test('one change, data beside it', () => {
    const outputs: Part[] = [700_000n, 700_000n, 290_000n, [0n, nulldata(20)]];
    expect(found([1_000_000n, 700_000n], outputs)).toMatchObject({ numbers: { changes: 1 } });
  });

  test('two pairs: both sides spent equal coins', () => {
    expect(found(times(2, 5_000_000n), [...times(2, 408_297n), ...times(2, 4_588_406n)])).toMatchObject({
      numbers: { amount: 408_297n },
    });
  });

  test('above dust', () => {
    expect(found(times(2, 10_000n), [5_001n, 5_001n, 9_000n])).not.toBeNull();
    expect(found(times(2, 10_000n), [5_000n, 5_000n, 9_000n])).toBeNull();
  });

  test.each<[string, readonly Part[], readonly Part[]]>([
    ['one input', [2_000_000n], [700_000n, 700_000n, 290_000n]],
    ['two outputs', times(2, 900_000n), times(2, 700_000n)],
    ['five outputs', times(2, 2_000_000n), [700_000n, 700_000n, 1n, 2n, 3n]],
    ['three equal', times(2, 2_000_000n), [700_000n, 700_000n, 700_000n, 3n]],
    ['none equal', times(2, 2_000_000n), [700_000n, 600_000n, 3n]],
    ['an address paid twice', times(2, 2_000_000n), [[700_000n, wpkh(8)], [700_000n, wpkh(8)], 3n]],
  ])('near miss: %s', (_, inputs, outputs) => {
    expect(found(inputs, outputs)).toBeNull();
  });
});
