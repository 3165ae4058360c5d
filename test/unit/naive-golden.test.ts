/** The worked examples of the accounting rules through the naive accounting (test/vectors/golden-taint.PROVENANCE.md). */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import type { NaiveMark, NaiveMethodName, NaiveMovement } from '../support/naive/case.ts';
import type { NaiveLot } from '../support/naive/lot.ts';
import { naiveHaircut, naiveLibr } from '../support/naive/pooled.ts';
import { naiveFifo, naiveLifo } from '../support/naive/queue.ts';
import { type NaiveOutcome, replayNaively } from '../support/naive/replay.ts';
import { move, naiveCase, readable } from '../support/naive/sketch.ts';
import { NaiveSources } from '../support/naive/source.ts';

type Segment = [amount: number, source: string];
const golden = JSON.parse(readFileSync(new URL('../vectors/golden-taint.json', import.meta.url), 'utf8'));
const goldenFor = (prefix: string) =>
  golden[Object.keys(golden).find((name) => name.startsWith(prefix)) ?? ''];

const NAMES: Record<string, string> = { clean: 'c', X: '1', Y: '2' };
const SEEDS: Record<string, number> = { X: 1, Y: 2 };
const named = (segments: readonly Segment[]): Segment[] =>
  segments.map(([amount, source]) => [amount, NAMES[source] ?? '?']);

const lotsAt = (outcome: NaiveOutcome, holding: string) =>
  readable(outcome.holdings.get(holding)?.lots, outcome.sources);
const stolenAt = (outcome: NaiveOutcome, holding: string) =>
  Number(outcome.holdings.get(holding)?.stolen ?? 0n);
const figuresAt = (outcome: NaiveOutcome, holding: string) => ({
  value: Number(outcome.holdings.get(holding)?.value ?? 0n),
  tainted: stolenAt(outcome, holding),
});

/** Movements that make outpoints `i0:0`, `i1:0`, … of the given lots, in this order under the method. */
function funded(inputs: readonly Segment[][], method: NaiveMethodName) {
  const outpointMarks = new Map<string, NaiveMark>();
  const movements: NaiveMovement[] = [];
  const takes: Record<string, number> = {};
  for (const [index, segments] of inputs.entries()) {
    const made = (method === 'lifo' ? [...segments].reverse() : segments).map(([amount, source], part) => {
      const txid = segments.length === 1 ? `i${index}` : `i${index}_${part}`;
      const seed = SEEDS[source];
      if (seed !== undefined) outpointMarks.set(`${txid}:0`, { seed });
      movements.push(move(txid, 1, {}, { [`${txid}:0`]: amount }));
      return [`${txid}:0`, amount] as const;
    });
    const total = made.reduce((sum, [, amount]) => sum + amount, 0);
    takes[`i${index}:0`] = total;
    if (made.length > 1)
      movements.push(move(`i${index}`, 2, Object.fromEntries(made), { [`i${index}:0`]: total }));
  }
  return { movements, outpointMarks, takes };
}

const putsOf = (txid: string, outputs: readonly number[], fee: number, height: number) => ({
  ...Object.fromEntries(outputs.map((amount, vout) => [`${txid}:${vout}`, amount])),
  [`fees:${height}`]: fee,
});

const SCALAR = [
  ['poison', 'poison'],
  ['haircut', 'haircut'],
  ['tiho', 'tiho'],
  ['libr', 'cleanfirst'],
] as const;

