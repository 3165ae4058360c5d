/** Fees, and what moves nothing. */
import { describe, expect, test } from '@jest/globals';
import { addressOfScript } from '../../../src/core/address.ts';
import { Graph } from '../../../src/core/graph/graph.ts';
import type { Tag } from '../../../src/core/tags/tag.ts';
import type { Seed } from '../../../src/core/trace/seed.ts';
import type { BitcoinTransaction, Transaction } from '../../../src/core/transaction.ts';
import { walkOffline } from '../../support/offline-walk.ts';
import { resting, seedAt, tagOf, told, tx, underEach } from '../../support/tale.ts';
import { bitcoinTransaction, id, p2wpkh } from '../../support/transactions.ts';

const SUBSIDY = 5_000_000_000n;

describe('Bitcoin fees and the miner', () => {
  const [thief, miner, exchange] = [p2wpkh('aa'), p2wpkh('bb'), p2wpkh('ee')];
  const coin = bitcoinTransaction({
    txid: 'coin',
    height: 1,
    inputs: [],
    outputs: [{ value: 1_000n, script: thief }],
  });
  /** Pays a fee of 40, all of it stolen. */
  const pay = bitcoinTransaction({
    txid: 'pay',
    height: 2,
    inputs: [['coin', 0, 1_000n, thief]],
    outputs: [
      { value: 600n, script: thief },
      { value: 360n, script: thief },
    ],
  });
  /** Pays a fee of 10, none of it stolen. */
  const other = bitcoinTransaction({
    txid: 'other',
    height: 2,
    inputs: [['y', 0, 100n]],
    outputs: [{ value: 90n, script: p2wpkh('cc') }],
  });
  const reward = (...values: readonly bigint[]) =>
    bitcoinTransaction({
      txid: 'reward',
      height: 2,
      inputs: [],
      outputs: values.map((value) => ({ value, script: miner })),
    });
  const cash = bitcoinTransaction({
    txid: 'cash',
    height: 200,
    inputs: [['reward', 0, 30n, miner]],
    outputs: [{ value: 30n, script: exchange }],
  });
  const tags: Tag[] = [
    { ...tagOf('E', 'Huobi', 'exchange'), chain: 'bitcoin', address: addressOfScript(exchange) },
  ];
  const seeds: Seed[] = [{ kind: 'outpoint', chain: 'bitcoin', txid: id('coin'), vout: 0 }];

  const at = (tx: BitcoinTransaction, position: number) => ({ ...tx, position });

  /** A walk in which the block is known from elsewhere. */
  function walk(block: readonly BitcoinTransaction[], more: readonly Transaction[] = []) {
    const base = new Graph();
    for (const known of block) {
      const subject = { kind: 'transaction', chain: 'bitcoin', txid: known.txid } as const;
      base.add({ subject, status: 'complete', transactions: [known], count: 1 });
    }
    return walkOffline({ seeds, transactions: [coin, ...block, ...more], tags, base });
  }

  test('where the block’s fees are all known, stolen ones are followed in the block’s order, before the subsidy', () => {
    // Fees [40X, 10c], then 50 BTC: 30X to the exchange, 10X and the rest stay.
    const block = [at(reward(30n, SUBSIDY + 20n), 0), at(pay, 1), at(other, 2)];
    const { report } = walk(block, [cash]);
    expect(told(report)).toEqual(['exchange / Huobi: 30', 'unspent: 970']);
    expect(report.outcomes[1]?.holdings.map(({ amount }) => amount)).toEqual([600n, 360n, 10n]);
    // lifo and haircut bring all 40 to the second output, libr and tiho too.
    expect(report.outcomes[0]?.range).toEqual({ min: 0n, max: 30n });
  });

  test('another order in the block is another order in the reward', () => {
    // Fees [10c, 40X]: 10c + 20X to the exchange.
    const block = [at(reward(30n, SUBSIDY + 20n), 0), at(other, 1), at(pay, 2)];
    expect(told(walk(block, [cash]).report)).toEqual(['exchange / Huobi: 20', 'unspent: 980']);
  });

  test('what the miner leaves unclaimed is burned', () => {
    // Claims 30 less than fees and subsidy. [40X, 10c, subsidy]: fifo leaves 30 of the subsidy, lifo 30X.
    const block = [at(reward(20n, SUBSIDY), 0), at(pay, 1), at(other, 2)];
    const { report } = walk(block);
    expect(told(report).slice(0, 1)).toEqual(['unspent: 1000']);
    const burned = report.outcomes.find(({ kind }) => kind === 'burned');
    expect(burned).toMatchObject({ amount: 0n, range: { min: 0n, max: 30n } });
  });

  test('with an unknown transaction in the block they stay fees', () => {
    // One satoshi more than what is known can pay.
    const block = [at(reward(30n, SUBSIDY + 21n), 0), at(pay, 1), at(other, 2)];
    const { report } = walk(block, [cash]);
    expect(told(report)).toEqual(['unspent: 960', 'fees: 40']);
    expect(report.addresses).toBe(1);
  });

  test('without the coinbase they stay fees, and belong to no address', () => {
    const { report } = walk([at(pay, 1), at(other, 2)]);
    expect(told(report)).toEqual(['unspent: 960', 'fees: 40']);
    expect(report.outcomes[1]?.holdings).toEqual([]);
  });

  test('another block’s coinbase has no part in them', () => {
    const later = {
      ...reward(30n, SUBSIDY - 30n),
      block: { ...other.block, height: 3, hash: id('block 3') },
    };
    expect(told(walk([later, at(pay, 1)], [cash]).report)).toEqual(['unspent: 960', 'fees: 40']);
  });

  test('zero outputs and OP_RETURN take nothing (TAINT A5)', () => {
    // In [500X][500c], out 0, 700, OP_RETURN 0, 250, fee 50. fifo: 500X + 200c; the rest is clean.
    const clean = bitcoinTransaction({
      txid: 'z',
      height: 1,
      inputs: [],
      outputs: [{ value: 500n, script: p2wpkh('cc') }],
    });
    const first = bitcoinTransaction({
      txid: 'x',
      height: 1,
      inputs: [],
      outputs: [{ value: 500n, script: thief }],
    });
    const spend = bitcoinTransaction({
      txid: 's',
      height: 2,
      inputs: [
        ['x', 0, 500n, thief],
        ['z', 0, 500n, p2wpkh('cc')],
      ],
      outputs: [
        { value: 0n, script: thief },
        { value: 700n, script: thief },
        { value: 0n, script: '6a00' },
        { value: 250n, script: thief },
      ],
    });
    const { report } = walkOffline({
      seeds: [{ kind: 'outpoint', chain: 'bitcoin', txid: id('x'), vout: 0 }],
      transactions: [first, clean, spend],
    });
    expect(
      report.outcomes.flatMap(({ holdings }) => holdings.map(({ holding, amount }) => [holding, amount])),
    ).toEqual([[`${id('s')}:1`, 500n]]);
    // haircut pays 25 of the fee, lifo 0 of it, tiho 0; libr takes 500c first: 200X, then 250X, and 50X of the fee.
    expect(report.outcomes.find(({ kind }) => kind === 'fees')?.range).toEqual({ min: 0n, max: 50n });
  });
});

