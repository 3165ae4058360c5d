/** The worked examples of Bitcoin transactions and coinbases through the naive accounting. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import type { NaiveMark, NaiveMethodName, NaiveMovement } from '../support/naive/case.ts';
import { golden, goldenFor, named, SEEDS, type Segment, stolenAt } from '../support/naive/golden.ts';
import { replayNaively } from '../support/naive/replay.ts';
import { lotsAt, move, naiveCase } from '../support/naive/sketch.ts';

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

test('the naive accounting shares nothing with the sources', () => {
  const folder = new URL('../support/naive/', import.meta.url);
  const files = readdirSync(folder);
  expect(files).toContain('replay.ts');
  for (const file of files) expect(readFileSync(new URL(file, folder), 'utf8')).not.toContain('/src/');
});
