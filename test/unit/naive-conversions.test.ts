/** Conversions, and whose units lie where after them, on examples small enough to be checked on paper. */
import { describe, expect, test } from '@jest/globals';
import type { NaiveMethodName, NaiveMovement } from '../support/naive/case.ts';
import { replayNaively } from '../support/naive/replay.ts';
import { convert, lotsAt, move, naiveCase, table } from '../support/naive/sketch.ts';

/** Seed 1 marks what `x` puts, seed 2 what `y` does. */
const transferMarks = new Map([
  ['x', [{ seed: 1, receiver: null, asset: 'ETH' }]],
  ['y', [{ seed: 2, receiver: null, asset: 'ETH' }]],
]);
const replay = (method: NaiveMethodName, movements: NaiveMovement[]) =>
  replayNaively(naiveCase({ method, movements, transferMarks }));

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
      [8, 'c'],
      [6, 'conversion'],
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
