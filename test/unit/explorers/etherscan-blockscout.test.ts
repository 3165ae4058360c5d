/** A Blockscout that speaks Etherscan's language (API v1), and Routescan: the same client, other habits. */

import { describe, expect, test } from '@jest/globals';
import type { ChainSource } from '../../../src/cases/ports.ts';
import type { Tip } from '../../../src/core/chain.ts';
import type { HistorySubject } from '../../../src/core/graph/subject.ts';
import type { EthereumTransaction } from '../../../src/core/transaction.ts';
import { createEtherscanSource } from '../../../src/explorers/etherscan/client.ts';
import { LastingRefusalError } from '../../../src/explorers/transport/refusal.ts';
import { failureOf, type LocalServer, quickTransport, withServer } from './local-server.ts';

const [A, B, C, D] = ['a', 'b', 'c', 'd'].map((digit) => `0x${digit.repeat(40)}`) as [
  string,
  string,
  string,
  string,
];
const HASH = `0x${'1'.repeat(64)}`;
const BLOCK_HASH = `0x${'e'.repeat(64)}`;
const TIP: Tip = { height: 15_000_000, hash: `0x${'f'.repeat(64)}`, time: 1_700_000_000 };
const HISTORY: HistorySubject = { kind: 'history', chain: 'ethereum', address: B, fromHeight: 0 };
const WHOLE = { kind: 'transaction', chain: 'ethereum', txid: HASH } as const;

type Row = Readonly<Record<string, unknown>>;
type Query = Readonly<Record<string, string>>;

const place = { blockNumber: '14000000', timeStamp: '1600000000', hash: HASH };
/** Fields as in blockscout's views of API v1 (api/rpc/address_view.ex): no functionName, and a methodId. */
const own = (more: Row = {}): Row => ({
  ...place,
  blockHash: BLOCK_HASH,
  transactionIndex: '3',
  from: A,
  to: B,
  contractAddress: '',
  value: '5',
  gasPrice: '2',
  gasUsed: '21000',
  isError: '0',
  txreceipt_status: '1',
  methodId: '0x',
  ...more,
});
const inner = (index: number, from: string, to: string, value: string, more: Row = {}): Row => ({
  blockNumber: place.blockNumber,
  timeStamp: place.timeStamp,
  from,
  to,
  value,
  contractAddress: '',
  transactionHash: HASH,
  index: String(index),
  input: '0x',
  type: 'call',
  callType: 'call',
  gas: '1',
  gasUsed: '',
  isError: '0',
  errCode: '',
  ...more,
});

const list = (rows: readonly Row[], message = 'No transactions found') =>
  rows.length === 0 ? { status: '0', message, result: [] } : { status: '1', message: 'OK', result: rows };
const TX = {
  hash: HASH,
  blockHash: BLOCK_HASH,
  blockNumber: '0xd59f80',
  transactionIndex: '0x3',
  from: A,
  to: B,
  value: '0x5',
  gasPrice: '0x2',
};
const NODE: Readonly<Record<string, unknown>> = {
  eth_blockNumber: '0xd59f80',
  eth_getBlockByNumber: { number: '0xd59f80', hash: BLOCK_HASH, timestamp: '0x5f5e1000' },
  eth_getTransactionByHash: TX,
  eth_getTransactionReceipt: {
    blockHash: BLOCK_HASH,
    blockNumber: '0xd59f80',
    transactionIndex: '0x3',
    transactionHash: HASH,
    gasUsed: '0x5208',
    effectiveGasPrice: '0x2',
    status: '0x1',
    logs: [],
  },
};

interface World {
  readonly txlist?: readonly Row[];
  readonly txlistinternal?: readonly Row[] | object;
  readonly node?: Readonly<Record<string, unknown>>;
}

/** Serves as a Blockscout does: no module `proxy`, JSON-RPC at `/eth-rpc`. */
function withBlockscout<T>(
  { txlist = [], txlistinternal = [], node = NODE }: World,
  use: (source: ChainSource, server: LocalServer) => Promise<T>,
): Promise<T> {
  return withServer(
    (request, reply) => {
      if (request.method === 'POST') {
        const { method, id } = request.body as { method: string; id: number };
        return { jsonrpc: '2.0', result: node[method] ?? null, id };
      }
      const { module, action } = request.query as Query;
      if (module === 'proxy') {
        return reply.code(400).send({ message: 'Unknown module', result: null, status: '0' });
      }
      if (action === 'txlist') return list(txlist);
      if (action === 'tokentx') return list([], 'No token transfers found');
      return Array.isArray(txlistinternal)
        ? list(txlistinternal, 'No internal transactions found')
        : txlistinternal;
    },
    ({ url, received }) =>
      use(createEtherscanSource(quickTransport(`${url}/api`), { finality: 64 }), { url, received }),
  );
}

