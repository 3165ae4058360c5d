/** What the naive accounting follows, how units pass, and what it refuses. */
import { describe, expect, test } from '@jest/globals';
import type { NaiveCase, NaiveMethodName } from '../support/naive/case.ts';
import { replayNaively } from '../support/naive/replay.ts';
import { lotsAt, move, naiveCase } from '../support/naive/sketch.ts';

const replay = (sketch: Partial<NaiveCase> & Pick<NaiveCase, 'movements'>) =>
  replayNaively(naiveCase({ method: 'fifo', ...sketch }));
const METHODS: NaiveMethodName[] = ['fifo', 'lifo', 'haircut', 'libr', 'poison'];

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

  // Taken from the tail: 2c, then 1X; they arrive in the order in which they left (C1).
  test('lifo: the last unit leaves first and arrives first', () => {
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
      [2, 'c'],
      [1, '1'],
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
