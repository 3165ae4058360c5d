/** Seeds of every kind: what they make stolen, up to their caps, and who counts first. */
import { describe, expect, test } from '@jest/globals';
import { addressOfScript } from '../../../src/core/address.ts';
import type { OutpointSeed, Seed, TransactionSeed } from '../../../src/core/trace/seed.ts';
import { addressOf } from '../../support/courses.ts';
import { walkOffline } from '../../support/offline-walk.ts';
import { resting, seedAt, told, tx, underEach } from '../../support/tale.ts';
import { bitcoinTransaction, id, p2wpkh } from '../../support/transactions.ts';

const stolenOf = (offline: Parameters<typeof walkOffline>[0]) =>
  walkOffline(offline).report.stolen.flatMap(({ origins }) => origins.map(({ amount }) => amount));

describe('an address on Ethereum', () => {
  // Before the theft 50 - 20; then 10 in the window, and 5 after it.
  const transactions = [
    tx(1, ['call V S 50']),
    tx(2, ['call S Y 20']),
    tx(4, ['call V S 10']),
    tx(5, ['call V S 5']),
    tx(6, ['call S A 33']),
    tx(7, ['call S B 6']),
  ];
  const window = { since: 36, until: 48 };

  test('what it holds when the window begins, and what it receives in it', () => {
    const { report } = walkOffline({ seeds: [seedAt('S', window)], transactions });
    // S holds [30X, 10X, 5c]: A gets 33X, B 6X, 1X and 5c are left.
    expect(report.stolen).toMatchObject([{ amount: 40n }]);
    expect(resting(report)).toEqual(['A 33', 'B 6', 'S 1']);
    expect(report.assumptions).toEqual([]);
  });

  test('a cap takes the first units', () => {
    const { report } = walkOffline({ seeds: [seedAt('S', { ...window, amountCap: 35n })], transactions });
    // [30X, 5X, 5c, 5c]: A gets 33X, B 2X and 4c.
    expect(report.stolen).toMatchObject([{ amount: 35n }]);
    expect(resting(report)).toEqual(['A 33', 'B 2']);
  });

  test('a cap below what it holds already', () => {
    const { report } = walkOffline({ seeds: [seedAt('S', { ...window, amountCap: 31n })], transactions });
    expect(resting(report)).toEqual(['A 31']);
    expect(
      resting(walkOffline({ seeds: [seedAt('S', { ...window, amountCap: 7n })], transactions }).report),
    ).toEqual(['A 7']);
  });

  test('the cap holds under every method', () => {
    for (const { walk } of underEach({ seeds: [seedAt('S', { ...window, amountCap: 35n })], transactions })) {
      expect(walk.report.stolen).toMatchObject([{ amount: 35n }]);
    }
  });

  test('of a token: the native coin beside it is clean', () => {
    const mixed = [tx(1, ['T V S 9', 'call V S 7']), tx(2, ['T S A 4']), tx(3, ['call S A 7'])];
    const { report } = walkOffline({ seeds: [seedAt('S', { asset: addressOf('T') })], transactions: mixed });
    expect(report.stolen).toMatchObject([{ asset: addressOf('T'), amount: 9n }]);
    expect(resting(report)).toEqual(['S 5', 'A 4']);
  });
});

