/** Transactions that wait for a block: how the replay serves them, and what a trace makes of them. */

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { explorersAt } from '../../../src/compose/given-explorers.ts';
import { compose } from '../../../src/compose.ts';
import { InvalidInputError } from '../../../src/core/errors.ts';
import { readDataset } from '../../../src/replay/dataset.ts';
import { type Replay, startReplay } from '../../../src/replay/server.ts';
import { get, getJson } from './get.ts';
import { chainOfPayments, type Files, madeUpHash, RECEIVER, withDataset } from './made-up-dataset.ts';

const { files: CHAIN, txids } = chainOfPayments(30);
const [FIRST = '', SECOND = ''] = txids;
const OTHER = `0014${'ab'.repeat(20)}`;
const WAITING = { confirmed: false };

const output = (scriptpubkey: string, value: number) => ({
  scriptpubkey,
  scriptpubkey_type: 'v0_p2wpkh',
  value,
});
/** Spends an output of 1,000 satoshi that the receiver has, or one that another one made. */
const waiting = (label: string, txid: string, prevout = output(RECEIVER.script, 1000), to = OTHER) => ({
  txid: madeUpHash(label),
  vin: [{ txid, vout: 0, prevout, is_coinbase: false }],
  vout: [output(to, prevout.value - 100)],
  fee: 100,
  status: WAITING,
});
const A = waiting('a', FIRST);
const B = waiting('b', A.txid, output(OTHER, 900), RECEIVER.script);
const withMempool = (...lines: readonly object[]): Files => ({
  ...CHAIN,
  'mempool.ndjson': lines.map((line) => `${JSON.stringify(line)}\n`).join(''),
});

describe('what waits', () => {
  let replay: Replay;
  let api = '';
  beforeAll(() =>
    withDataset(withMempool(A, B), async (dir) => {
      replay = await startReplay({ dir });
      api = `${replay.url}/api`;
    }),
  );
  afterAll(() => replay.close());
  const receiver = `/address/${RECEIVER.address}`;
  const idsAt = async (path: string) =>
    ((await getJson(api + path)) as { txid: string }[]).map(({ txid }) => txid);

  test('is a transaction without a block', async () => {
    expect(await getJson(`${api}/tx/${A.txid}`)).toEqual(A);
    expect(await getJson(`${api}/tx/${A.txid}/status`)).toEqual(WAITING);
    expect((await get(`${api}/tx/${A.txid}`)).headers['cache-control']).toBe('public, max-age=10');
    expect((await get(`${api}/tx/${A.txid}/merkle-proof`)).status).toBe(404);
  });

  test('spends', async () => {
    const byA = { spent: true, txid: A.txid, vin: 0, status: WAITING };
    const byB = { ...byA, txid: B.txid };
    expect(await getJson(`${api}/tx/${FIRST}/outspends`)).toEqual([byA]);
    expect(await getJson(`${api}/tx/${FIRST}/outspend/0`)).toEqual(byA);
    expect(await getJson(`${api}/tx/${A.txid}/outspends`)).toEqual([byB]);
    const bulk = `/txs/outspends?txids=${FIRST},${SECOND},${A.txid},${B.txid},${madeUpHash('none')}`;
    expect(await getJson(api + bulk)).toEqual([[byA], [{ spent: false }], [byB], [{ spent: false }], []]);
  });

  test('is counted apart', async () => {
    const stats = (await getJson(api + receiver)) as Record<string, object>;
    expect(stats.chain_stats).toMatchObject({ tx_count: 30, funded_txo_count: 30, spent_txo_count: 0 });
    expect(stats.mempool_stats).toEqual({
      funded_txo_count: 1,
      funded_txo_sum: 800,
      spent_txo_count: 1,
      spent_txo_sum: 1000,
      tx_count: 2,
    });
  });

  test('is listed, newest first', async () => {
    expect(await idsAt(`${receiver}/txs/mempool`)).toEqual([B.txid, A.txid]);
    expect(await idsAt(`${receiver}/txs/mempool?max_txs=1`)).toEqual([B.txid]);
    expect(await idsAt(`/address/1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2/txs/mempool`)).toEqual([]);
    expect((await idsAt(`${receiver}/txs/chain`)).slice(0, 1)).toEqual([txids[29]]);
  });

  test('comes before what has a block: twice without a cursor, as electrs adds it; once after one', async () => {
    expect((await idsAt(`${receiver}/txs`)).slice(0, 5)).toEqual([B.txid, A.txid, B.txid, A.txid, txids[29]]);
    expect(await idsAt(`${receiver}/txs`)).toHaveLength(25);
    expect((await idsAt(`${receiver}/txs?after_txid=${B.txid}`)).slice(0, 2)).toEqual([A.txid, txids[29]]);
    expect((await idsAt(`${receiver}/txs?after_txid=${txids[29]}`))[0]).toBe(txids[28]);
    const lost = await get(`${api}${receiver}/txs?after_txid=${madeUpHash('none')}`);
    expect([lost.status, lost.data]).toEqual([422, 'after_txid not found']);
  });
});