const historyOf = (world: World) =>
  withBlockscout(world, async (source) => {
    const { transactions } = await source.expand(HISTORY, TIP, 100);
    return transactions[0] as EthereumTransaction;
  });
const transfersOf = ({ transfers }: EthereumTransaction) =>
  transfers.map(({ id, moved }) => `${id}${moved ? '' : ' (nothing)'}`);

describe('a Blockscout with API v1', () => {
  test('has no module proxy: its node is found at its own path, and asked there from then on', () =>
    withBlockscout({}, async (source, { received }) => {
      expect((await source.tip()).value).toEqual({
        height: 14_000_000,
        hash: BLOCK_HASH,
        time: 1_600_000_000,
      });
      expect(await source.blockHash(14_000_000)).toBe(BLOCK_HASH);
      expect(received.map((url) => url.replace(/\?.*/, ''))).toEqual([
        '/api',
        '/api/eth-rpc',
        '/api/eth-rpc',
        '/api/eth-rpc',
      ]);
    }));

  test.each([
    [400, 'refused with status 400'],
    [200, '"Unknown module"; check the base URL'],
  ])('is a server without either way: the refusal is that of the first (%i)', (code, problem) =>
    withServer(
      (request, reply) =>
        reply
          .code(request.method === 'POST' ? 404 : code)
          .send({ message: 'Unknown module', status: '0', result: null }),
      async ({ url, received }) => {
        const source = createEtherscanSource(quickTransport(`${url}/api`), { finality: 64 });
        expect((await failureOf(() => source.tip())).message).toContain(problem);
        expect(received).toHaveLength(2);
      },
    ),
  );

  test('numbers its inner calls, and calls a delegatecall one in another field', async () => {
    const internals = [
      inner(1, B, C, '4'),
      inner(2, B, D, '9', { callType: 'delegatecall' }),
      inner(10, B, C, '4'),
    ];
    expect(transfersOf(await historyOf({ txlist: [own()], txlistinternal: internals }))).toEqual([
      'call',
      `internal:${B}:${C}:4:0`,
      `internal:${B}:${D}:9:still:0 (nothing)`,
      `internal:${B}:${C}:4:1`,
    ]);
  });

  test('lists a creation among its own inner calls: its value moves once', async () => {
    const creation = own({ to: '', contractAddress: B });
    const outermost = inner(0, A, '', '5', { contractAddress: B, type: 'create', callType: '' });
    expect(transfersOf(await historyOf({ txlist: [creation], txlistinternal: [outermost] }))).toEqual([
      'call',
    ]);
  });

  test.each([
    ['empty', []],
    ['with rows', [inner(1, B, C, '4')]],
  ])('that has not processed all inner calls gives no answer: %s', async (_, result) => {
    const message = 'Some internal transactions within this block range have not yet been processed';
    const txlistinternal = { status: '2', message, result };
    const error = await failureOf(() => historyOf({ txlist: [own()], txlistinternal }));
    expect(error).toMatchObject({ code: 'INCOMPLETE_ANSWER', retryable: true });
    expect(error.message).toContain(message);
  });

  test('does not tell what was undone with a call that failed', async () => {
    const failed = inner(1, B, D, '0', { isError: '1', errCode: 'Reverted' });
    const undone = { txlist: [own()], txlistinternal: [failed, inner(2, C, B, '4')] };
    const error = await failureOf(() => historyOf(undone));
    expect(error).toMatchObject({ code: 'INCOMPLETE_ANSWER', context: { txid: HASH } });
    const before = { txlist: [own()], txlistinternal: [inner(1, C, B, '4'), { ...failed, index: '2' }] };
    expect(transfersOf(await historyOf(before))).toContain(`internal:${C}:${B}:4:0`);
    const isError = { isError: '1', txreceipt_status: '0' };
    expect(transfersOf(await historyOf({ ...undone, txlist: [own(isError)] }))).toEqual([
      'call (nothing)',
      `internal:${B}:${D}:0:still:0 (nothing)`,
      `internal:${C}:${B}:4:0 (nothing)`,
    ]);
  });

  test('does not tell the outcome of old transactions, which it prints as failed', async () => {
    const old = { blockNumber: '4000000', isError: '1', txreceipt_status: '0' };
    const error = await failureOf(() => historyOf({ txlist: [own(old)] }));
    expect(error).toMatchObject({ code: 'INCOMPLETE_ANSWER', context: { txid: HASH } });
    // Etherscan, which has names of functions, says nothing of the outcome in its receipt.
    const etherscan = { ...old, functionName: '', txreceipt_status: '' };
    expect(transfersOf(await historyOf({ txlist: [own(etherscan)] }))).toEqual(['call (nothing)']);
    expect(transfersOf(await historyOf({ txlist: [own({ ...old, value: '0' })] }))).toEqual([
      'call (nothing)',
    ]);
  });

  test('gives a whole transaction, without asking the lists of addresses', () =>
    withBlockscout(
      { txlistinternal: [inner(1, B, C, '4'), inner(2, B, D, '0', { isError: '1' })] },
      async (source, { received }) => {
        const { transactions } = await source.expand(WHOLE, TIP, 1);
        expect(transactions).toMatchObject([{ txid: HASH, whole: true, fee: 42_000n, position: 3 }]);
        expect(received.filter((url) => url.includes('address='))).toEqual([]);
      },
    ));

  test('that gives the calls of another transaction is not believed', () =>
    withBlockscout(
      { txlistinternal: [inner(1, B, C, '4', { transactionHash: BLOCK_HASH })] },
      async (source) => {
        const error = await failureOf(() => source.expand(WHOLE, TIP, 1));
        expect(error.message).toContain(`gives a call of ${BLOCK_HASH}`);
      },
    ));
});

