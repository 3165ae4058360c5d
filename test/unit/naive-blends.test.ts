/** Blends, and whose units lie where, on examples small enough to be checked on paper. */
import { describe, expect, test } from '@jest/globals';
import type { NaiveMethodName, NaiveMovement } from '../support/naive/case.ts';
import { largestRemainder } from '../support/naive/remainder.ts';
import { type NaiveOutcome, replayNaively } from '../support/naive/replay.ts';
import { lotsAt, move, naiveCase, readable, table } from '../support/naive/sketch.ts';

/** Seed 1 marks what `x` puts, seed 2 what `y` does, seed 3 what `z` does. */
const outpointMarks = new Map([
  ['x:0', { seed: 1 }],
  ['y:0', { seed: 2 }],
  ['z:0', { seed: 3 }],
]);
const transferMarks = new Map(
  ['x', 'y', 'z'].flatMap((name, index) =>
    [name, `${name}1`, `${name}2`].map((txid) => [txid, [{ seed: index + 1, receiver: null, asset: 'ETH' }]]),
  ),
);

const replay = (method: NaiveMethodName, movements: NaiveMovement[]) =>
  replayNaively(naiveCase({ method, movements, outpointMarks, transferMarks }));
const blends = (outcome: NaiveOutcome) =>
  outcome.sources.flatMap((source) =>
    source.kind === 'blend' ? [readable(source.components, outcome.sources)] : [],
  );

describe('the largest remainder', () => {
  // 10 over 1:1:1 is 3.33 each, the tie goes to the first; 7 over 5:3:2 is 3.5, 2.1, 1.4; 0 weights get nothing.
  test.each([
    [10n, [1n, 1n, 1n], [4n, 3n, 3n]],
    [11n, [1n, 1n, 1n], [4n, 4n, 3n]],
    [7n, [5n, 3n, 2n], [4n, 2n, 1n]],
    [3n, [0n, 2n, 0n, 2n], [0n, 2n, 0n, 1n]],
    [0n, [0n, 0n], [0n, 0n]],
  ])('%d over %j', (total, weights, shares) => expect(largestRemainder(total, weights)).toEqual(shares));

  test('nothing can be split over nothing', () => {
    expect(() => largestRemainder(1n, [0n])).toThrow('split over nothing');
  });
});

