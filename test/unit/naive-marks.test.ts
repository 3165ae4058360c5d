/** Marks of the naive accounting: what a seed takes, in which order, and how much of it. */
import { describe, expect, test } from '@jest/globals';
import type { NaiveCase } from '../support/naive/case.ts';
import { replayNaively } from '../support/naive/replay.ts';
import { lotsAt, move, naiveCase } from '../support/naive/sketch.ts';

const replay = (sketch: Partial<NaiveCase> & Pick<NaiveCase, 'movements'>) =>
  replayNaively(naiveCase({ method: 'fifo', ...sketch }));
const stolen = ({ stolen: bySeed }: ReturnType<typeof replay>) =>
  [...bySeed].flatMap(([seed, byAsset]) =>
    [...byAsset].map(([asset, amount]) => `${seed} ${asset} ${amount}`),
  );

describe('account marks', () => {
  const window = new Map([['a/ETH', [{ seed: 1, since: 3, until: 5 }]]]);

  // Opening 10 and the credit before the window are there at its start; both ends of the window count.
  test('what is there when the window opens and what comes until it closes is stolen', () => {
    const outcome = replay({
      accountMarks: window,
      openings: new Map([['a/ETH', 10n]]),
      movements: [2, 3, 5, 6].map((height) => move(`t${height}`, height, {}, { 'a/ETH': height })),
    });
    expect(lotsAt(outcome, 'a/ETH')).toEqual([
      [20, '1'],
      [6, 'c'],
    ]);
    expect(stolen(outcome)).toEqual(['1 ETH 20']);
  });

  test('a window that opened between two movements counts at the second, before it', () => {
    const outcome = replay({
      accountMarks: window,
      movements: [move('t2', 2, {}, { 'a/ETH': 9 }), move('t8', 8, { 'a/ETH': 4 }, { 'b/ETH': 4 })],
    });
    expect(lotsAt(outcome, 'b/ETH')).toEqual([[4, '1']]);
    expect(lotsAt(outcome, 'a/ETH')).toEqual([[5, '1']]);
  });

  test('a mark becomes active once: what comes back clean later stays clean', () => {
    const outcome = replay({
      accountMarks: window,
      movements: [
        move('t2', 2, {}, { 'a/ETH': 9 }),
        move('t4', 4, { 'a/ETH': 9 }, { 'b/ETH': 9 }),
        move('t6', 6, {}, { 'a/ETH': 7 }),
        move('t7', 7, {}, { 'a/ETH': 1 }),
      ],
    });
    expect(lotsAt(outcome, 'a/ETH')).toEqual([[8, 'c']]);
  });

  test.each([
    [3, ['1 ETH 4']],
    [2, []],
  ])('a mark that no movement met counts at a tip of %d', (tipTime, expected) => {
    const outcome = replay({
      accountMarks: window,
      openings: new Map([['a/ETH', 4n]]),
      movements: [],
      tipTime,
    });
    expect(stolen(outcome)).toEqual(expected);
  });

  test('the first of two reports of a coin counts; a coin that returns is counted once', () => {
    const accountMarks = new Map([
      [
        'a/ETH',
        [
          { seed: 2, since: 1, until: 9 },
          { seed: 1, since: 1, until: 9 },
        ],
      ],
    ]);
    const outcome = replay({
      accountMarks,
      movements: [
        move('t1', 1, {}, { 'a/ETH': 5 }),
        move('t2', 2, { 'a/ETH': 5 }, { 'b/ETH': 5 }),
        move('t3', 3, { 'b/ETH': 5 }, { 'a/ETH': 5 }),
      ],
    });
    expect(stolen(outcome)).toEqual(['1 ETH 5']);
  });
});

