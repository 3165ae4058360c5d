/** Marks, caps, what is followed, and what the naive accounting refuses. */
import { describe, expect, test } from '@jest/globals';
import type { NaiveCase, NaiveMethodName } from '../support/naive/case.ts';
import { replayNaively } from '../support/naive/replay.ts';
import { move, naiveCase, readable } from '../support/naive/sketch.ts';

const replay = (sketch: Partial<NaiveCase> & Pick<NaiveCase, 'movements'>) =>
  replayNaively(naiveCase({ method: 'fifo', ...sketch }));
const lotsAt = (outcome: ReturnType<typeof replay>, holding: string) =>
  readable(outcome.holdings.get(holding)?.lots, outcome.sources);
const stolen = ({ stolen: bySeed }: ReturnType<typeof replay>) =>
  [...bySeed].flatMap(([seed, byAsset]) =>
    [...byAsset].map(([asset, amount]) => `${seed} ${asset} ${amount}`),
  );
const METHODS: NaiveMethodName[] = ['fifo', 'lifo', 'haircut', 'libr', 'poison'];

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
    expect(stolen(outcome)).toEqual(['2 ETH 5']);
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

  test('the outpoint comes before the transfer, the transfer before the account', () => {
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
    expect(stolen(outcome)).toEqual(['3 BTC 10', '2 BTC 20', '2 ETH 30', '1 ETH 40']);
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

  test('a cap of nothing marks nothing', () => {
    const outcome = replay({ caps: new Map([[1, 0n]]), outpointMarks, movements });
    expect(stolen(outcome)).toEqual([]);
  });

  test('what a full cap leaves is not taken by a mark of lower order', () => {
    const outcome = replay({
      caps: new Map([[1, 1n]]),
      transferMarks: new Map([['t', [{ seed: 1, receiver: null, asset: 'ETH' }]]]),
      accountMarks: new Map([['a/ETH', [{ seed: 2, since: 0, until: 9 }]]]),
      movements: [move('t', 1, {}, { 'a/ETH': 3 })],
    });
    expect(stolen(outcome)).toEqual(['1 ETH 1']);
  });
});

describe('what is not followed', () => {
  const transferMarks = new Map([['x', [{ seed: 1, receiver: null, asset: 'ETH' }]]]);

  test.each(METHODS)('%s: an end keeps what is stolen, drops what is clean, and pays clean', (method) => {
    const outcome = replay({
      method,
      transferMarks,
      follows: (holding) => holding !== 'end/ETH',
      movements: [
        move('x', 1, {}, { 'a/ETH': 6 }),
        move('t', 2, { 'a/ETH': 6 }, { 'end/ETH': 6 }),
        move('n', 3, {}, { 'end/ETH': 50 }),
        move('u', 4, { 'end/ETH': 900 }, { 'b/ETH': 900 }),
      ],
    });
    expect(lotsAt(outcome, 'end/ETH')).toEqual([[6, '1']]);
    expect(lotsAt(outcome, 'b/ETH')).toEqual([[900, 'c']]);
  });

  test('an account is followed up to a height', () => {
    const outcome = replay({
      transferMarks,
      follows: (holding, height) => holding !== 'a/ETH' || height <= 2,
      movements: [
        move('x', 1, {}, { 'a/ETH': 6 }),
        move('t', 2, { 'a/ETH': 2 }, { 'b/ETH': 2 }),
        move('u', 3, { 'a/ETH': 3 }, { 'b/ETH': 3 }),
      ],
    });
    expect(lotsAt(outcome, 'a/ETH')).toEqual([[4, '1']]);
    expect(lotsAt(outcome, 'b/ETH')).toEqual([
      [2, '1'],
      [3, 'c'],
    ]);
  });

  test('the inputs of a mix keep what they hold, its outputs and its fee are clean unless marked', () => {
    const outcome = replay({
      outpointMarks: new Map([
        ['x:0', { seed: 1 }],
        ['mix:1', { seed: 2 }],
      ]),
      isMix: (txid) => txid === 'mix',
      movements: [
        move('x', 1, {}, { 'x:0': 10 }),
        move('mix', 2, { 'x:0': 10, 'other:0': 5 }, { 'mix:0': 7, 'mix:1': 7, 'fees:2': 1 }),
      ],
    });
    expect(['x:0', 'mix:0', 'mix:1', 'fees:2', 'other:0'].map((name) => lotsAt(outcome, name))).toEqual([
      [[10, '1']],
      [[7, 'c']],
      [[7, '2']],
      [[1, 'c']],
      [],
    ]);
  });
});