describe('outputs of one Bitcoin transaction', () => {
  const names = Object.keys(golden).filter((name) => /^A[1-7]/.test(name));
  test('seven examples are there', () => expect(names).toHaveLength(7));

  const run = (name: string, method: NaiveMethodName) => {
    const { inputs, outputs, fee } = golden[name];
    const { movements, outpointMarks, takes } = funded(inputs, method);
    movements.push(move('t', 3, takes, putsOf('t', outputs, fee, 3)));
    return replayNaively(naiveCase({ method, movements, outpointMarks }));
  };

  describe.each(names)('%s', (name) => {
    const { outputs, results } = golden[name];

    test.each(['fifo', 'lifo'] as const)('%s', (method) => {
      const outcome = run(name, method);
      const { out, fee } = results[method];
      expect(outputs.map((_: number, vout: number) => lotsAt(outcome, `t:${vout}`))).toEqual(out.map(named));
      expect(lotsAt(outcome, 'fees:3')).toEqual(named(fee));
    });

    test.each(SCALAR)('%s', (method, key) => {
      const outcome = run(name, method);
      const { out, fee } = results[key];
      expect(outputs.map((_: number, vout: number) => stolenAt(outcome, `t:${vout}`))).toEqual(out);
      expect(stolenAt(outcome, 'fees:3')).toBe(fee);
    });
  });

  test.each(['fifo', 'haircut'] as const)('A8, the second hop of A1: %s', (method) => {
    const { inputs, outputs, fee } = golden['A1 tainted first'];
    const { movements, outpointMarks, takes } = funded(inputs, method);
    movements.push(
      move('t', 3, takes, putsOf('t', outputs, fee, 3)),
      move('n', 4, {}, { 'n:0': 100 }),
      move('u', 5, { 't:1': 400, 'n:0': 100 }, putsOf('u', [250, 240], 10, 5)),
    );
    const outcome = replayNaively(naiveCase({ method, movements, outpointMarks }));
    const expected = goldenFor('A8')[method];
    const read = method === 'fifo' ? lotsAt : stolenAt;
    const want = (result: Segment[] | number) => (typeof result === 'number' ? result : named(result));
    expect([0, 1].map((vout) => read(outcome, `u:${vout}`))).toEqual(expected.out.map(want));
    expect(read(outcome, 'fees:5')).toEqual(want(expected.fee));
  });
});

describe('a coinbase takes the fees of its block, then new coins', () => {
  const coinbase = (method: NaiveMethodName, puts: Record<string, number>) =>
    replayNaively(
      naiveCase({
        method,
        outpointMarks: new Map([['x:0', { seed: 1 }]]),
        movements: [
          move('x', 1, {}, { 'x:0': 30 }),
          move('y', 1, {}, { 'y:0': 20 }),
          move('z', 1, {}, { 'z:0': 50 }),
          // Clean first for lifo, which puts what it takes from the tail: the pot is [30X+20c] for both.
          method === 'lifo'
            ? move('f', 2, { 'y:0': 20, 'x:0': 30 }, { 'fees:2': 50 })
            : move('f', 2, { 'x:0': 30, 'y:0': 20 }, { 'fees:2': 50 }),
          move('g', 2, { 'z:0': 50 }, { 'fees:2': 50 }),
          move('b', 2, { 'fees:2': 100 }, puts),
        ],
      }),
    );
  const b1 = { 'b:0': 80, 'b:1': 320 };
  const b2 = { 'b:0': 350, 'unclaimed:2': 50 };

  test.each(['poison', 'haircut'] as const)('B1 and B2: %s', (method) => {
    const whole = coinbase(method, b1);
    expect(['b:0', 'b:1'].map((holding) => stolenAt(whole, holding))).toEqual(goldenFor('B1')[method].out);
    const short = coinbase(method, b2);
    expect([stolenAt(short, 'b:0')]).toEqual(goldenFor('B2')[method].out);
    expect(stolenAt(short, 'unclaimed:2')).toBe(goldenFor('B2')[method].burn);
  });

  test('B1 and B2: fifo', () => {
    const whole = coinbase('fifo', b1);
    expect(['b:0', 'b:1'].map((holding) => lotsAt(whole, holding))).toEqual(
      goldenFor('B1').fifo.out.map(named),
    );
    const short = coinbase('fifo', b2);
    expect([lotsAt(short, 'b:0')]).toEqual(goldenFor('B2').fifo.out.map(named));
    expect(lotsAt(short, 'unclaimed:2')).toEqual(named(goldenFor('B2').fifo.burn));
    expect(whole.holdings.has('fees:2')).toBe(false);
  });

  // By hand: 370 of the 400 units are clean. From the tail come 300 new, 50c, 20c and at the very last 30X.
  test.each([
    ['lifo', 0, 30, 0, 30],
    ['libr', 0, 30, 0, 30],
    ['tiho', 0, 30, 30, 0],
  ] as const)('B1 and B2: %s', (method, first, second, paid, unclaimed) => {
    const whole = coinbase(method, b1);
    expect(['b:0', 'b:1'].map((holding) => stolenAt(whole, holding))).toEqual([first, second]);
    const short = coinbase(method, b2);
    expect(['b:0', 'unclaimed:2'].map((holding) => stolenAt(short, holding))).toEqual([paid, unclaimed]);
  });
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
  const convert = (
    txid: string,
    height: number,
    [from, given]: [string, number],
    [to, got]: [string, number],
  ) => ({ ...move(txid, height, { [from]: given }, { [to]: got }), conversion: { leftover: 'pool/ETH' } });
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
