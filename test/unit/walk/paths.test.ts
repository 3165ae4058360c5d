/** The shortest and the heaviest way of a flag's coins, back to each seed, under each method. */
import { describe, expect, test } from '@jest/globals';
import type { Flag, PathStep } from '../../../src/core/flags/flag.ts';
import type { MethodName } from '../../../src/core/taint/method.ts';
import { methodsFor } from '../../../src/core/taint/methods.ts';
import type { Seed } from '../../../src/core/trace/seed.ts';
import { addressOf, nameOfAddress } from '../../support/courses.ts';
import { type OfflineCase, walkOffline } from '../../support/offline-walk.ts';
import { seedAt, tagOf, tx } from '../../support/tale.ts';

const tags = [tagOf('M', 'Tornado', 'mixing_service')];

function depositor(name: string, main: MethodName, offline: OfflineCase): Flag | undefined {
  const { report } = walkOffline({ tags, methods: methodsFor(main, ['ethereum']), ...offline });
  return report.flags.find(({ kind, address }) => kind === 'mixer-depositor' && address === addressOf(name));
}

/** `S>A 100, A>D 90`. */
const way = (steps: readonly PathStep[]) =>
  steps.map(({ from, to, amount }) => `${nameOfAddress(from)}>${nameOfAddress(to)} ${amount}`).join(', ');

const ways = (flag: Flag | undefined) =>
  flag?.paths.map(({ seed, shortest, heaviest }) => [seed, way(shortest), way(heaviest)]);

describe('a depositor that coins of two seeds reach by several ways', () => {
  // D gets, in this order: 10 of S, 50 of Q, 100 of S by A, 7 of Q by A and B. It deposits 60.
  const transactions = [
    tx(1, ['call V S 110']),
    tx(2, ['call V Q 57']),
    tx(3, ['call S D 10']),
    tx(4, ['call Q D 50']),
    tx(5, ['call S A 100']),
    tx(6, ['call A D 100']),
    tx(7, ['call Q A 7']),
    tx(8, ['call A B 7']),
    tx(9, ['call B D 7']),
    tx(10, ['call D M 60']),
  ];
  const offline = { seeds: [seedAt('S'), seedAt('Q')], transactions };

  test('fifo: the first 60 came straight from each', () => {
    const flag = depositor('D', 'fifo', offline);
    expect(ways(flag)).toEqual([
      [1, 'S>D 10', 'S>D 10'],
      [2, 'Q>D 50', 'Q>D 50'],
    ]);
    expect([flag?.hops, way(flag?.path ?? []), way(flag?.heaviest ?? [])]).toEqual([1, 'S>D 10', 'Q>D 50']);
  });

  test('lifo: the last 60 are the 7 and 53 of the 100', () => {
    const flag = depositor('D', 'lifo', offline);
    expect(ways(flag)).toEqual([
      [1, 'S>A 100, A>D 100', 'S>A 100, A>D 100'],
      [2, 'Q>A 7, A>B 7, B>D 7', 'Q>A 7, A>B 7, B>D 7'],
    ]);
    expect([flag?.hops, way(flag?.path ?? []), way(flag?.heaviest ?? [])]).toEqual([
      2,
      'S>A 100, A>D 100',
      'S>A 100, A>D 100',
    ]);
  });

  test('haircut: a part of everything, so the ways of each seed differ', () => {
    const flag = depositor('D', 'haircut', offline);
    expect(ways(flag)).toEqual([
      [1, 'S>D 10', 'S>A 100, A>D 100'],
      [2, 'Q>D 50', 'Q>D 50'],
    ]);
    expect([flag?.hops, way(flag?.heaviest ?? [])]).toEqual([1, 'S>A 100, A>D 100']);
  });

  test('every step has its transaction and its time, in order', () => {
    const flag = depositor('D', 'lifo', offline);
    expect(flag?.paths[1]?.shortest.map(({ txid, time }) => [txid, time])).toEqual(
      [7, 8, 9].map((height) => [transactions[height - 1]?.txid, height * 12]),
    );
  });
});

