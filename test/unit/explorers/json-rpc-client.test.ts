/** Nodes that answer truly, in forms of their own, and nodes whose answers cannot be true. */

import { describe, expect, test } from '@jest/globals';
import type { HistorySubject } from '../../../src/core/graph/subject.ts';
import type { EthereumTransaction } from '../../../src/core/transaction.ts';
import { createMemoryArchive } from '../../../src/storage/memory-archive.ts';
import { type Answers, failing, TIP, withNode } from './fake-node.ts';
import { failureOf } from './local-server.ts';

const [A, B, C, T] = ['a', 'b', 'c', '7'].map((digit) => `0x${digit.repeat(40)}`) as [
  string,
  string,
  string,
  string,
];
const hashOf = (n: number) => `0x${n.toString(16).padStart(64, '0')}`;
const HASH = hashOf(1);
const hex = (value: number) => `0x${value.toString(16)}`;
const HEIGHT = 14_000_000;
const TIME = 1_600_000_000;
const TRANSFER = '0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef';
const NO_LIMIT = 1_000_000;

const blockHashOf = (height: number) => hashOf(height * 16 + 15);
const placeAt = (height: number, index = 0) => ({
  blockHash: blockHashOf(height),
  blockNumber: hex(height),
  transactionIndex: hex(index),
});
const transaction = (hash = HASH, height = HEIGHT, more: object = {}) => ({
  ...placeAt(height),
  ...{ hash, from: A, to: B, value: '0x5', gas: '0x30d40', gasPrice: '0x7', input: '0x', ...more },
});
const receipt = (hash = HASH, height = HEIGHT, more: object = {}) => ({
  ...placeAt(height),
  ...{
    transactionHash: hash,
    contractAddress: null,
    gasUsed: '0x5208',
    effectiveGasPrice: '0x2',
    status: '0x1',
  },
  ...{ logs: [], ...more },
});
const word = (address: string) => `0x${address.slice(2).padStart(64, '0')}`;
const log = (hash: string, height: number, index: number, from = A, to = B) => ({
  ...placeAt(height),
  transactionHash: hash,
  address: T,
  topics: [TRANSFER, word(from), word(to)],
  data: word('0x9'),
  logIndex: hex(index),
  removed: false,
});
const call = (from: string, to: string, value: string, more: object = {}) => ({
  ...{ type: 'CALL', from, to, value, gas: '0x0', gasUsed: '0x0', input: '0x', ...more },
});

/** One transaction of A to B in the chain. */
const ONE: Answers = {
  eth_getTransactionByHash: (hash: string) => (hash === HASH ? transaction() : null),
  eth_getTransactionReceipt: (hash: string) => (hash === HASH ? receipt() : null),
  debug_traceTransaction: (hash: string) => {
    if (hash === HASH) return call(A, B, '0x5');
    throw { code: -32000, message: 'transaction not found' };
  },
  eth_getBlockByNumber: (tag: string) => {
    if (tag === 'finalized') return { number: hex(TIP.height), hash: TIP.hash, timestamp: hex(TIP.time) };
    const height = tag === 'latest' ? TIP.height : Number(tag);
    const [hash, time] = height === TIP.height ? [TIP.hash, TIP.time] : [blockHashOf(height), TIME];
    return height > TIP.height ? null : { number: hex(height), hash, timestamp: hex(time) };
  },
  ots_searchTransactionsAfter: (address: string, after: number) => ({
    ...([A, B].includes(address) && after < HEIGHT
      ? { txs: [transaction()], receipts: [{ ...receipt(), timestamp: TIME }] }
      : { txs: [], receipts: [] }),
    firstPage: true,
    lastPage: after === 0,
  }),
};

const SUBJECT = { kind: 'transaction', chain: 'ethereum', txid: HASH } as const;
const history = (address: string, more: Partial<HistorySubject> = {}): HistorySubject => ({
  kind: 'history',
  chain: 'ethereum',
  address,
  fromHeight: 0,
  ...more,
});

