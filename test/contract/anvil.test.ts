/** The client of Ethereum nodes against a real one: what it finds is what was done there. */

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import Fastify from 'fastify';
import type { Tip } from '../../src/core/chain.ts';
import type { HistorySubject } from '../../src/core/graph/subject.ts';
import type { EthereumTransaction, Transaction } from '../../src/core/transaction.ts';
import { checkSigned } from '../../src/explorers/ethereum/signed.ts';
import { inBatches } from '../../src/explorers/json-rpc/batch.ts';
import { createJsonRpcSource } from '../../src/explorers/json-rpc/client.ts';
import { createTransport, type TransportOptions } from '../../src/explorers/transport/transport.ts';
import { createMemoryArchive } from '../../src/storage/memory-archive.ts';
import { type Anvil, startAnvil } from '../support/anvil.ts';
import { type Deed, type Tale, tellTale } from '../support/anvil-tale.ts';

const PROVIDER = 'node';
const NO_LIMIT = 1_000_000;

let anvil: Anvil;
let tale: Tale;
let tip: Tip;
/** The transactions as they must be found, fees aside, by label. */
const expected = new Map<string, EthereumTransaction>();

const sourceAt = (url: string, options: Partial<TransportOptions> = {}) =>
  createJsonRpcSource(
    createTransport({ provider: PROVIDER, baseUrl: url, concurrency: 8, retryBaseMs: 1, ...options }),
    { finality: 2 },
  );
const history = (address: string, more: Partial<HistorySubject> = {}): HistorySubject => ({
  kind: 'history',
  chain: 'ethereum',
  address,
  fromHeight: 0,
  ...more,
});

interface WireBlock {
  readonly number: string;
  readonly hash: string;
  readonly timestamp: string;
  readonly transactions: readonly string[];
}

async function placed(deed: Deed): Promise<EthereumTransaction> {
  const { txid, sender, transfers } = deed;
  const { blockNumber } = await anvil.rpc<{ blockNumber: string }>('eth_getTransactionReceipt', txid);
  const block = await anvil.rpc<WireBlock>('eth_getBlockByNumber', blockNumber, false);
  return {
    chain: 'ethereum',
    txid,
    block: { height: Number(block.number), hash: block.hash, time: Number(block.timestamp) },
    position: block.transactions.indexOf(txid),
    sender,
    fee: null,
    transfers,
    views: [transfers.map(({ id }) => id)],
    whole: true,
  };
}

/** What a history must show, in chain order: all of what moved ETH of the address, the tokens alone of the rest. */
function historyOf(address: string, without: readonly string[] = []): EthereumTransaction[] {
  return [...expected].flatMap(([label, transaction]) => {
    const mine = transaction.transfers.filter(({ from, to }) => from === address || to === address);
    if (mine.length === 0 || without.includes(label)) return [];
    if (mine.some(({ kind }) => kind !== 'token')) return [transaction];
    const { whole: _, ...rest } = transaction;
    return [{ ...rest, sender: null, transfers: mine, views: [mine.map(({ id }) => id)] }];
  });
}

const withoutFees = (transactions: readonly Transaction[]) =>
  transactions.map((transaction) => ({ ...transaction, fee: null }));

async function tipNow(): Promise<Tip> {
  const { number, hash, timestamp } = await anvil.rpc<WireBlock>('eth_getBlockByNumber', 'latest', false);
  return { height: Number(number), hash, time: Number(timestamp) };
}

beforeAll(async () => {
  anvil = await startAnvil();
  tale = await tellTale(anvil);
  tip = await tipNow();
  for (const deed of tale.deeds) expected.set(deed.label, await placed(deed));
});
afterAll(() => anvil.close());

