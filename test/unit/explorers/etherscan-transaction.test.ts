/** Whole transactions from servers that answer as Etherscan does: what moved in them, and what cannot be true. */

import { describe, expect, test } from '@jest/globals';
import type { Tip } from '../../../src/core/chain.ts';
import { executionOrder } from '../../../src/core/movement/execution-order.ts';
import type { EthereumTransaction } from '../../../src/core/transaction.ts';
import { mergeEthereumViews } from '../../../src/core/transaction.ts';
import { createEtherscanSource } from '../../../src/explorers/etherscan/client.ts';
import { createMemoryArchive } from '../../../src/storage/memory-archive.ts';
import { found } from '../../support/found.ts';
import { failureOf, quickTransport, withServer } from './local-server.ts';

const FINALITY = { finality: 64 };

const [A, B, C, D, T] = ['a', 'b', 'c', 'd', '7'].map((digit) => `0x${digit.repeat(40)}`) as [
  string,
  string,
  string,
  string,
  string,
];
const HASH = `0x${'1'.repeat(64)}`;
const BLOCK_HASH = `0x${'e'.repeat(64)}`;
const TIP: Tip = { height: 15_000_000, hash: `0x${'f'.repeat(64)}`, time: 1_700_000_000 };
/** Block 14,000,000, 1,600,000,000 seconds. */
const [NUMBER, TIME] = ['0xd59f80', '0x5f5e1000'];

type Query = Readonly<Record<string, string>>;
type Row = Readonly<Record<string, unknown>>;
type Answers = Readonly<Record<string, (query: Query) => unknown>>;

const place = { blockHash: BLOCK_HASH, blockNumber: NUMBER, transactionIndex: '0x3' };
const TX = { ...place, hash: HASH, from: A, to: B, value: '0x5', gasPrice: '0x7', input: '0x' };
const RECEIPT = {
  ...place,
  transactionHash: HASH,
  contractAddress: null,
  gasUsed: '0x5208',
  effectiveGasPrice: '0x2',
  status: '0x1',
  logs: [] as Row[],
};
const BLOCK = { number: NUMBER, hash: BLOCK_HASH, timestamp: TIME };
const rpc = (result: unknown) => ({ jsonrpc: '2.0', id: 1, result });
const list = (rows: readonly unknown[]) =>
  rows.length === 0
    ? { status: '0', message: 'No transactions found', result: [] }
    : { status: '1', message: 'OK', result: rows };

const word = (address: string) => `0x${address.slice(2).padStart(64, '0')}`;
const TRANSFER = '0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef';
const log = (index: number, more: Row = {}): Row => ({
  ...place,
  transactionHash: HASH,
  address: T.toUpperCase().replace('X', 'x'),
  topics: [TRANSFER, word(A), word(B)],
  data: word('0x9'),
  logIndex: `0x${index.toString(16)}`,
  removed: false,
  ...more,
});

interface Inner {
  readonly from: string;
  readonly to: string;
  readonly value: string;
  readonly trace: string;
  readonly failed?: boolean;
  readonly type?: string;
}
const inner = (from: string, to: string, value: string, trace: string, more: Partial<Inner> = {}): Inner => ({
  from,
  to,
  value,
  trace,
  ...more,
});

/** `txlistinternal` in both of its forms. */
function internals(calls: readonly Inner[], hash = HASH) {
  return (query: Query) => {
    const rows = calls.map(({ from, to, value, trace, failed = false, type = 'call' }) => ({
      blockNumber: '14000000',
      timeStamp: '1600000000',
      hash,
      from,
      to,
      value,
      contractAddress: '',
      type,
      traceId: trace,
      isError: failed ? '1' : '0',
    }));
    if (query.txhash === undefined) {
      return list(rows.filter(({ from, to }) => [from, to].includes(query.address ?? '')));
    }
    expect(query).not.toHaveProperty('startblock');
    const [page, size] = [Number(query.page), Number(query.offset)];
    return list(rows.slice((page - 1) * size, page * size).map(({ hash: _, traceId: __, ...row }) => row));
  };
}