describe('Ethereum', () => {
  const funded = [tx(1, ['call V S 60']), tx(2, ['call S U 60']), tx(3, ['call V U 40'])];
  const seeds = [seedAt('S')];
  const still = (transaction: ReturnType<typeof tx>) => ({
    ...transaction,
    transfers: transaction.transfers.map((transfer) => ({ ...transfer, moved: false })),
  });

  test('gas leaves first', () => {
    // U holds [60X, 40c]: the gas takes 10X, A gets 50X and 15c.
    const { report } = walkOffline({
      seeds,
      transactions: [...funded, tx(4, ['call U A 65'], { fee: 10n })],
    });
    expect(told(report)).toEqual(['unspent: 50', 'fees: 10']);
    expect(resting(report)).toEqual(['A 50']);
  });

  test('gas is paid by the sender, whoever gives', () => {
    const { report } = walkOffline({
      seeds,
      transactions: [
        ...funded,
        tx(4, ['call Y Z 0', 'internal U A 60'], { sender: 'Y', fee: 10n }),
        tx(5, ['call U Y 0']),
      ],
    });
    expect(told(report)).toEqual(['unspent: 60']);
  });

  test('a failed transaction pays its gas and moves nothing, under every method', () => {
    const failed = still(tx(4, ['call U A 65'], { fee: 10n }));
    const fees = underEach({ seeds, transactions: [...funded, failed] }).map(({ method, walk }) => {
      const { outcomes } = walk.report;
      expect(outcomes.reduce((total, { amount }) => total + amount, 0n)).toBe(60n);
      expect(resting(walk.report).every((at) => at.startsWith('U '))).toBe(true);
      return [method.name, outcomes.find(({ kind }) => kind === 'fees')?.amount ?? 0n];
    });
    // 10 of [60X, 40c].
    expect(Object.fromEntries(fees)).toEqual({ fifo: 10n, lifo: 0n, haircut: 6n, libr: 0n });
  });

  test('a transfer to oneself changes nothing (TAINT C6)', () => {
    // Taken out and put back, 50 of [60X, 40c] would leave [10X, 40c, 50X].
    const transactions = [...funded, tx(4, ['call U U 50']), tx(5, ['call U A 60'])];
    expect(resting(walkOffline({ seeds, transactions }).report)).toEqual(['A 60']);
  });

  test('a contract is created with value: it holds it', () => {
    const { report } = walkOffline({ seeds, transactions: [...funded, tx(4, ['call U N 50'], { fee: 5n })] });
    expect(resting(report)).toEqual(['N 50', 'U 5']);
    expect(told(report)).toEqual(['unspent: 55', 'fees: 5']);
  });

  test('a creation that failed: nothing but gas', () => {
    const { report } = walkOffline({
      seeds,
      transactions: [...funded, still(tx(4, ['call U N 50'], { fee: 5n }))],
    });
    expect(told(report)).toEqual(['unspent: 55', 'fees: 5']);
    expect(resting(report)).toEqual(['U 55']);
  });
});