const whole = (answers: Parameters<typeof withNode>[0]) =>
  withNode({ ...ONE, ...answers }, async (source) => source.expand(SUBJECT, TIP, 1));
const historyAt = (answers: Parameters<typeof withNode>[0], address = A) =>
  withNode({ ...ONE, ...answers }, async (source) => source.expand(history(address), TIP, NO_LIMIT));
const problemOf = async (ask: () => Promise<unknown>) => {
  const { code, message } = await failureOf(ask);
  return `${code}: ${message}`;
};

const PLAIN: EthereumTransaction = {
  chain: 'ethereum',
  txid: HASH,
  block: { height: HEIGHT, hash: blockHashOf(HEIGHT), time: TIME },
  position: 0,
  sender: A,
  fee: 42_000n,
  transfers: [{ id: 'call', kind: 'call', asset: 'ETH', from: A, to: B, value: 5n, moved: true }],
  views: [['call']],
  whole: true,
};

describe('the node', () => {
  test.each(['0x89', '0xaa36a7'])('of chain %s is not asked', async (chainId) => {
    await withNode({ eth_chainId: () => chainId }, async (source) => {
      const problem = `node: chain id is "${chainId}"; expected 0x1, that of Ethereum mainnet (eth_chainId [])`;
      expect(await problemOf(() => source.tip())).toBe(`BAD_PROVIDER_DATA: ${problem}`);
      expect(await problemOf(() => source.expand(SUBJECT, TIP, 1))).toContain(problem);
    });
  });

  test('gives the tip in one call, and hashes of its blocks', () =>
    withNode(ONE, async (source, { calls }) => {
      expect(await source.tip()).toEqual({ value: TIP, provider: 'node', evidence: [] });
      expect(calls).toEqual([['eth_chainId'], ['eth_getBlockByNumber', 'latest', false]]);
      expect(await source.blockHash(HEIGHT)).toBe(blockHashOf(HEIGHT));
      expect(await source.blockHash(TIP.height + 1)).toBeNull();
    }));

  test('does not give another block than asked for', () =>
    withNode(
      { eth_getBlockByNumber: () => ({ number: '0x5', hash: HASH, timestamp: '0x1' }) },
      async (source) => {
        expect(await problemOf(() => source.blockHash(6))).toContain('gives block 5 when asked for 6');
      },
    ));

  test('is not there', () =>
    withNode({ eth_chainId: null }, async (source) => {
      expect(await problemOf(() => source.tip())).toContain('does not have this method');
    }));
});