const SUBJECT = { kind: 'transaction', chain: 'ethereum', txid: HASH } as const;
const good: Answers = {
  eth_getTransactionByHash: () => rpc(TX),
  eth_getTransactionReceipt: () => rpc(RECEIPT),
  eth_getBlockByNumber: () => rpc(BLOCK),
  txlistinternal: () => list([]),
  txlist: () => list([]),
  tokentx: () => list([]),
};

async function ask(answers: Answers, tip = TIP) {
  const queries: Query[] = [];
  return withServer(
    (request) => {
      const query = request.query as Query;
      queries.push(query);
      return { ...good, ...answers }[query.action ?? '']?.(query);
    },
    async ({ url }) => {
      const source = createEtherscanSource(
        quickTransport(`${url}/v2/api`, { archive: createMemoryArchive() }),
        FINALITY,
      );
      const expansion = await source.expand(SUBJECT, tip, 1);
      const history = (address: string) =>
        source.expand({ kind: 'history', chain: 'ethereum', address, fromHeight: 0 }, tip, 100);
      const histories = await Promise.all([A, B, C, D].map(history));
      const views = histories.flatMap(({ transactions }) => transactions) as EthereumTransaction[];
      return { expansion, queries, views };
    },
  );
}

const wholeOf = async (answers: Answers): Promise<EthereumTransaction> =>
  (await ask(answers)).expansion.transactions[0] as EthereumTransaction;
const moved = (transaction: EthereumTransaction) =>
  executionOrder(transaction)
    .filter((transfer) => transfer.moved)
    .map(({ from, to, value }) => `${from[2]}${to[2]}${value}`);

describe('a transaction', () => {
  test('is its own row, its inner calls and its logs', async () => {
    const { expansion, queries } = await ask({
      eth_getTransactionReceipt: () => rpc({ ...RECEIPT, logs: [log(4), log(7)] }),
      txlistinternal: internals([inner(B, C, '4', '0_1')]),
    });
    const transfers = [
      { id: 'call', kind: 'call', asset: 'ETH', from: A, to: B, value: 5n, moved: true },
      {
        id: `internal:${B}:${C}:4:0`,
        kind: 'internal',
        asset: 'ETH',
        from: B,
        to: C,
        value: 4n,
        moved: true,
      },
      { id: `token:${T}:${A}:${B}:9:0`, kind: 'token', asset: T, from: A, to: B, value: 9n, moved: true },
      { id: `token:${T}:${A}:${B}:9:1`, kind: 'token', asset: T, from: A, to: B, value: 9n, moved: true },
    ];
    expect(found(expansion)).toEqual({
      subject: SUBJECT,
      status: 'complete',
      count: 1,
      transactions: [
        {
          chain: 'ethereum',
          txid: HASH,
          block: { height: 14_000_000, hash: BLOCK_HASH, time: 1_600_000_000 },
          position: 3,
          sender: A,
          fee: 42_000n,
          transfers,
          views: [transfers.map(({ id }) => id)],
          whole: true,
        },
      ],
    });
    const asked = queries.filter(({ address }) => address === undefined).map(({ action }) => action);
    expect(asked.sort()).toEqual([
      'eth_getBlockByNumber',
      'eth_getTransactionByHash',
      'eth_getTransactionReceipt',
      'txlistinternal',
    ]);
  });

  test('that failed moves nothing, whatever its rows print, and pays its fee', async () => {
    const whole = await wholeOf({
      eth_getTransactionReceipt: () => rpc({ ...RECEIPT, status: '0x0' }),
      txlistinternal: internals([inner(B, C, '4', '0_1'), inner(B, D, '4', '0_2', { failed: true })]),
    });
    expect(moved(whole)).toEqual([]);
    expect(whole).toMatchObject({ fee: 42_000n, sender: A, whole: true });
  });

  test.each([
    ['a creation', { status: '0x1', contractAddress: C }, C],
    ['a creation that failed', { status: '0x0', contractAddress: C }, `0x${'0'.repeat(40)}`],
  ])('%s', async (_, outcome, to) => {
    const whole = await wholeOf({
      eth_getTransactionByHash: () => rpc({ ...TX, to: null }),
      eth_getTransactionReceipt: () => rpc({ ...RECEIPT, ...outcome }),
    });
    expect(whole.transfers).toMatchObject([{ to, moved: outcome.status === '0x1' }]);
  });

  test('costs what the transaction says where the receipt tells no price', async () => {
    const { effectiveGasPrice: _, ...old } = RECEIPT;
    expect((await wholeOf({ eth_getTransactionReceipt: () => rpc(old) })).fee).toBe(147_000n);
  });

  test.each([
    ['0', true],
    ['1', false],
  ])(
    'of before Byzantium: its outcome is that of the list of its sender (isError %s)',
    async (isError, ok) => {
      const { status: _, ...receipt } = RECEIPT;
      const own = {
        ...{ blockNumber: '14000000', timeStamp: '1600000000', hash: HASH, blockHash: BLOCK_HASH },
        ...{ transactionIndex: '3', from: A, to: B, contractAddress: '', value: '5', gasPrice: '2' },
        ...{ gasUsed: '21000', isError, txreceipt_status: '' },
      };
      const whole = await wholeOf({
        eth_getTransactionReceipt: () => rpc(receipt),
        txlist: ({ address }) => list(address === A ? [own] : []),
      });
      expect(whole.transfers).toMatchObject([{ id: 'call', moved: ok }]);
    },
  );
});