describe('transfer marks', () => {
  const marked = (receiver: string | null, asset: string) =>
    replay({
      transferMarks: new Map([['t', [{ seed: 1, receiver, asset }]]]),
      movements: [
        move('t', 1, {}, { 'c/ETH@t': 8 }),
        move('t', 1, { 'c/ETH@t': 8 }, { 'a/ETH': 3, 'b/ETH': 4, 'fees/ETH': 1 }),
        move('t', 1, {}, { 'a/USDC': 6 }),
        move('u', 2, {}, { 'a/ETH': 2 }),
      ],
    });

  test('any receiver of the asset, but no conduit and no fee', () => {
    const outcome = marked(null, 'ETH');
    expect(stolen(outcome)).toEqual(['1 ETH 7']);
    expect(lotsAt(outcome, 'a/ETH')).toEqual([
      [3, '1'],
      [2, 'c'],
    ]);
    expect(lotsAt(outcome, 'fees/ETH')).toEqual([[1, 'c']]);
  });

  test('one receiver', () => expect(stolen(marked('b/ETH', 'ETH'))).toEqual(['1 ETH 4']));
  test('another asset', () => expect(stolen(marked(null, 'USDC'))).toEqual(['1 USDC 6']));
  test('a receiver of another asset', () => expect(stolen(marked('a/ETH', 'USDC'))).toEqual([]));

  test('of several seeds the first counts, whatever it names', () => {
    const outcome = replay({
      outpointMarks: new Map([['t:0', { seed: 3 }]]),
      transferMarks: new Map([
        ['t', [{ seed: 2, receiver: null, asset: 'BTC' }]],
        ['u', [{ seed: 2, receiver: null, asset: 'ETH' }]],
      ]),
      accountMarks: new Map([['a/ETH', [{ seed: 1, since: 0, until: 9 }]]]),
      movements: [
        move('t', 1, {}, { 't:0': 10, 't:1': 20 }),
        move('u', 2, {}, { 'a/ETH': 30 }),
        move('v', 3, {}, { 'a/ETH': 40 }),
      ],
    });
    expect(stolen(outcome)).toEqual(['2 BTC 30', '1 ETH 70']);
  });
});

describe('caps', () => {
  const outpointMarks = new Map([
    ['x:0', { seed: 1 }],
    ['x:1', { seed: 1 }],
    ['x:2', { seed: 1 }],
  ]);
  const movements = [move('x', 1, {}, { 'x:0': 30, 'x:1': 40, 'x:2': 5 })];

  test.each(['fifo', 'lifo', 'haircut', 'libr', 'tiho'] as const)(
    '%s marks no more than the cap',
    (method) => {
      const outcome = replay({ method, caps: new Map([[1, 50n]]), outpointMarks, movements });
      expect(stolen(outcome)).toEqual(['1 BTC 50']);
      const figures = [0, 1, 2].map((vout) => outcome.holdings.get(`x:${vout}`));
      expect(figures.map((held) => [held?.value, held?.stolen])).toEqual([
        [30n, 30n],
        [40n, 20n],
        [5n, 0n],
      ]);
    },
  );

  // The first lots first: 4c are marked, then 2 of the 6c behind the stolen lot.
  test('in a queue the first clean lots are marked, and the last one is split', () => {
    const outcome = replay({
      caps: new Map([[1, 6n]]),
      transferMarks: new Map([['y', [{ seed: 2, receiver: null, asset: 'ETH' }]]]),
      accountMarks: new Map([['a/ETH', [{ seed: 1, since: 4, until: 4 }]]]),
      movements: [
        move('n', 1, {}, { 'a/ETH': 4 }),
        move('y', 2, {}, { 'a/ETH': 5 }),
        move('m', 3, {}, { 'a/ETH': 6 }),
      ],
    });
    expect(lotsAt(outcome, 'a/ETH')).toEqual([
      [4, '1'],
      [5, '2'],
      [2, '1'],
      [4, 'c'],
    ]);
  });

  test('poison: a cap limits what is newly stolen, and one stolen unit is enough for the whole account', () => {
    const outcome = replay({
      method: 'poison',
      caps: new Map([[1, 1n]]),
      accountMarks: new Map([['a/ETH', [{ seed: 1, since: 2, until: 2 }]]]),
      movements: [move('n', 1, {}, { 'a/ETH': 3 })],
    });
    expect(stolen(outcome)).toEqual(['1 ETH 1']);
    expect(lotsAt(outcome, 'a/ETH')).toEqual([[3, '1']]);
  });

  test('a cap of nothing marks nothing', () => {
    const outcome = replay({ caps: new Map([[1, 0n]]), outpointMarks, movements });
    expect(stolen(outcome)).toEqual([]);
  });

  test('what a full cap leaves is the next seed’s', () => {
    const outcome = replay({
      caps: new Map([[1, 1n]]),
      transferMarks: new Map([['t', [{ seed: 1, receiver: null, asset: 'ETH' }]]]),
      accountMarks: new Map([['a/ETH', [{ seed: 2, since: 0, until: 9 }]]]),
      movements: [move('t', 1, {}, { 'a/ETH': 3 })],
    });
    expect(stolen(outcome)).toEqual(['1 ETH 1', '2 ETH 2']);
  });
});