describe('Routescan', () => {
  const calls = Array.from({ length: 255 }, (_, n) => {
    const { transactionHash: _hash, index: _index, callType: _type, ...row } = inner(n, B, C, String(n + 1));
    return row;
  });

  test('pages the inner calls of a transaction by hundreds', () =>
    withServer(
      (request) => {
        const { action = '', page, offset } = request.query as Query;
        if (action !== 'txlistinternal') return { jsonrpc: '2.0', id: 1, result: NODE[action] };
        const size = Math.min(Number(offset), 100);
        return list(calls.slice((Number(page) - 1) * size, Number(page) * size));
      },
      async ({ url }) => {
        const source = createEtherscanSource(quickTransport(`${url}/api`), { finality: 64 });
        const { transactions } = await source.expand(WHOLE, TIP, 1);
        const [whole] = transactions as EthereumTransaction[];
        expect(whole?.transfers).toHaveLength(256);
        expect(new Set(whole?.transfers.map(({ id }) => id)).size).toBe(256);
      },
    ));

  test.each([
    ['a refusal of its node', -32602, 1],
    ['a fault of its node', -32000, 3],
  ])('passes on %s with status 500', (_, code, requests) =>
    withServer(
      (_request, reply) => reply.code(500).send({ jsonrpc: '2.0', id: 1, error: { code, message: 'no' } }),
      async ({ url, received }) => {
        const transport = quickTransport(`${url}/api`, { attempts: 3 });
        await failureOf(() => createEtherscanSource(transport, { finality: 64 }).blockHash(1));
        expect(received).toHaveLength(requests);
      },
    ),
  );

  test('does not know the chain', () =>
    withServer(
      () => ({ status: '0', message: 'chain not supported', result: null }),
      async ({ url }) => {
        const source = createEtherscanSource(quickTransport(`${url}/api`), { finality: 64 });
        const error = await failureOf(() => source.expand(HISTORY, TIP, 1));
        expect(error).toBeInstanceOf(LastingRefusalError);
        expect(error.message).toContain('"chain not supported"; use another explorer');
      },
    ));
});

test('a list that grows above the tip while it is read is the list up to the tip', () => {
  let calls = 0;
  const rows = Array.from({ length: 1500 }, (_, n) =>
    own({
      blockNumber: String(14_000_000 + n),
      hash: `0x${n.toString(16).padStart(64, '0')}`,
      transactionIndex: '0',
    }),
  );
  return withServer(
    (request) => {
      const { action, startblock, endblock, page, offset, sort } = request.query as Query;
      if (action !== 'txlist') return list([]);
      calls += 1;
      // Each time a thousand more stand above the tip.
      const newer = Array.from({ length: calls * 1000 }, (_, n) =>
        own({ blockNumber: String(15_000_001 + n) }),
      );
      const inRange = [...rows, ...newer].filter(
        ({ blockNumber }) =>
          Number(blockNumber) >= Number(startblock) && Number(blockNumber) <= Number(endblock),
      );
      const ordered = sort === 'asc' ? inRange : inRange.toReversed();
      const size = Number(offset);
      return list(ordered.slice((Number(page) - 1) * size, Number(page) * size));
    },
    async ({ url }) => {
      const source = createEtherscanSource(quickTransport(`${url}/api`), { finality: 64 });
      const { transactions } = await source.expand(HISTORY, TIP, 10_000);
      expect(transactions.map(({ block }) => block.height)).toEqual(rows.map((_, n) => 14_000_000 + n));
      expect(calls).toBeGreaterThan(1);
    },
  );
});