describe('blends', () => {
  const meeting = [
    move('x', 1, {}, { 'x:0': 60 }),
    move('y', 1, {}, { 'y:0': 40 }),
    move('n', 1, {}, { 'n:0': 100 }),
    move('t', 2, { 'x:0': 60, 'n:0': 100, 'y:0': 40 }, { 't:0': 50, 't:1': 120, 'fees:2': 30 }),
  ];

  // 100 of 200 units are stolen, 60 of seed 1 and 40 of seed 2, so the half of each output is: 25, 60, fee 15.
  // Rows in order fees, t:0, t:1: 15 is 9 + 6 (51, 34 stay), 25 is 15 + 10 (36, 24 stay), the rest is the rest.
  test('two seeds that meet, haircut', () => {
    const outcome = replay('haircut', meeting);
    expect(lotsAt(outcome, 't:0')).toEqual([
      [25, 'c'],
      [25, 'blend'],
    ]);
    expect(blends(outcome)).toEqual([
      [
        [60, '1'],
        [40, '2'],
      ],
    ]);
    expect(table(outcome)).toEqual([
      '1 fees:2 9',
      '1 t:0 15',
      '1 t:1 36',
      '2 fees:2 6',
      '2 t:0 10',
      '2 t:1 24',
    ]);
  });

  // libr: 100 clean units pay t:0 (50) and 50 of t:1; 70 of t:1 and the fee of 30 are stolen.
  // fees 30 is 18 + 12, t:1 70 is 42 + 28. tiho: t:1 takes all 100.
  test('two seeds that meet, libr and tiho', () => {
    expect(table(replay('libr', meeting))).toEqual(['1 fees:2 18', '1 t:1 42', '2 fees:2 12', '2 t:1 28']);
    expect(table(replay('tiho', meeting))).toEqual(['1 t:1 60', '2 t:1 40']);
  });

  // 60 units of the first blend meet 40 of seed 3: the second blend lies in u:0 whole, and hands 60 to the first.
  test('a blend of a blend', () => {
    const outcome = replay('haircut', [
      ...meeting,
      move('z', 3, {}, { 'z:0': 40 }),
      move('u', 4, { 't:1': 120, 'z:0': 40 }, { 'u:0': 160 }),
    ]);
    expect(blends(outcome)[1]).toEqual([
      [60, 'blend'],
      [40, '3'],
    ]);
    expect(table(outcome)).toEqual([
      '1 fees:2 9',
      '1 t:0 15',
      '1 u:0 36',
      '2 fees:2 6',
      '2 t:0 10',
      '2 u:0 24',
      '3 u:0 40',
    ]);
  });

  // Three rows of one unit each, 2 units of seed 1 and 1 of seed 2: 0.67 + 0.33 goes to seed 1; then 1 to 1 is a
  // tie, to seed 1 again; the last row is seed 2's.
  test('ties go to the first component', () => {
    const outcome = replay('haircut', [
      move('x', 1, {}, { 'x:0': 2 }),
      move('y', 1, {}, { 'y:0': 1 }),
      move('t', 2, { 'x:0': 2, 'y:0': 1 }, { 't:0': 1, 't:1': 1, 'fees:2': 1 }),
    ]);
    expect(table(outcome)).toEqual(['1 fees:2 1', '1 t:0 1', '2 t:1 1']);
    expect(outcome.bySeed(() => 'all').map(({ seed, amount }) => [seed, amount])).toEqual([
      [1, 2n],
      [2, 1n],
    ]);
  });

  test('one source that comes together again is no blend, and is added up where it first stands', () => {
    const outcome = replay('haircut', [
      ...meeting.slice(0, 2),
      move('s', 2, { 'x:0': 60 }, { 's:0': 20, 's:1': 40 }),
      move('m', 3, { 's:0': 20, 'y:0': 40, 's:1': 40 }, { 'm:0': 100 }),
      move('k', 4, { 'm:0': 100 }, { 'k:0': 30, 'k:1': 70 }),
      move('l', 5, { 'k:1': 70, 'k:0': 30 }, { 'l:0': 100 }),
    ]);
    expect(blends(outcome)).toEqual([
      [
        [60, '1'],
        [40, '2'],
      ],
    ]);
    expect(table(outcome)).toEqual(['1 l:0 60', '2 l:0 40']);
  });

  test('a deposit blends: what was there stands first', () => {
    const outcome = replay('libr', [
      move('y', 1, {}, { 'a/ETH': 5 }),
      move('n', 2, {}, { 'a/ETH': 3 }),
      move('x', 3, {}, { 'a/ETH': 4 }),
    ]);
    expect(lotsAt(outcome, 'a/ETH')).toEqual([
      [3, 'c'],
      [9, 'blend'],
    ]);
    expect(blends(outcome)).toEqual([
      [
        [5, '2'],
        [4, '1'],
      ],
    ]);
  });

  test('marking clean units beside stolen ones blends: the seed stands last', () => {
    const movements = [move('y', 1, {}, { 'a/ETH': 5 }), move('n', 2, {}, { 'a/ETH': 3 })];
    const accountMarks = new Map([['a/ETH', [{ seed: 1, since: 5, until: 9 }]]]);
    const marked = (method: NaiveMethodName) =>
      replayNaively(naiveCase({ method, movements, transferMarks, accountMarks }));
    expect(blends(marked('haircut'))).toEqual([
      [
        [5, '2'],
        [3, '1'],
      ],
    ]);
    expect(lotsAt(marked('fifo'), 'a/ETH')).toEqual([
      [5, '2'],
      [3, '1'],
    ]);
  });

  test('a part that is stolen already, and marked for its clean rest, blends before it is deposited', () => {
    const outcome = replayNaively(
      naiveCase({
        method: 'haircut',
        outpointMarks: new Map([...outpointMarks, ['t:0', { seed: 3 }]]),
        movements: [
          move('x', 1, {}, { 'x:0': 10 }),
          move('n', 1, {}, { 'n:0': 10 }),
          move('t', 2, { 'x:0': 10, 'n:0': 10 }, { 't:0': 12, 't:1': 8 }),
        ],
      }),
    );
    expect(blends(outcome)).toEqual([
      [
        [6, '1'],
        [6, '3'],
      ],
    ]);
    expect(table(outcome)).toEqual(['1 t:0 6', '1 t:1 4', '3 t:0 6']);
  });

  test.each(['fifo', 'lifo'] as const)('%s never blends', (method) => {
    const outcome = replay(method, meeting);
    expect(blends(outcome)).toEqual([]);
    // fifo: 50 of 60X | 10X+100c+10Y | 30Y. lifo: 40Y+10c | 90c+30X | 30X.
    expect(table(outcome)).toEqual(
      method === 'fifo'
        ? ['1 t:0 50', '1 t:1 10', '2 fees:2 30', '2 t:1 10']
        : ['1 fees:2 30', '1 t:1 30', '2 t:0 40'],
    );
  });
});