describe('a transaction on Ethereum', () => {
  const theft = tx(2, ['call V A 0', 'internal V A 4', 'internal V B 6', 'T V A 9', 'T V B 8', 'T V A 2']);
  const transactions = [tx(1, ['call Y A 5']), theft, tx(3, ['call A C 7'])];
  const seed = (more: Partial<TransactionSeed> = {}): Seed => ({
    kind: 'transaction',
    chain: 'ethereum',
    txid: theft.txid,
    asset: 'ETH',
    ...more,
  });

  test('without a receiver: what each got', () => {
    const { report } = walkOffline({ seeds: [seed()], transactions });
    expect(report.stolen).toMatchObject([{ amount: 10n }]);
    // A held 5c before: of [5c, 4X] C gets 5c and 2X.
    expect(resting(report)).toEqual(['B 6', 'A 2', 'C 2']);
  });

  test('with a receiver: what it got', () => {
    const { report } = walkOffline({ seeds: [seed({ receiver: addressOf('A') })], transactions });
    expect(report.stolen).toMatchObject([{ amount: 4n }]);
    expect(resting(report)).toEqual(['A 2', 'C 2']);
  });

  test('of a token: all transfers of it', () => {
    const token = addressOf('T');
    expect(stolenOf({ seeds: [seed({ asset: token })], transactions })).toEqual([19n]);
    expect(stolenOf({ seeds: [seed({ asset: token, receiver: addressOf('A') })], transactions })).toEqual([
      11n,
    ]);
  });

  test('a cap takes the first units in the order of the transfers', () => {
    const capped = walkOffline({ seeds: [seed({ amountCap: 5n })], transactions }).report;
    expect(resting(capped)).toEqual(['A 2', 'C 2', 'B 1']);
    const token = seed({ asset: addressOf('T'), amountCap: 10n, receiver: addressOf('A') });
    expect(resting(walkOffline({ seeds: [token], transactions }).report)).toEqual(['A 10']);
  });

  test('that failed stole nothing, and says so', () => {
    const failed = {
      ...theft,
      transfers: theft.transfers.map((transfer) => ({ ...transfer, moved: false })),
    };
    const { report } = walkOffline({ seeds: [seed()], transactions: [failed] });
    expect(report.stolen).toMatchObject([{ amount: 0n }]);
    expect(report.gaps).toMatchObject([
      { address: theft.txid, amount: null, reason: expect.stringContaining('finds nothing') },
    ]);
  });
});

describe('Bitcoin', () => {
  const [mine, other] = [p2wpkh('aa'), p2wpkh('bb')];
  const theft = bitcoinTransaction({
    txid: 'theft',
    height: 2,
    inputs: [['x', 0, 1_000n]],
    outputs: [
      { value: 300n, script: mine },
      { value: 0n, script: '6a00' },
      { value: 400n, script: other },
      { value: 290n, script: mine },
    ],
  });
  const spend = bitcoinTransaction({
    txid: 'spend',
    height: 3,
    inputs: [
      ['theft', 0, 300n, mine],
      ['theft', 3, 290n, mine],
    ],
    outputs: [
      { value: 200n, script: p2wpkh('c1') },
      { value: 380n, script: p2wpkh('c2') },
    ],
  });
  const transactions = [theft, spend];
  const transaction = (more: Partial<TransactionSeed> = {}): Seed => ({
    kind: 'transaction',
    chain: 'bitcoin',
    txid: id('theft'),
    asset: 'BTC',
    ...more,
  });
  const outpoint = (vout: number, more: Partial<OutpointSeed> = {}): Seed => ({
    kind: 'outpoint',
    chain: 'bitcoin',
    txid: id('theft'),
    vout,
    ...more,
  });
  const receiver = addressOfScript(mine);
  const at = (seeds: readonly Seed[]) =>
    walkOffline({ seeds, transactions })
      .report.outcomes.filter(({ amount }) => amount > 0n)
      .flatMap(({ kind, amount, holdings }) =>
        kind === 'fees'
          ? [`fees ${amount}`]
          : holdings.map(
              (held) =>
                `${held.holding.replace(id('theft'), 'theft').replace(id('spend'), 'spend')} ${held.amount}`,
            ),
      )
      .sort();

  test('an outpoint', () => {
    // Inputs [300X, 290c]: 200X, then 100X + 280c; the fee is 10c.
    expect(at([outpoint(0)])).toEqual(['spend:0 200', 'spend:1 100']);
  });

  test('an outpoint with a cap: its first units', () => {
    // [0 of theft: 300c], [250X, 40c]: 200c; 100c + 250X + 30c; fee 10c.
    expect(at([outpoint(3, { amountCap: 250n })])).toEqual(['spend:1 250']);
    // [150X, 150c, 290c]: 150X + 50c.
    expect(at([outpoint(0, { amountCap: 150n })])).toEqual(['spend:0 150']);
  });

  test('a transaction without a receiver: all outputs that hold something', () => {
    // [300X, 290X]: 200X, 380X, fee 10X; 400X stay.
    expect(at([transaction()])).toEqual(['fees 10', 'spend:0 200', 'spend:1 380', 'theft:2 400']);
  });

  test('a transaction with a cap: outputs in their order', () => {
    // 300X of output 0, 50X of output 2; output 3 is clean.
    expect(at([transaction({ amountCap: 350n })])).toEqual(['spend:0 200', 'spend:1 100', 'theft:2 50']);
  });

  test('a transaction with a receiver: only its outputs, and a cap over them', () => {
    expect(at([transaction({ receiver })])).toEqual(['fees 10', 'spend:0 200', 'spend:1 380']);
    // [300X], [20X, 270c]: 200X; 100X + 20X + 260c.
    expect(at([transaction({ receiver, amountCap: 320n })])).toEqual(['spend:0 200', 'spend:1 120']);
  });

  test('an address: received in the window, or unspent when it begins', () => {
    const seed = (since: number, until: number, amountCap?: bigint): Seed => ({
      kind: 'address',
      chain: 'bitcoin',
      address: receiver,
      asset: 'BTC',
      since,
      until,
      ...(amountCap === undefined ? {} : { amountCap }),
    });
    expect(stolenOf({ seeds: [seed(1_200, 1_200)], transactions })).toEqual([590n]);
    expect(stolenOf({ seeds: [seed(1_201, 9_999)], transactions })).toEqual([590n]);
    expect(stolenOf({ seeds: [seed(0, 1_199)], transactions })).toEqual([0n]);
    expect(stolenOf({ seeds: [seed(1_801, 9_999)], transactions })).toEqual([0n]);
    expect(at([seed(0, 9_999, 310n)])).toEqual(['spend:0 200', 'spend:1 110']);
  });
});

