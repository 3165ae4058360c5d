/** The worked examples of accounts and conversions through the naive accounting. */
import { describe, expect, test } from '@jest/globals';
import type { NaiveMethodName, NaiveMovement } from '../support/naive/case.ts';
import { goldenFor, named, SEEDS, type Segment, stolenAt } from '../support/naive/golden.ts';
import type { NaiveLot } from '../support/naive/lot.ts';
import { naiveHaircut, naiveLibr } from '../support/naive/pooled.ts';
import { naiveFifo, naiveLifo } from '../support/naive/queue.ts';
import { type NaiveOutcome, replayNaively } from '../support/naive/replay.ts';
import { convert, lotsAt, move, naiveCase } from '../support/naive/sketch.ts';
import { NaiveSources } from '../support/naive/source.ts';

const figuresAt = (outcome: NaiveOutcome, holding: string) => ({
  value: Number(outcome.holdings.get(holding)?.value ?? 0n),
  tainted: stolenAt(outcome, holding),
});

/** Credits to `a/ETH`, then payments from it; credits of X are marked by their transaction. */
function account(method: NaiveMethodName, steps: readonly (Segment | [to: string, amount: number])[]) {
  const transferMarks = new Map();
  const movements = steps.map(([first, second], index) => {
    const txid = `s${index}`;
    if (typeof first === 'string') {
      return move(txid, index, { 'a/ETH': Number(second) }, { [first]: Number(second) });
    }
    if (second === 'X') transferMarks.set(txid, [{ seed: 1, receiver: null, asset: 'ETH' }]);
    return move(txid, index, {}, { 'a/ETH': first });
  });
  return replayNaively(naiveCase({ method, movements, transferMarks }));
}

const lots = (segments: readonly Segment[]): NaiveLot[] =>
  segments.map(([amount, source]) => ({ source: SEEDS[source] ?? 0, amount: BigInt(amount) }));
const sumsOf = (segments: readonly Segment[]) => ({
  value: segments.reduce((sum, [amount]) => sum + amount, 0),
  tainted: segments.reduce((sum, [amount, source]) => sum + (source === 'clean' ? 0 : amount), 0),
});

describe('one account', () => {
  const c1 = [
    [100, 'clean'],
    [60, 'X'],
    [40, 'clean'],
    ['b/ETH', 80],
    ['d/ETH', 70],
  ] as [number, string][];

  test.each(['fifo', 'lifo', 'haircut', 'libr', 'poison'] as const)('C1: %s', (method) => {
    const expected = goldenFor('C1')[method];
    const outcome = account(method, c1);
    expect(figuresAt(outcome, 'b/ETH')).toEqual(sumsOf(expected.w1));
    expect(figuresAt(outcome, 'd/ETH')).toEqual(sumsOf(expected.w2));
    const rest = Array.isArray(expected.rest) ? sumsOf(expected.rest) : expected.rest;
    expect(figuresAt(outcome, 'a/ETH')).toEqual(rest);
  });

  test('C1: the order of lots', () => {
    for (const [method, name] of [
      [naiveFifo, 'fifo'],
      [naiveLifo, 'lifo'],
    ] as const) {
      const { w1, w2, rest } = goldenFor('C1')[name];
      const credits = c1.slice(0, 3).flatMap((segment) => lots([segment]));
      const first = method.withdraw(method.join(credits, new NaiveSources()), 80n);
      expect(first.taken).toEqual(lots(w1));
      expect(method.withdraw(first.left, 70n)).toEqual({ taken: lots(w2), left: lots(rest) });
    }
    expect(lotsAt(account('fifo', c1), 'a/ETH')).toEqual(named(goldenFor('C1').fifo.rest));
  });

  test('C1: the lots of the methods that pool, in the fixed order clean, stolen', () => {
    const credits = c1.slice(0, 3).flatMap((segment) => lots([segment]));
    for (const [method, name] of [
      [naiveHaircut, 'haircut'],
      [naiveLibr, 'libr'],
    ] as const) {
      const { w1, w2 } = goldenFor('C1')[name];
      const cleanFirst = (segments: Segment[]) =>
        lots([...segments]).sort((one, other) => one.source - other.source);
      const first = method.withdraw(method.join(credits, new NaiveSources()), 80n);
      expect(first.taken).toEqual(cleanFirst(w1));
      expect(method.withdraw(first.left, 70n).taken).toEqual(cleanFirst(w2));
    }
  });

  test('C2: the lowest intermediate balance', () => {
    const expected = goldenFor('C2');
    const steps: [number | string, string | number][] = [
      [100_000, 'clean'],
      [200_000, 'X'],
      ['car/ETH', 75_000],
      ['boat/ETH', 179_500],
      [50_000, 'clean'],
      ['out/ETH', 60_000],
    ];
    const until = (count: number) => account('libr', steps.slice(0, count) as [number, string][]);
    expect(figuresAt(until(6), 'car/ETH')).toEqual(sumsOf(expected.car));
    expect(figuresAt(until(4), 'boat/ETH')).toEqual(sumsOf(expected.boat_and_jet));
    expect(figuresAt(until(4), 'a/ETH')).toEqual({ value: expected.rest_value, tainted: expected.claim });
    const { value, claim } = expected.after_own_deposit_50000;
    expect(figuresAt(until(5), 'a/ETH')).toEqual({ value, tainted: claim });
    expect(figuresAt(until(6), 'out/ETH')).toEqual(sumsOf(expected.then_out_60000));
    expect(stolenAt(until(6), 'a/ETH')).toBe(expected.claim_end);
  });

  test.each(['fifo', 'lifo', 'haircut', 'libr'] as const)('C3, gas first: %s', (method) => {
    const expected = goldenFor('C3')[method];
    const outcome = account(method, [
      [1_000_000_000, 'X'],
      [10_000_000, 'clean'],
      ['burnt/ETH', 4_000_000],
      ['miner/ETH', 1_000_000],
      ['b/ETH', 990_000_000],
    ]);
    expect(figuresAt(outcome, 'burnt/ETH')).toEqual(sumsOf(expected.base_burned));
    expect(figuresAt(outcome, 'miner/ETH')).toEqual(sumsOf(expected.tip));
    expect(figuresAt(outcome, 'b/ETH')).toEqual(sumsOf(expected.transfer));
    expect(figuresAt(outcome, 'a/ETH')).toEqual(expected.rest);
  });
});