describe('a whole transaction', () => {
  test('is all that it moved', async () => {
    expect((await whole({})).transactions).toEqual([PLAIN]);
  });

  test('without gas for code is not traced', () =>
    withNode(
      { ...ONE, eth_getTransactionByHash: () => transaction(HASH, HEIGHT, { gas: '0x5208' }) },
      async (source, { calls }) => {
        expect((await source.expand(SUBJECT, TIP, 1)).transactions).toEqual([PLAIN]);
        expect(calls.some(([method]) => method.startsWith('debug_'))).toBe(false);
      },
    ));

  test('moves in its calls what neither they nor those above them undid', async () => {
    const calls = [
      call(B, C, '0x1', {
        calls: [
          call(C, A, '0x2', {
            error: 'execution reverted',
            calls: [call(A, C, '0x3', { calls: [call(C, B, '0x8')] })],
          }),
          call(C, A, '0x2'),
        ],
      }),
      call(B, C, '0x4', { type: 'DELEGATECALL' }),
      { type: 'STATICCALL', from: B, to: C },
      call(B, C, '0x0'),
      call(B, T, '0x0', { type: 'CREATE2', calls: [call(T, C, '0x6', { type: 'SELFDESTRUCT' })] }),
      { type: 'CREATE', from: B, value: '0x7', error: 'out of gas' },
    ];
    const { transactions } = await whole({ debug_traceTransaction: () => call(A, B, '0x5', { calls }) });
    const [found] = transactions as EthereumTransaction[];
    expect(found?.transfers.map(({ id, moved }) => [id, moved])).toEqual([
      ['call', true],
      [`internal:${B}:${C}:1:0`, true],
      [`internal:${C}:${A}:2:still:0`, false],
      [`internal:${A}:${C}:3:0`, false],
      [`internal:${C}:${B}:8:0`, false],
      [`internal:${C}:${A}:2:0`, true],
      [`internal:${B}:${T}:0:0`, true],
      [`internal:${T}:${C}:6:0`, true],
      [`internal:${B}:0x${'0'.repeat(40)}:7:still:0`, false],
    ]);
  });

  test('of before Byzantium fails when its trace says so', async () => {
    const answers = {
      eth_getTransactionReceipt: () => receipt(HASH, HEIGHT, { status: undefined }),
      debug_traceTransaction: () => call(A, B, '0x5', { error: 'out of gas', calls: [call(B, C, '0x1')] }),
    };
    const [found] = (await whole(answers)).transactions as EthereumTransaction[];
    expect(found?.transfers.map(({ moved }) => moved)).toEqual([false, false]);
    expect(found?.fee).toBe(42_000n);
  });

  test('that nobody knows, or that stands above the tip, is nothing', async () => {
    expect((await whole({ eth_getTransactionByHash: () => null })).transactions).toEqual([]);
    expect(
      (await whole({ eth_getTransactionByHash: () => transaction(HASH, TIP.height + 1) })).transactions,
    ).toEqual([]);
  });

  const LIES: readonly (readonly [string, Answers, string])[] = [
    [
      'another transaction',
      { eth_getTransactionByHash: () => transaction(hashOf(2)) },
      `BAD_PROVIDER_DATA: node: gives transaction ${hashOf(2)} when asked for ${HASH}`,
    ],
    [
      'a pending one',
      { eth_getTransactionByHash: () => transaction(HASH, HEIGHT, { blockNumber: null, blockHash: null }) },
      'is not confirmed at block 15000000; trace it once it is',
    ],
    [
      'the receipt of another',
      { eth_getTransactionReceipt: () => receipt(hashOf(2)) },
      `gives the receipt of ${hashOf(2)} when asked for ${HASH}`,
    ],
    ['no receipt', { eth_getTransactionReceipt: () => null }, 'knows transaction'],
    [
      'another block in the receipt',
      { eth_getTransactionReceipt: () => receipt(HASH, HEIGHT + 1) },
      'PROVIDER_UNAVAILABLE: node: does not say the same of the place',
    ],
    ['no trace', { debug_traceTransaction: failing('transaction not found') }, 'of the outcome of'],
    [
      'a trace of another outcome',
      { debug_traceTransaction: () => call(A, B, '0x5', { error: 'execution reverted' }) },
      'PROVIDER_UNAVAILABLE: node: does not say the same of the outcome',
    ],
    [
      'the trace of a tracer that nobody asked for',
      { debug_traceTransaction: () => ({ failed: false, gas: 0, returnValue: '0x', structLogs: [] }) },
      'result.type is missing',
    ],
    [
      'a call of an unknown kind with a value',
      {
        debug_traceTransaction: () => call(A, B, '0x5', { calls: [call(B, C, '0x1', { type: 'PAYCALL' })] }),
      },
      'type of a call is "PAYCALL"; expected a known kind',
    ],
    [
      'a call without a receiver',
      {
        debug_traceTransaction: () => call(A, B, '0x5', { calls: [{ type: 'CALL', from: B, value: '0x1' }] }),
      },
      `gives a CALL by ${B} without a receiver`,
    ],
    [
      'a call deep down in another form',
      {
        debug_traceTransaction: () =>
          call(A, B, '0x5', { calls: [call(B, C, '0x1', { calls: [{ type: 'CALL' }] })] }),
      },
      'result.calls[0].calls[0].from is missing',
    ],
    [
      'no state any more',
      { debug_traceTransaction: failing('missing trie node 5af3 (path )') },
      'use an archive node',
    ],
  ];
  test.each(LIES)('is not told by %s', async (_, answers, problem) => {
    expect(await problemOf(() => whole(answers))).toContain(problem);
  });

  test('by lists of traces: rewards aside, whole, and its own', async () => {
    const row = (traceAddress: number[], more: object = {}) => ({
      ...{
        type: 'call',
        traceAddress,
        transactionHash: HASH,
        blockHash: blockHashOf(HEIGHT),
        blockNumber: HEIGHT,
      },
      ...{ action: { callType: 'call', from: A, to: B, value: '0x5' }, result: {}, ...more },
    });
    const reward = row([], { type: 'reward', action: { author: C, value: '0x1' }, transactionHash: null });
    const ended = row([1, 0], {
      type: 'suicide',
      action: { address: B, refundAddress: C, balance: '0x8' },
      result: null,
    });
    const made = row([1], { type: 'create', action: { from: B, value: '0x2' }, result: { address: T } });
    const by = (rows: object[]) =>
      whole({ debug_traceTransaction: null, trace_transaction: () => rows } as never);
    const [found] = (
      await by([
        ended,
        row([]),
        made,
        row([0], { error: 'Reverted', result: null }),
        row([0, 0]),
        row([0, 0, 0]),
        reward,
      ])
    ).transactions as EthereumTransaction[];
    expect(found?.transfers.map(({ id, moved }) => [id, moved])).toEqual([
      ['call', true],
      [`internal:${A}:${B}:5:still:0`, false],
      [`internal:${A}:${B}:5:0`, false],
      [`internal:${A}:${B}:5:1`, false],
      [`internal:${B}:${T}:2:0`, true],
      [`internal:${B}:${C}:8:0`, true],
    ]);
    expect(await problemOf(() => by([row([]), row([0, 0])]))).toContain('leaves out the call above 0,0');
    expect(await problemOf(() => by([row([0])]))).toContain('leaves out the call above 0');
    expect(await problemOf(() => by([row([]), row([0], { transactionHash: hashOf(2) })]))).toContain(
      `gives a trace of ${hashOf(2)} when asked for ${HASH}`,
    );
    expect(await problemOf(() => by([row([]), row([0], { type: 'gift' })]))).toContain(
      'type of a trace is "gift"',
    );
    expect(
      await problemOf(() => by([row([]), { error: { code: -32000, message: 'header not found' } }])),
    ).toContain('result[1].type is missing');
    expect(await problemOf(() => by([reward]))).toContain(`gives no trace of ${HASH}`);
    expect(await problemOf(() => by([]))).toContain('of the outcome of');
  });
});