describe('the way is that of the coins', () => {
  // H gets 10 of S, then 10 of Q, and pays A, then B.
  const transactions = [
    tx(1, ['call V S 10']),
    tx(2, ['call V Q 10']),
    tx(3, ['call S H 10']),
    tx(4, ['call Q H 10']),
    tx(5, ['call H A 10']),
    tx(6, ['call H B 10']),
    tx(7, ['call A M 10']),
    tx(8, ['call B M 10']),
  ];
  const offline = { seeds: [seedAt('S'), seedAt('Q')], transactions };

  test.each<[MethodName, unknown, unknown]>([
    ['fifo', [[1, 'S>H 10, H>A 10', 'S>H 10, H>A 10']], [[2, 'Q>H 10, H>B 10', 'Q>H 10, H>B 10']]],
    ['lifo', [[2, 'Q>H 10, H>A 10', 'Q>H 10, H>A 10']], [[1, 'S>H 10, H>B 10', 'S>H 10, H>B 10']]],
    [
      'haircut',
      [
        [1, 'S>H 10, H>A 10', 'S>H 10, H>A 10'],
        [2, 'Q>H 10, H>A 10', 'Q>H 10, H>A 10'],
      ],
      [
        [1, 'S>H 10, H>B 10', 'S>H 10, H>B 10'],
        [2, 'Q>H 10, H>B 10', 'Q>H 10, H>B 10'],
      ],
    ],
  ])('%s', (main, atA, atB) => {
    expect(ways(depositor('A', main, offline))).toEqual(atA);
    expect(ways(depositor('B', main, offline))).toEqual(atB);
  });

  test('clean coins that were paid first are no part of it', () => {
    // H holds [10c, 10X]: A gets the clean ones.
    const clean = offline.transactions.map((one, index) => (index === 2 ? tx(3, ['call V H 10']) : one));
    const flags = walkOffline({ seeds: [seedAt('Q')], transactions: clean, tags }).report.flags;
    const atA = flags.find(({ address }) => address === addressOf('A'));
    expect(atA).toMatchObject({ amount: 0n, range: { min: 0n, max: 10n } });
    expect(ways(flags.find(({ address }) => address === addressOf('B')))).toEqual([
      [1, 'Q>H 10, H>B 10', 'Q>H 10, H>B 10'],
    ]);
  });
});

describe('where a way starts', () => {
  const transactions = [tx(1, ['call V S 10']), tx(2, ['call S A 10']), tx(3, ['call A M 10'])];

  test('at the receiver of a stolen transaction', () => {
    const seed: Seed = {
      kind: 'transaction',
      chain: 'ethereum',
      txid: transactions[0]?.txid ?? '',
      asset: 'ETH',
      receiver: addressOf('S'),
    };
    const flag = depositor('A', 'fifo', { seeds: [seed], transactions });
    expect(ways(flag)).toEqual([[1, 'S>A 10', 'S>A 10']]);
    expect(flag?.hops).toBe(1);
  });

  test('a receipt that brings stolen coins and is named by another seed: each seed’s way has its own units', () => {
    // U pays A one stolen and one clean unit; the transaction is a seed, so the clean one is its.
    const paying = tx(4, ['call U A 2']);
    const named: Seed = { kind: 'transaction', chain: 'ethereum', txid: paying.txid, asset: 'ETH' };
    const flag = depositor('A', 'haircut', {
      seeds: [seedAt('S'), named],
      transactions: [
        tx(1, ['call V S 1']),
        tx(2, ['call S U 1']),
        tx(3, ['call V U 1']),
        paying,
        tx(5, ['call A M 2']),
      ],
    });
    expect(ways(flag)).toEqual([
      [1, 'S>U 1, U>A 1', 'S>U 1, U>A 1'],
      [2, '', ''],
    ]);
    expect(flag?.amount).toBe(2n);
  });

  test('a seed that deposits itself is no step away', () => {
    const flag = depositor('S', 'fifo', {
      seeds: [seedAt('S')],
      transactions: [...transactions.slice(0, 1), tx(2, ['call S M 10'])],
    });
    expect(flag?.hops).toBe(0);
    expect(ways(flag)).toEqual([[1, '', '']]);
  });

  test('coins that went in a circle back to the seed', () => {
    // S pays A, A pays S, S pays M: S is still the seed.
    const flag = depositor('S', 'fifo', {
      seeds: [seedAt('S', { until: 12 })],
      transactions: [
        tx(1, ['call V S 10']),
        tx(2, ['call S A 10']),
        tx(3, ['call A S 10']),
        tx(4, ['call S M 10']),
      ],
    });
    expect([flag?.hops, flag?.path.length]).toEqual([flag?.path.length, flag?.hops]);
    expect(flag?.amount).toBe(10n);
  });
});