describe('a file of waiting transactions is refused', () => {
  test.each<[string, readonly object[], string]>([
    ['with one that has a block', [{ ...A, status: { confirmed: true } }], 'status'],
    ['with the height of a block', [{ ...A, status: { confirmed: false, block_height: 5 } }], 'status'],
    ['with one twice', [A, A], 'mempool.ndjson line 2: txid'],
    ['with one that stands in a block', [{ ...A, txid: FIRST }], 'does not hold already'],
    ['with a coin spent twice', [A, waiting('c', FIRST)], 'nothing has spent before'],
    ['with another amount', [waiting('c', FIRST, output(RECEIVER.script, 999))], '1000, as it was funded'],
    ['with an output that is not there', [{ ...A, vin: [{ ...A.vin[0], vout: 1 }] }], 'an output that'],
    [
      'with another amount of one that waits',
      [A, waiting('c', A.txid, output(OTHER, 899))],
      '900, as it was funded',
    ],
    ['with a fee that is none', [{ ...A, fee: 5 }], 'fee is 5; expected 100'],
    [
      'with new coins',
      [{ ...A, vin: [{ ...A.vin[0], is_coinbase: true, prevout: null }], fee: 0 }],
      'no coinbase',
    ],
  ])('%s', async (_, lines, problem) => {
    const error = await withDataset(withMempool(...lines), (dir) => readDataset(dir).catch((cause) => cause));
    expect(error).toBeInstanceOf(InvalidInputError);
    expect((error as Error).message).toContain(problem);
  });
});

test.each([
  ['kept', [A.txid, B.txid]],
  ['dropped', []],
] as const)(
  'after a reorganisation that has %s the transactions, what spends lost coins is lost',
  (what, left) =>
    withDataset(withMempool(A, B), async (dir) => {
      const reorganisation = { depth: 1_000_000, transactions: what, afterRequests: 0 };
      const replay = await startReplay({ dir, reorganisation });
      const listed = await getJson(`${replay.url}/api/address/${RECEIVER.address}/txs/mempool`);
      expect((listed as { txid: string }[]).map(({ txid }) => txid)).toEqual(left.toReversed());
      await replay.close();
    }),
);

describe('a trace', () => {
  const body = { name: 'x', seeds: [{ kind: 'transaction', chain: 'bitcoin', txid: FIRST }] };
  const traced = (files: Files, seed: object = body) =>
    withDataset(files, async (dir) => {
      const replay = await startReplay({ dir });
      try {
        const explorers = explorersAt(replay.url);
        return await compose({ env: {} }).trace(seed, { explorers, onProgress: () => {} });
      } finally {
        await replay.close();
      }
    });

  test('shows what is about to be spent; figures and digests are the same without it', async () => {
    const [without, report] = [await traced(CHAIN), await traced(withMempool(A, B))];
    const placesIn = ({ outcomes }: typeof report) =>
      outcomes.flatMap(({ kind, places }) =>
        places.map(({ amount, reason, pendingSpend }) => [kind, amount, reason, pendingSpend]),
      );
    expect(placesIn(without)).toEqual([['unspent', '1000', 'unspent at block 1000000', undefined]]);
    expect(placesIn(report)).toEqual([
      [
        'unspent',
        '1000',
        `unspent at block 1000000; the unconfirmed transaction ${A.txid} spends it`,
        A.txid,
      ],
    ]);
    expect(report.run).toEqual(without.run);
  });

  test('of an address shows it, too', async () => {
    const seed = { kind: 'address', chain: 'bitcoin', address: RECEIVER.address, since: '2020-01-01' };
    const report = await traced(withMempool(A), { name: 'x', seeds: [seed] });
    const pending = report.outcomes.flatMap(({ places }) =>
      places.flatMap(({ holding, pendingSpend }) =>
        pendingSpend === undefined ? [] : [[holding, pendingSpend]],
      ),
    );
    expect(pending).toEqual([[`${FIRST}:0`, A.txid]]);
  });
});