describe('a history by search', () => {
  const page = (heights: readonly number[], firstPage: boolean, more: object = {}) => ({
    txs: heights.map((height) => transaction(hashOf(height), height)),
    receipts: heights.map((height) => ({ ...receipt(hashOf(height), height), timestamp: TIME, ...more })),
    firstPage,
    lastPage: false,
  });

  test('takes from a page what is there, and asks for logs that were left out', () =>
    withNode(ONE, async (source, { calls }) => {
      expect((await source.expand(history(A), TIP, NO_LIMIT)).transactions).toEqual([PLAIN]);
      const asked = calls.map(([method]) => method);
      // An empty list of logs, with nothing that says that there are none, is asked for again.
      expect(asked.filter((method) => method === 'eth_getTransactionReceipt')).toHaveLength(1);
      expect(asked).not.toContain('eth_getTransactionByHash');
    }));

  test.each([
    ['logs', { logs: [log(HASH, HEIGHT, 3)] }],
    ['a filter of none', { logsBloom: `0x${'0'.repeat(512)}` }],
  ])('does not ask for a receipt that has %s', (_, more) => {
    const answers = {
      ...ONE,
      ots_searchTransactionsAfter: () => ({
        ...{ txs: [transaction()], receipts: [{ ...receipt(), timestamp: hex(TIME), ...more }] },
        ...{ firstPage: true, lastPage: true },
      }),
    };
    return withNode(answers, async (source, { calls }) => {
      const { transactions } = await source.expand(history(A), TIP, NO_LIMIT);
      expect(transactions).toMatchObject([{ txid: HASH, block: { time: TIME }, whole: true }]);
      expect(calls.map(([method]) => method)).not.toContain('eth_getTransactionReceipt');
    });
  });

  test('does not show who called without a value', async () => {
    const found = await historyAt({
      eth_getTransactionByHash: () => transaction(HASH, HEIGHT, { from: B, to: C }),
      ots_searchTransactionsAfter: () => ({
        ...{
          txs: [transaction(HASH, HEIGHT, { from: B, to: C })],
          receipts: [{ ...receipt(), timestamp: TIME }],
        },
        ...{ firstPage: true, lastPage: true },
      }),
      debug_traceTransaction: () => call(B, C, '0x5', { calls: [call(C, A, '0x0')] }),
    });
    expect(found).toMatchObject({ status: 'complete', transactions: [] });
  });

  const LIES: readonly (readonly [string, object, string])[] = [
    [
      'a page that is empty, and not the newest',
      page([], false),
      'gives an empty page that is not the newest',
    ],
    ['the oldest first', page([5, 6], true), 'the newest first'],
    [
      'receipts of others',
      { ...page([5], true), receipts: page([6], true).receipts },
      'gives the receipt of',
    ],
    [
      'a receipt too few',
      { ...page([6, 5], true), receipts: page([6], true).receipts },
      '2 transactions and 1 receipts',
    ],
  ];
  test.each(LIES)('does not believe %s', async (_, shown, problem) => {
    expect(await problemOf(() => historyAt({ ots_searchTransactionsAfter: () => shown }))).toContain(problem);
  });

  test('does not go in circles when a page comes again', async () => {
    const again = { ots_searchTransactionsAfter: () => page([9, 8], false) };
    expect(await problemOf(() => historyAt(again))).toContain('expected a block from 10 on');
  });

  test('asks Erigon for what comes after the last block of a page', () => {
    const heights = [7, 7, 6, 5, 3, 2, 1];
    const answers: Answers = {
      ...ONE,
      eth_getTransactionByHash: (hash: string) => transaction(hash, Number(hash)),
      eth_getTransactionReceipt: (hash: string) => receipt(hash, Number(hash)),
      debug_traceTransaction: () => call(A, B, '0x5'),
      ots_searchTransactionsAfter: (_: string, after: number) =>
        after === 0 ? page([3, 2, 1], false) : after === 3 ? page([6, 5], false) : page([7], true),
    };
    return withNode(answers, async (source, { calls }) => {
      const { transactions } = await source.expand(history(A), TIP, NO_LIMIT);
      expect(transactions.map(({ block }) => block.height)).toEqual([...new Set(heights)].reverse());
      const pages = calls.filter(([method]) => method === 'ots_searchTransactionsAfter').slice(1);
      expect(pages.map(([, , after, size]) => [after, size])).toEqual([
        [0, 25],
        [3, 25],
        [6, 25],
      ]);
    });
  });
});

