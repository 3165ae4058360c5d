/** Blends, conversions and whose units lie where, on examples small enough to be checked on paper. */
import { describe, expect, test } from '@jest/globals';
import type { NaiveMethodName, NaiveMovement } from '../support/naive/case.ts';
import { largestRemainder } from '../support/naive/remainder.ts';
import { type NaiveOutcome, replayNaively } from '../support/naive/replay.ts';
import { move, naiveCase, readable } from '../support/naive/sketch.ts';

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
const lotsAt = (outcome: NaiveOutcome, holding: string) =>
  readable(outcome.holdings.get(holding)?.lots, outcome.sources);
/** `seed row amount`, each holding a row of its own. */
const table = (outcome: NaiveOutcome) =>
  outcome.bySeed((holding) => holding).map(({ seed, row, amount }) => `${seed} ${row} ${amount}`);
const blends = (outcome: NaiveOutcome) =>
  outcome.sources.flatMap((source) =>
    source.kind === 'blend' ? [readable(source.components, outcome.sources)] : [],
  );
const convert = (
  txid: string,
  height: number,
  [from, given]: [string, number],
  [to, got]: [string, number],
): NaiveMovement => ({
  ...move(txid, height, { [from]: given }, { [to]: got }),
  conversion: { leftover: `pool/${from.split('/')[1]}` },
});

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

describe('conversions', () => {
  // 3X + 1c + 3Y become 5: 2.14, 0.71, 2.14, so 2, 1, 2. Of X's two units one is paid to b: 3 given over 1 and 1 is
  // 1.5 each, the tie goes to the first row.
  test('lots become lots, each of its own source, and are told back in what was given', () => {
    const outcome = replay('fifo', [
      move('x', 1, {}, { 'a/ETH': 3 }),
      move('n', 2, {}, { 'a/ETH': 1 }),
      move('y', 3, {}, { 'a/ETH': 3 }),
      convert('s', 4, ['a/ETH', 7], ['a/USDC', 5]),
      move('p', 5, { 'a/USDC': 1 }, { 'b/USDC': 1 }),
    ]);
    expect(lotsAt(outcome, 'a/USDC')).toEqual([
      [1, 'conversion'],
      [1, 'c'],
      [2, 'conversion'],
    ]);
    expect(table(outcome)).toEqual(['1 a/USDC 2', '1 b/USDC 1', '2 a/USDC 3']);
    expect(outcome.bySeed((_, asset) => asset).map(({ row }) => row)).toEqual(['USDC', 'USDC']);
  });

  test('lifo: the order after a conversion is that after a plain payment', () => {
    const outcome = replay('lifo', [
      move('x', 1, {}, { 'a/ETH': 3 }),
      move('n', 2, {}, { 'a/ETH': 4 }),
      convert('s', 3, ['a/ETH', 7], ['a/USDC', 14]),
    ]);
    expect(lotsAt(outcome, 'a/USDC')).toEqual([
      [6, 'conversion'],
      [8, 'c'],
    ]);
  });

  // 1X + 9c become 4: 0.4 and 3.6, so 0 and 4: the stolen unit is not lost, it stays in the pool as ETH.
  test('a lot too small to convert stays with the exchanger', () => {
    for (const method of ['fifo', 'haircut', 'libr'] as const) {
      const outcome = replay(method, [
        move('x', 1, {}, { 'a/ETH': 1 }),
        move('n', 2, {}, { 'a/ETH': 9 }),
        convert('s', 3, ['a/ETH', 10], ['a/USDC', 4]),
      ]);
      expect(lotsAt(outcome, 'a/USDC')).toEqual([[4, 'c']]);
      expect(lotsAt(outcome, 'pool/ETH')).toEqual([[1, '1']]);
    }
  });

  // Two lots of a half unit each: the tie goes to the first, the second stays.
  test('a tie goes to the lot that was taken first', () => {
    const movements = [
      move('x', 1, {}, { 'a/ETH': 1 }),
      move('y', 2, {}, { 'a/ETH': 1 }),
      convert('s', 3, ['a/ETH', 2], ['a/USDC', 1]),
    ];
    expect(table(replay('fifo', movements))).toEqual(['1 a/USDC 1', '2 pool/ETH 1']);
    expect(table(replay('lifo', movements))).toEqual(['1 pool/ETH 1', '2 a/USDC 1']);
  });

  test('for nothing in return, all that was stolen stays with the exchanger', () => {
    const outcome = replay('haircut', [
      move('x', 1, {}, { 'a/ETH': 6 }),
      convert('s', 2, ['a/ETH', 6], ['a/USDC', 0]),
    ]);
    expect(table(outcome)).toEqual(['1 pool/ETH 6']);
  });

  // [10c, 30 of 20X+10Y] become 20: 5 and 15. Haircut pays 5 of 20: 3.75 against 11.25, so 4 and 11.
  // Told back: 30 over 11 and 4 is 22 and 8. The blend: 22 is 14.67 + 7.33 = 15 + 7, then 8 is 5 + 3.
  test('a blend that was converted', () => {
    const outcome = replay('haircut', [
      move('x', 1, {}, { 'a/ETH': 20 }),
      move('n', 2, {}, { 'a/ETH': 10 }),
      move('y', 3, {}, { 'a/ETH': 10 }),
      convert('s', 4, ['a/ETH', 40], ['a/USDC', 20]),
      move('p', 5, { 'a/USDC': 5 }, { 'b/USDC': 5 }),
    ]);
    expect(outcome.holdings.get('a/USDC')).toMatchObject({ value: 15n, stolen: 11n });
    expect(outcome.holdings.get('b/USDC')).toMatchObject({ value: 5n, stolen: 4n });
    expect(table(outcome)).toEqual(['1 a/USDC 15', '1 b/USDC 5', '2 a/USDC 7', '2 b/USDC 3']);
  });

  // 10X become 4, 7Y become 6, together in b, which pays 5 of the 10 on.
  // Row b: 5 over 4:6 is 2 + 3; row d: the rest, 2 + 3. X: 10 over 2:2 is 5 + 5. Y: 7 over 3:3 is 4 + 3.
  test('a blend of converted units', () => {
    const outcome = replay('haircut', [
      move('x', 1, {}, { 'a/ETH': 10 }),
      convert('s', 2, ['a/ETH', 10], ['b/USDC', 4]),
      move('y', 3, {}, { 'a/ETH': 7 }),
      convert('r', 4, ['a/ETH', 7], ['b/USDC', 6]),
      move('p', 5, { 'b/USDC': 5 }, { 'd/USDC': 5 }),
    ]);
    expect(table(outcome)).toEqual(['1 b/USDC 5', '1 d/USDC 5', '2 b/USDC 4', '2 d/USDC 3']);
  });

  // 9X become 3 USDC, of which 1 is paid to d and 2 become 5 DAI. Newest first: 2 over one row; then 9 over the rows
  // a/DAI 2 and d/USDC 1 is 6 and 3.
  test('a conversion of a conversion', () => {
    const outcome = replay('fifo', [
      move('x', 1, {}, { 'a/ETH': 9 }),
      convert('s', 2, ['a/ETH', 9], ['a/USDC', 3]),
      move('p', 3, { 'a/USDC': 1 }, { 'd/USDC': 1 }),
      convert('r', 4, ['a/USDC', 2], ['a/DAI', 5]),
    ]);
    expect(table(outcome)).toEqual(['1 a/DAI 6', '1 d/USDC 3']);
  });
});