/** A node like this one that lacks some methods, by how their names begin. */
async function lacking<T>(prefixes: readonly string[], use: (url: string) => Promise<T>): Promise<T> {
  const app = Fastify({ forceCloseConnections: true });
  app.post('/', async (request) => {
    const { id, method, params } = request.body as { id: number; method: string; params: unknown[] };
    if (prefixes.some((prefix) => method.startsWith(prefix))) {
      return { jsonrpc: '2.0', id, error: { code: -32601, message: `the method ${method} does not exist` } };
    }
    return anvil.rpc(method, ...params).then(
      (result) => ({ jsonrpc: '2.0', id, result }),
      (error: Error) => ({ jsonrpc: '2.0', id, error: { code: -32000, message: error.message } }),
    );
  });
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  try {
    return await use(url);
  } finally {
    await app.close();
  }
}

async function historiesAt(url: string, options: Partial<TransportOptions> = {}) {
  const source = sourceAt(url, options);
  const addresses = [...Object.values(tale.people), ...Object.values(tale.contracts)];
  return Promise.all(
    addresses.map(async (address) => {
      const { status, transactions } = await source.expand(history(address), tip, NO_LIMIT);
      expect(status).toBe('complete');
      return { address, transactions };
    }),
  );
}

test('the tip, and blocks by height', async () => {
  const source = sourceAt(anvil.url);
  expect((await source.tip()).value).toEqual(tip);
  expect(await source.blockHash(tip.height)).toBe(tip.hash);
  expect(await source.blockHash(tip.height + 1)).toBeNull();
});

describe('histories are what was done', () => {
  test.each([
    ['with all that this node has', [], {}],
    ['in batches', [], { joined: inBatches(25) }],
    ['with traces in lists', ['debug_'], {}],
  ] as const)('%s', async (_, missing, options) => {
    const found = await lacking(missing, (url) => historiesAt(missing.length > 0 ? url : anvil.url, options));
    for (const { address, transactions } of found) {
      expect(withoutFees(transactions)).toEqual(historyOf(address));
    }
    expect(found.reduce((sum, { transactions }) => sum + transactions.length, 0)).toBeGreaterThan(40);
  });

  test('every wei is accounted for', async () => {
    for (const { address, transactions } of await historiesAt(anvil.url)) {
      const rich = Object.values(tale.people).includes(address);
      let balance = rich ? 10_000n * 10n ** 18n : 0n;
      for (const { transfers, sender, fee } of transactions as EthereumTransaction[]) {
        if (sender === address) balance -= fee ?? 0n;
        for (const { asset, from, to, value, moved } of transfers) {
          if (asset !== 'ETH' || !moved) continue;
          if (from === address) balance -= value;
          if (to === address) balance += value;
        }
      }
      expect([address, balance]).toEqual([
        address,
        BigInt(await anvil.rpc<string>('eth_getBalance', address, 'latest')),
      ]);
    }
  });

  test('by the search of this node they would lack who was paid by an end: that is why it is not asked', async () => {
    const found = await lacking(['trace_', 'web3_'], historiesAt);
    for (const { address, transactions } of found) {
      const shown = withoutFees(transactions);
      const all = historyOf(address);
      const lost = all.filter(
        ({ txid }) => !shown.some((one) => one.chain === 'ethereum' && one.txid === txid),
      );
      expect(shown).toEqual(all.filter((one) => !lost.includes(one)));
      for (const one of lost) {
        const labels = [...expected].filter(([, { txid }]) => txid === one.txid).map(([label]) => label);
        expect([...tale.paidByEnding, 'a contract', 'a contract that can end', 'a token']).toEqual(
          expect.arrayContaining(labels),
        );
        expect(one.sender).not.toBe(address);
      }
    }
    expect(found.length).toBeGreaterThan(8);
  });

  test('one that only goes on from what is known', async () => {
    const { a } = tale.people;
    const height = 10;
    const { transactions } = await sourceAt(anvil.url).expand(
      history(a, { known: { height, active: 0 } }),
      tip,
      NO_LIMIT,
    );
    expect(withoutFees(transactions)).toEqual(historyOf(a).filter(({ block }) => block.height > height));
  });

  test('not of an address that is too active', async () => {
    const { a } = tale.people;
    expect(await sourceAt(anvil.url).expand(history(a), tip, 5)).toMatchObject({
      status: 'too-active',
      transactions: [],
      count: 6,
    });
  });
});