describe('payments', () => {
  const transferMarks = new Map([['x', [{ seed: 1, receiver: null, asset: 'ETH' }]]]);

  // Taken from the tail: 2c, 1X; the put takes from the tail of that: 1X, 2c. The order of arrival stays.
  test('lifo keeps the order of arrival from account to account', () => {
    const outcome = replay({
      method: 'lifo',
      transferMarks,
      movements: [
        move('x', 1, {}, { 'a/ETH': 3 }),
        move('n', 2, {}, { 'a/ETH': 2 }),
        move('t', 3, { 'a/ETH': 3 }, { 'b/ETH': 3 }),
      ],
    });
    expect(lotsAt(outcome, 'a/ETH')).toEqual([[2, '1']]);
    expect(lotsAt(outcome, 'b/ETH')).toEqual([
      [1, '1'],
      [2, 'c'],
    ]);
  });

  test('poison reaches whatever it meets, until the account is empty', () => {
    const outcome = replay({
      method: 'poison',
      transferMarks,
      movements: [
        move('n', 1, {}, { 'a/ETH': 90 }),
        move('x', 2, {}, { 'a/ETH': 1 }),
        move('t', 3, { 'a/ETH': 50 }, { 'b/ETH': 50 }),
        move('u', 4, { 'a/ETH': 41 }, { 'd/ETH': 41 }),
        move('v', 5, {}, { 'a/ETH': 8 }),
      ],
    });
    const reach = [...outcome.holdings].map(([name, { value, stolen: reached }]) => [name, value, reached]);
    expect(reach).toEqual([
      ['a/ETH', 8n, 0n],
      ['b/ETH', 50n, 50n],
      ['d/ETH', 41n, 41n],
    ]);
    expect(() => outcome.bySeed(() => '')).toThrow('poison');
  });

  test.each([
    ['more than an account holds', [move('t', 1, { 'a/ETH': 1 }, { 'b/ETH': 1 })], 'to leave where 0'],
    ['more than it takes', [move('t', 1, { 'o:0': 1 }, { 't:0': 2 })], 't puts 1 more than it takes'],
    ['less than it takes', [move('t', 1, { 'o:0': 3 }, { 't:0': 2 })], 't puts -1 more'],
    [
      'an outpoint twice',
      [move('t', 1, { 'o:0': 1 }, { 't:0': 1 }), move('u', 1, { 'o:0': 1 }, { 'u:0': 1 })],
      'spent twice',
    ],
    [
      'into an outpoint twice',
      [move('t', 1, {}, { 't:0': 1 }), move('t', 1, {}, { 't:0': 1 })],
      'made twice',
    ],
    [
      'a part of an outpoint',
      [move('t', 1, {}, { 't:0': 5 }), move('u', 1, { 't:0': 4 }, { 'u:0': 4 })],
      '5 of 4 units leave',
    ],
  ])('refuses to pay %s', (_, movements, message) => {
    for (const method of METHODS) expect(() => replay({ method, movements })).toThrow(message);
  });

  test('refuses tiho for an account', () => {
    const movements = [move('n', 1, {}, { 'a/ETH': 2 }), move('t', 1, { 'a/ETH': 1 }, { 'b/ETH': 1 })];
    expect(() => replay({ method: 'tiho', movements })).toThrow('tiho has no rule');
  });
});