describe('tokens that move for an address', () => {
  const logs = (rows: readonly object[]): Answers => ({
    ots_searchTransactionsAfter: () => ({ txs: [], receipts: [], firstPage: true, lastPage: true }),
    eth_getLogs: ({ topics }: { topics: (string | null)[] }) =>
      rows.filter((row) =>
        topics.every((topic, at) => topic === null || (row as { topics: string[] }).topics[at] === topic),
      ),
  });

  test('are shown by their logs alone; one to oneself is one', async () => {
    const rows = [log(HASH, HEIGHT, 2, A, B), log(HASH, HEIGHT, 4, A, A), log(HASH, HEIGHT, 7, B, A)];
    const { transactions } = await historyAt(logs(rows));
    expect(transactions).toMatchObject([{ txid: HASH, sender: null, fee: null, position: 0 }]);
    expect((transactions as EthereumTransaction[])[0]?.transfers.map(({ id }) => id)).toEqual([
      `token:${T}:${A}:${B}:9:0`,
      `token:${T}:${A}:${A}:9:0`,
      `token:${T}:${B}:${A}:9:0`,
    ]);
  });

  test('are no numbered things', async () => {
    const numbered = {
      ...log(HASH, HEIGHT, 2),
      topics: [TRANSFER, word(A), word(B), word('0x1')],
      data: '0x',
    };
    expect((await historyAt(logs([numbered]))).transactions).toEqual([]);
  });

  test.each<[string, Answers, string]>([
    [
      'logs of others',
      { eth_getLogs: () => [log(HASH, HEIGHT, 1, B, C)] },
      'with other topics than asked for',
    ],
    [
      'logs above the tip',
      { eth_getLogs: () => [log(HASH, TIP.height + 1, 1)] },
      'gives a row of block 15000001',
    ],
    [
      'logs out of order',
      { eth_getLogs: () => [log(HASH, 9, 1), log(hashOf(2), 8, 1)] },
      'expected a block from 9 to 15000000',
    ],
    [
      'a log of a block that is another one',
      logs([{ ...log(HASH, HEIGHT, 1), blockHash: hashOf(77) }]),
      'and another block 14000000',
    ],
  ])('are not told by %s', async (_, answers, problem) => {
    const empty = { ots_searchTransactionsAfter: logs([]).ots_searchTransactionsAfter } as Answers;
    expect(await problemOf(() => historyAt({ ...empty, ...answers }))).toContain(problem);
  });

  test('a log of a listed transaction in another block is a contradiction', async () => {
    const elsewhere = logs([log(HASH, HEIGHT + 1, 1)]).eth_getLogs as Answers[string];
    expect(await problemOf(() => historyAt({ eth_getLogs: elsewhere }))).toContain('in more than one block');
  });
});