test('a plain node says what it lacks, and what to do', async () => {
  await lacking(['trace_', 'ots_', 'web3_'], async (url) => {
    const source = sourceAt(url);
    const { a } = tale.people;
    for (let time = 1; time <= 2; time += 1) {
      await expect(source.expand(history(a), tip, NO_LIMIT)).rejects.toMatchObject({
        code: 'BAD_PROVIDER_DATA',
        message: expect.stringMatching(
          /^node: has neither ots_searchTransactionsAfter nor trace_filter,.*Erigon: --http\.api=.*or use another explorer/,
        ),
      });
    }
    // Found out once: chain, what is final, version, and two methods.
    expect(source.traffic().requests).toBe(5);
  });
  await lacking(['trace_', 'debug_'], async (url) => {
    const subject = { kind: 'transaction', chain: 'ethereum', txid: tale.deeds[3]?.txid ?? '' } as const;
    await expect(sourceAt(url).expand(subject, tip, 1)).rejects.toThrow(
      /has neither debug_traceTransaction nor trace_transaction/,
    );
  });
});

describe('whole transactions', () => {
  test.each([
    ['by tree', [] as string[]],
    ['by list', ['debug_']],
  ])('%s', async (_, missing) => {
    await lacking(missing, async (url) => {
      const source = sourceAt(url);
      for (const transaction of expected.values()) {
        const subject = { kind: 'transaction', chain: 'ethereum', txid: transaction.txid } as const;
        const { transactions } = await source.expand(subject, tip, 1);
        expect(withoutFees(transactions)).toEqual([transaction]);
      }
    });
  });

  test('are what was signed', async () => {
    const types = new Set<unknown>();
    for (const { txid } of tale.deeds) {
      const shown = await anvil.rpc<Record<string, unknown>>('eth_getTransactionByHash', txid);
      checkSigned(shown, { provider: PROVIDER, url: anvil.url, path: txid });
      types.add(shown.type);
      const more = { ...shown, value: `0x${(BigInt(String(shown.value)) + 1n).toString(16)}` };
      expect(() => checkSigned(more, { provider: PROVIDER, url: anvil.url, path: txid })).toThrow(
        /have the hash/,
      );
    }
    expect([...types].sort()).toEqual(['0x0', '0x1', '0x2', '0x4']);
  });
});

test('of the same block nothing is asked twice; after a reorganisation nothing old is believed', async () => {
  const { b, c, d } = tale.people;
  const source = sourceAt(anvil.url, { archive: createMemoryArchive() });
  const read = async (address: string, at: Tip) =>
    withoutFees((await source.expand(history(address), at, NO_LIMIT)).transactions);
  expect(await read(c, tip)).toEqual(historyOf(c));
  const asked = source.traffic().requests;
  expect(await read(c, tip)).toEqual(historyOf(c));
  expect(source.traffic().requests).toBe(asked);

  // The last block, with two transactions in it, is replaced by an empty one.
  await anvil.rpc('anvil_reorg', 1, []);
  const after = await tipNow();
  expect([after.height, after.hash === tip.hash]).toEqual([tip.height, false]);
  expect(await source.blockHash(tip.height)).toBe(after.hash);
  const gone = ['first of a block', 'second of a block'];
  expect(await read(c, after)).toEqual(historyOf(c, gone));
  expect(await read(b, after)).toEqual(historyOf(b, gone));
  expect(await read(d, after)).toEqual(historyOf(d, gone));
  const txid = expected.get('first of a block')?.txid ?? '';
  const whole = await source.expand({ kind: 'transaction', chain: 'ethereum', txid }, after, 1);
  expect(whole).toMatchObject({ status: 'complete', transactions: [] });
});