describe('two seeds that name the same coin', () => {
  const transactions = [tx(1, ['call V S 5']), tx(2, ['call V S 7']), tx(3, ['call S A 8'])];
  const second: Seed = {
    kind: 'transaction',
    chain: 'ethereum',
    txid: transactions[1]?.txid ?? '',
    asset: 'ETH',
  };

  test.each<[string, readonly Seed[], readonly bigint[]]>([
    ['the address first', [seedAt('S'), second], [12n, 0n]],
    ['the transaction first', [second, seedAt('S')], [7n, 5n]],
    ['the same address twice', [seedAt('S'), seedAt('S')], [12n, 0n]],
    ['the address from later on first', [seedAt('S', { since: 24 }), seedAt('S')], [7n, 5n]],
  ])('%s: the first counts', (_, seeds, stolen) => {
    for (const { walk } of underEach({ seeds, transactions })) {
      expect(walk.report.stolen[0]?.origins.map(({ amount }) => amount)).toEqual(stolen);
      expect(walk.report.stolen[0]?.amount).toBe(12n);
      expect(walk.report.gaps).toEqual([]);
    }
  });

  test.each<[string, readonly Seed[], readonly bigint[]]>([
    ['two addresses', [seedAt('S', { amountCap: 5n }), seedAt('S', { amountCap: 6n })], [5n, 6n]],
    ['within one coin', [seedAt('S', { amountCap: 2n }), seedAt('S', { amountCap: 100n })], [2n, 10n]],
    ['address and transaction', [seedAt('S', { amountCap: 6n }), second], [6n, 6n]],
  ])('%s: what is above the cap of the first is the second’s', (_, seeds, stolen) => {
    for (const { walk } of underEach({ seeds, transactions })) {
      expect(walk.report.stolen[0]?.origins.map(({ amount }) => amount)).toEqual(stolen);
    }
  });

  test('of one output: what is above the cap of the first is the second’s', () => {
    const script = p2wpkh('aa');
    const coin = bitcoinTransaction({ txid: 'c', height: 2, inputs: [], outputs: [{ value: 300n, script }] });
    const named = (amountCap: bigint): Seed => ({
      kind: 'outpoint',
      chain: 'bitcoin',
      txid: id('c'),
      vout: 0,
      amountCap,
    });
    expect(stolenOf({ seeds: [named(100n), named(150n)], transactions: [coin] })).toEqual([100n, 150n]);
    expect(stolenOf({ seeds: [named(100n), named(999n)], transactions: [coin] })).toEqual([100n, 200n]);
  });

  test('fifo pays the first victim’s units on first', () => {
    const { report } = walkOffline({ seeds: [seedAt('S', { until: 12 }), second], transactions });
    expect(told(report)).toEqual(['unspent: 12 (5 of 1, 7 of 2)']);
    expect(resting(report)).toEqual(['A 8', 'S 4']);
  });
});