describe('logs', () => {
  const withLogs = (logs: readonly Row[]) =>
    wholeOf({ eth_getTransactionReceipt: () => rpc({ ...RECEIPT, logs }) });

  test('of other events, and numbers of tokens (ERC-721), are no amounts', async () => {
    const whole = await withLogs([
      log(0, { topics: [`0x${'5'.repeat(64)}`, word(A), word(B)] }),
      log(1, { topics: [] }),
      log(2, { topics: [TRANSFER, word(A), word(B), word('0x9')], data: '0x' }),
    ]);
    expect(whole.transfers.map(({ id }) => id)).toEqual(['call']);
    expect(whole.whole).toBe(true);
  });

  test.each([
    [
      'without indexed addresses',
      { topics: [TRANSFER], data: `${word(A)}${word(B).slice(2)}${word('0x9').slice(2)}` },
    ],
    ['without an amount', { data: '0x' }],
    ['with more than an amount', { data: `${word('0x9')}${'0'.repeat(64)}` }],
  ])('of a transfer in an unknown form, %s: what else there is is not the whole', async (_, form) => {
    const whole = await withLogs([log(0, form), log(1)]);
    expect(whole.transfers).toHaveLength(2);
    expect(whole).not.toHaveProperty('whole');
  });

  test('keep amounts that no number holds', async () => {
    const whole = await withLogs([log(0, { data: `0x${'f'.repeat(64)}` })]);
    expect(whole.transfers[1]?.value).toBe(2n ** 256n - 1n);
  });
});