describe('conversions', () => {
  const stolenFirst = new Map([['x', [{ seed: 1, receiver: null, asset: 'ETH' }]]]);
  const asGiven = (segments: Segment[]): Segment[] =>
    segments.map(([amount, source]) => [amount, source === 'clean' ? 'c' : 'conversion']);

  test('C4: wrap 500, unwrap 300', () => {
    const outcome = replayNaively(
      naiveCase({
        method: 'fifo',
        transferMarks: stolenFirst,
        movements: [
          move('x', 1, {}, { 'a/ETH': 400 }),
          move('n', 2, {}, { 'a/ETH': 600 }),
          convert('w', 3, ['a/ETH', 500], ['a/WETH', 500]),
          convert('u', 4, ['a/WETH', 300], ['a/ETH', 300]),
        ],
      }),
    );
    const expected = goldenFor('C4');
    expect(lotsAt(outcome, 'a/ETH')).toEqual(asGiven(expected.eth));
    expect(lotsAt(outcome, 'a/WETH')).toEqual(asGiven(expected.weth));
    expect(outcome.bySeed((holding) => holding)).toEqual([
      { seed: 1, asset: 'ETH', row: 'a/ETH', amount: 300n },
      { seed: 1, asset: 'ETH', row: 'a/WETH', amount: 100n },
    ]);
  });

  test.each([
    ['a', 1000],
    ['b', 999],
  ] as const)('C5 %s: a swap for %d', (key, got) => {
    const outcome = replayNaively(
      naiveCase({
        method: 'fifo',
        transferMarks: stolenFirst,
        movements: [
          move('x', 1, {}, { 'a/ETH': 400 }),
          move('n', 2, {}, { 'a/ETH': 100 }),
          convert('s', 3, ['a/ETH', 500], ['a/USDC', got]),
        ],
      }),
    );
    expect(lotsAt(outcome, 'a/USDC')).toEqual(asGiven(goldenFor('C5')[key]));
    expect(outcome.bySeed(() => 'all')).toEqual([{ seed: 1, asset: 'ETH', row: 'all', amount: 400n }]);
  });

  test('C6: a transfer to oneself is no movement; as one it would turn the queue', () => {
    const credits = [move('x', 1, {}, { 'a/ETH': 60 }), move('n', 2, {}, { 'a/ETH': 40 })];
    const held = (movements: NaiveMovement[]) =>
      lotsAt(replayNaively(naiveCase({ method: 'fifo', transferMarks: stolenFirst, movements })), 'a/ETH');
    const expected = goldenFor('C6');
    expect(held(credits)).toEqual(named(expected.correct_noop));
    expect(held([...credits, move('s', 3, { 'a/ETH': 50 }, { 'a/ETH': 50 })])).toEqual(
      named(expected.wrong_debit_credit),
    );
  });
});
