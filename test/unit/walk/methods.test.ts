/** Which methods a case runs, and what poison as the main one shows. */
import { describe, expect, test } from '@jest/globals';
import type { Chain } from '../../../src/core/chain.ts';
import type { MethodName } from '../../../src/core/taint/method.ts';
import { methodsFor } from '../../../src/core/taint/methods.ts';
import type { Seed } from '../../../src/core/trace/seed.ts';
import { addressOf } from '../../support/courses.ts';
import { walkOffline } from '../../support/offline-walk.ts';
import { asked, resting, seedAt, tagOf, told, tx } from '../../support/tale.ts';
import { bitcoinTransaction, id, p2wpkh } from '../../support/transactions.ts';

describe('the methods of a case', () => {
  test.each<[MethodName, readonly Chain[], readonly MethodName[]]>([
    ['fifo', ['ethereum'], ['fifo', 'lifo', 'haircut', 'libr', 'poison']],
    ['fifo', ['bitcoin'], ['fifo', 'lifo', 'haircut', 'libr', 'tiho', 'poison']],
    ['haircut', ['ethereum', 'bitcoin', 'ethereum'], ['haircut', 'fifo', 'lifo', 'libr', 'tiho', 'poison']],
    ['poison', ['ethereum'], ['poison', 'fifo', 'lifo', 'haircut', 'libr']],
    ['tiho', ['bitcoin'], ['tiho', 'fifo', 'lifo', 'haircut', 'libr', 'poison']],
  ])('%s on %j: the main one first, then those that mean something there', (main, chains, names) => {
    expect(methodsFor(main, chains).map(({ name }) => name)).toEqual(names);
  });
});

test('tiho says nothing of Ethereum: its ranges leave it out', () => {
  const coin = bitcoinTransaction({
    txid: 'c',
    height: 1,
    inputs: [],
    outputs: [{ value: 9n, script: p2wpkh('aa') }],
  });
  const seeds: Seed[] = [seedAt('S'), { kind: 'outpoint', chain: 'bitcoin', txid: id('c'), vout: 0 }];
  const { report, settlement } = walkOffline({ seeds, transactions: [tx(1, ['call V S 50']), coin] });
  expect(report.methods).toContain('tiho');
  expect(report.stolen.map(({ asset, range }) => [asset, range])).toEqual([
    ['BTC', { min: 9n, max: 9n }],
    ['ETH', { min: 50n, max: 50n }],
  ]);
  expect(report.outcomes.map(({ asset, range }) => [asset, range])).toEqual([
    ['BTC', { min: 9n, max: 9n }],
    ['ETH', { min: 50n, max: 50n }],
  ]);
  const tiho = settlement.ledgers.find(({ method }) => method.name === 'tiho');
  expect(tiho?.stolen).toEqual(new Map([[2, new Map([['BTC', 9n]])]]));
});

describe('poison', () => {
  // B holds [50c, 50X] and pays C 60, C pays M 60.
  const transactions = [
    tx(1, ['call V B 50']),
    tx(2, ['call V S 50']),
    tx(3, ['call S B 50']),
    tx(4, ['call B C 60']),
    tx(5, ['call C M 60']),
  ];
  const tags = [tagOf('M', 'Tornado', 'mixing_service')];
  const seeds = [seedAt('S')];
  const walk = (main: MethodName) =>
    walkOffline({ seeds, transactions, tags, methods: methodsFor(main, ['ethereum']) });

  test('as the main method: outcomes are what it reaches, and the walk ends', () => {
    const { report } = walk('poison');
    expect(report.method).toBe('poison');
    expect(told(report)).toEqual(['mixer / Tornado: 60', 'unspent: 40']);
    expect(resting(report)).toEqual(['M 60', 'B 40']);
    expect(report.stolen).toMatchObject([{ amount: 50n, range: { min: 50n, max: 50n } }]);
  });

  // To the mixer: fifo 10, lifo 50, haircut 30, libr 10. At B: 40, 0, 20, 40.
  test.each<[MethodName, readonly bigint[]]>([
    ['poison', [60n, 40n]],
    ['fifo', [10n, 40n]],
    ['lifo', [50n, 0n]],
    ['haircut', [30n, 20n]],
    ['libr', [10n, 40n]],
  ])('%s as the main method: ranges are of the methods that count units', (main, amounts) => {
    const { report } = walk(main);
    expect(report.outcomes.map(({ kind, amount }) => [kind, amount])).toEqual([
      ['mixer', amounts[0]],
      ['unspent', amounts[1]],
    ]);
    expect(report.outcomes.map(({ range }) => range)).toEqual([
      { min: 10n, max: 50n },
      { min: 0n, max: 40n },
    ]);
    const flags = report.flags.map(({ kind, address, amount, range }) => [kind, address, amount, range]);
    expect(flags).toEqual([
      ['mixer-depositor', addressOf('C'), amounts[0], { min: 10n, max: 50n }],
      ['mixer', addressOf('M'), amounts[0], { min: 10n, max: 50n }],
    ]);
  });

  // B holds [50c, 1X, 49c] and pays C 10: fifo and libr clean, lifo clean, haircut 0.1, which is 0.
  const hidden = [
    tx(1, ['call V B 50']),
    tx(2, ['call V S 1']),
    tx(3, ['call S B 1']),
    tx(4, ['call V B 49']),
    tx(5, ['call B C 10']),
    tx(6, ['call C D 10']),
  ];

  test('what it alone reaches is walked after only where it is the main method', () => {
    const fifo = walkOffline({ seeds, transactions: hidden });
    expect(asked(fifo, hidden)).toEqual(['S', 'B']);
    expect(told(fifo.report)).toEqual(['unspent: 1']);
    expect(fifo.report.gaps).toEqual([]);
    const poison = walkOffline({ seeds, transactions: hidden, methods: methodsFor('poison', ['ethereum']) });
    expect(asked(poison, hidden)).toEqual(['S', 'B', 'C', 'D']);
    expect(resting(poison.report)).toEqual(['B 90', 'D 10']);
    expect(poison.report.outcomes[0]?.range).toEqual({ min: 1n, max: 1n });
  });
});