describe('what was answered is used again', () => {
  const expandTwice = async (finalized: unknown) => {
    const answers = {
      ...ONE,
      eth_getBlockByNumber: (tag: string) =>
        tag === 'finalized' ? finalized : (ONE.eth_getBlockByNumber as (of: string) => unknown)(tag),
    };
    return withNode(
      answers,
      async (source, { calls }) => {
        await source.expand(history(A), TIP, NO_LIMIT);
        const first = calls.length;
        const later = { ...TIP, height: TIP.height + 10, hash: hashOf(99) };
        const { transactions } = await source.expand(history(A), later, NO_LIMIT);
        expect(transactions).toEqual([PLAIN]);
        return calls.slice(first).map(([method]) => method);
      },
      { archive: createMemoryArchive() },
    );
  };
  const NEW = ['eth_getBlockByNumber', 'ots_searchTransactionsAfter', 'eth_getLogs', 'eth_getLogs'];

  test('at a later tip only what is new is asked for', async () => {
    const final = { number: hex(TIP.height - 70), hash: hashOf(3), timestamp: hex(TIME) };
    expect(await expandTwice(final)).toEqual(NEW);
    // Nodes that do not know the word: confirmations are counted.
    expect(await expandTwice(null)).toEqual(NEW);
  });

  test('logs that are not settled are asked for again, at another block of the same height too', async () => {
    const height = TIP.height - 5;
    let shown: object[] = [log(HASH, height, 1)];
    const answers = {
      ...ONE,
      ots_searchTransactionsAfter: () => ({ txs: [], receipts: [], firstPage: true, lastPage: true }),
      eth_getLogs: ({ topics }: { topics: (string | null)[] }) => (topics[1] === null ? [] : shown),
    };
    await withNode(
      answers,
      async (source) => {
        const countAt = async (tip: typeof TIP) =>
          (await source.expand(history(A), tip, NO_LIMIT)).transactions.length;
        expect(await countAt(TIP)).toBe(1);
        shown = [];
        expect(await countAt(TIP)).toBe(1);
        expect(await countAt({ ...TIP, hash: hashOf(98) })).toBe(0);
        expect(await countAt({ ...TIP, height: TIP.height + 10, hash: hashOf(99) })).toBe(0);
      },
      { archive: createMemoryArchive() },
    );
  });

  test('not while the chain is not final', async () => {
    const stuck = { number: hex(HEIGHT - 1), hash: hashOf(3), timestamp: hex(TIME) };
    expect((await expandTwice(stuck)).length).toBeGreaterThan(NEW.length);
  });
});