describe('inner calls, joined with what the lists of all parties show', () => {
  const CASES: readonly (readonly [string, readonly Inner[], readonly string[], readonly string[]])[] = [
    [
      'equal ones',
      [inner(B, C, '2', '0'), inner(C, D, '1', '0_0'), inner(B, C, '2', '1'), inner(C, D, '1', '1_0')],
      ['ab5', 'bc2', 'cd1', 'bc2', 'cd1'],
      [],
    ],
    [
      'of equal ones, the second undone with the call above it',
      [
        inner(C, D, '1', '0'),
        inner(B, C, '3', '1', { failed: true }),
        inner(C, D, '1', '1_0'),
        inner(C, D, '1', '2'),
      ],
      ['ab5', 'cd1', 'cd1'],
      [C],
    ],
    [
      'a failed call without others below it',
      [inner(B, C, '3', '0', { failed: true }), inner(B, C, '3', '1'), inner(C, D, '1', '1_0')],
      ['ab5', 'bc3', 'cd1'],
      [C],
    ],
    [
      'a failed call, and another that no list of one address shows together with it',
      [inner(A, B, '3', '0', { failed: true }), inner(C, D, '1', '0_0'), inner(C, D, '1', '1')],
      ['ab5', 'cd1'],
      [C, A],
    ],
    [
      'a delegatecall prints the value of its caller',
      [inner(B, C, '3', '0'), inner(B, C, '3', '0_0', { type: 'delegatecall' })],
      ['ab5', 'bc3'],
      [],
    ],
    ['nothing but failures', [inner(B, C, '3', '0', { failed: true })], ['ab5'], []],
  ];

  test.each(CASES)('%s', async (_, calls, expected, alsoAsked) => {
    const own = {
      ...{ blockNumber: '14000000', timeStamp: '1600000000', hash: HASH, blockHash: BLOCK_HASH },
      ...{ transactionIndex: '3', from: A, to: B, contractAddress: '', value: '5', gasPrice: '2' },
      ...{ gasUsed: '21000', isError: '0' },
    };
    const { expansion, queries, views } = await ask({
      txlistinternal: internals(calls),
      txlist: ({ address = '' }) => list([A, B].includes(address) ? [own] : []),
    });
    const whole = expansion.transactions[0] as EthereumTransaction;
    expect(moved(whole)).toEqual(expected);
    const inBlock = queries.filter(({ startblock }) => startblock === '14000000');
    expect(inBlock.map(({ address }) => address)).toEqual(alsoAsked);
    expect(views.length).toBeGreaterThan(0);
    for (const order of [
      [whole, ...views],
      [...views, whole],
      [...views.toReversed(), whole],
    ]) {
      const joined = order.reduce(mergeEthereumViews);
      expect(joined.transfers.map(({ id }) => id).sort()).toEqual(whole.transfers.map(({ id }) => id).sort());
      expect(moved(joined)).toEqual(expected);
      expect(joined.whole).toBe(true);
    }
  });

  test.each([1000, 999, 120, 50])('%i of them, on pages of as many as the explorer gives', async (count) => {
    const calls = Array.from({ length: count }, (_, n) => inner(B, C, String(n), `${n}`));
    for (const rowsPerCall of [1000, 60]) {
      const paged = internals(calls);
      const whole = await wholeOf({
        txlistinternal: (query) =>
          query.txhash === undefined
            ? list([])
            : paged({ ...query, offset: String(Math.min(Number(query.offset), rowsPerCall)) }),
      });
      expect(whole.transfers).toHaveLength(count + 1);
    }
  });

  /** An explorer that heeds neither page nor size. */
  const unpaged = (count: number) => {
    const calls = Array.from({ length: count }, (_, n) => inner(B, C, String(n), `${n}`));
    return {
      txlistinternal: (query: Query) =>
        query.txhash === undefined ? list([]) : internals(calls)({ ...query, page: '1', offset: '1000' }),
    };
  };

  test('are all there where pages are not heeded and the list is shorter than a call gives', async () => {
    expect((await wholeOf(unpaged(75))).transfers).toHaveLength(76);
  });

  test('may be cut where pages are not heeded: that is no answer', async () => {
    const error = await failureOf(() => ask(unpaged(1000)));
    expect(error).toMatchObject({ code: 'BAD_PROVIDER_DATA' });
    expect(error.message).toContain('incomplete');
  });
});

describe('no transaction', () => {
  test('that is unknown: a complete answer, from one request', async () => {
    const { expansion, queries } = await ask({ eth_getTransactionByHash: () => rpc(null) });
    expect(found(expansion)).toEqual({ subject: SUBJECT, status: 'complete', transactions: [], count: 0 });
    expect(queries.filter(({ module }) => module === 'proxy')).toHaveLength(1);
  });

  test('that stands above the tip, likewise', async () => {
    const { expansion } = await ask({}, { ...TIP, height: 13_999_999 });
    expect(expansion).toMatchObject({ status: 'complete', transactions: [], count: 0 });
  });

  test('that is pending: no answer', async () => {
    const pending = { ...TX, blockHash: null, blockNumber: null, transactionIndex: null };
    const error = await failureOf(() => ask({ eth_getTransactionByHash: () => rpc(pending) }));
    expect(error).toMatchObject({ code: 'BAD_PROVIDER_DATA' });
    expect(error.message).toContain('is not confirmed at block 15000000; trace it once it is');
  });
});

describe('answers that do not fit together', () => {
  test.each([
    ['of which one comes late', null],
    ['of two forks', { ...RECEIPT, blockHash: `0x${'c'.repeat(64)}` }],
  ])('are read again: %s', async (_, first) => {
    const receipts = [first, RECEIPT];
    const whole = await wholeOf({ eth_getTransactionReceipt: () => rpc(receipts.shift()) });
    expect(whole).toMatchObject({ txid: HASH, whole: true });
  });

  const tampered = (change: (row: Record<string, unknown>) => object) => (query: Query) => {
    const answer = internals([inner(B, C, '4', '0')])(query) as unknown as {
      result: Record<string, unknown>[];
    };
    return query.txhash === undefined ? list([]) : list(answer.result.map(change));
  };
  const undone = [inner(B, C, '3', '0', { failed: true }), inner(C, D, '1', '0_0')];

  test.each<[string, Answers]>([
    ['no receipt', { eth_getTransactionReceipt: () => rpc(null) }],
    ['another block', { eth_getTransactionReceipt: () => rpc({ ...RECEIPT, blockNumber: '0xd59f81' }) }],
    ['another position', { eth_getTransactionReceipt: () => rpc({ ...RECEIPT, transactionIndex: '0x4' }) }],
    ['no block', { eth_getBlockByNumber: () => rpc(null) }],
    ['a block of another hash', { eth_getBlockByNumber: () => rpc({ ...BLOCK, hash: HASH }) }],
    [
      'inner calls of another block',
      { txlistinternal: tampered((row) => ({ ...row, blockNumber: '14000001' })) },
    ],
    [
      'inner calls at another time',
      { txlistinternal: tampered((row) => ({ ...row, timeStamp: '1600000001' })) },
    ],
    [
      'inner calls that the list of an address lacks',
      { txlistinternal: (query) => (query.txhash === undefined ? list([]) : internals(undone)(query)) },
    ],
    [
      'inner calls that only the list of an address shows',
      {
        txlistinternal: (query) =>
          internals(query.txhash === undefined ? [...undone, inner(C, D, '9', '2')] : undone)(query),
      },
    ],
    [
      'no status, and not in the list of its sender',
      { eth_getTransactionReceipt: () => rpc({ ...RECEIPT, status: null }) },
    ],
  ])('%s', async (_, answers) => {
    expect(await failureOf(() => ask(answers))).toMatchObject({ code: 'PROVIDER_UNAVAILABLE' });
  });

  test.each<[string, Answers, string]>([
    [
      'another transaction',
      { eth_getTransactionByHash: () => rpc({ ...TX, hash: BLOCK_HASH }) },
      'when asked for',
    ],
    [
      'another receipt',
      { eth_getTransactionReceipt: () => rpc({ ...RECEIPT, transactionHash: BLOCK_HASH }) },
      'when asked for',
    ],
    [
      'a block after the tip',
      { eth_getBlockByNumber: () => rpc({ ...BLOCK, timestamp: '0x7fffffff' }) },
      'timestamp',
    ],
    [
      'logs of what failed',
      { eth_getTransactionReceipt: () => rpc({ ...RECEIPT, status: '0x0', logs: [log(0)] }) },
      'token transfers',
    ],
    [
      'one log twice',
      { eth_getTransactionReceipt: () => rpc({ ...RECEIPT, logs: [log(1), log(1)] }) },
      'out of order',
    ],
    [
      'a log of another transaction',
      {
        eth_getTransactionReceipt: () => rpc({ ...RECEIPT, logs: [log(1, { transactionHash: BLOCK_HASH })] }),
      },
      'gives a log of',
    ],
    ['a status of 2', { eth_getTransactionReceipt: () => rpc({ ...RECEIPT, status: '0x2' }) }, 'status'],
    ['a decimal value', { eth_getTransactionByHash: () => rpc({ ...TX, value: '5' }) }, 'value'],
    [
      'half a byte',
      { eth_getTransactionReceipt: () => rpc({ ...RECEIPT, logs: [log(1, { data: '0x123' })] }) },
      'data',
    ],
  ])('%s', async (_, answers, problem) => {
    const error = await failureOf(() => ask(answers));
    expect(error).toMatchObject({ code: 'BAD_PROVIDER_DATA' });
    expect(error.message).toContain(problem);
  });
});
