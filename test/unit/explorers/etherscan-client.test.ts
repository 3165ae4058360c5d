/** The Etherscan client against servers that do what a recording cannot: lie, lag behind, refuse in a good answer. */

import { describe, expect, test } from '@jest/globals';
import type { ChainSource } from '../../../src/cases/ports.ts';
import type { Tip } from '../../../src/core/chain.ts';
import type { Subject } from '../../../src/core/graph/subject.ts';
import type { EthereumTransaction } from '../../../src/core/transaction.ts';
import { createEtherscanSource } from '../../../src/explorers/etherscan/client.ts';
import { createMemoryArchive } from '../../../src/storage/memory-archive.ts';
import { found } from '../../support/found.ts';
import { failureOf, type Handler, type LocalServer, quickTransport, withServer } from './local-server.ts';

const FINALITY = { finality: 64 };

const A = `0x${'a'.repeat(40)}`;
const B = `0x${'b'.repeat(40)}`;
const C = `0x${'c'.repeat(40)}`;
const TIP: Tip = { height: 1000, hash: `0x${'f'.repeat(64)}`, time: 1_700_000_000 };
const hash = (n: number) => `0x${n.toString(16).padStart(64, '0')}`;

type Query = Readonly<Record<string, string>>;
type Row = Readonly<Record<string, string>>;

const base = (block: number, n: number) => ({
  blockNumber: String(block),
  timeStamp: String(1_600_000_000 + block),
  hash: hash(n),
  from: A,
  to: B,
  value: '1',
  contractAddress: '',
});
const placed = (position: number) => ({ blockHash: hash(7), transactionIndex: String(position) });
const callRow = (block: number, n: number, more: Row = {}): Row => ({
  ...base(block, n),
  ...placed(n),
  gasPrice: '1',
  gasUsed: '21000',
  isError: '0',
  ...more,
});
const internalRow = (block: number, n: number, more: Row = {}): Row => ({
  ...base(block, n),
  type: 'call',
  traceId: '0',
  isError: '0',
  ...more,
});
const tokenRow = (block: number, n: number, more: Row = {}): Row => ({
  ...base(block, n),
  ...placed(n),
  contractAddress: C,
  ...more,
});

const ok = (result: unknown) => ({ status: '1', message: 'OK', result });
const EMPTY = { status: '0', message: 'No transactions found', result: [] };
const rpc = (result: unknown) => ({ jsonrpc: '2.0', id: 1, result });

/** A page as Etherscan cuts it. */
function page(rows: readonly Row[], query: Query): object {
  const inRange = rows.filter(
    ({ blockNumber }) =>
      Number(blockNumber) >= Number(query.startblock) && Number(blockNumber) <= Number(query.endblock),
  );
  const size = Number(query.offset);
  const from = (Number(query.page) - 1) * size;
  const result = inRange.slice(from, from + Math.min(size, 1000));
  return result.length === 0 ? EMPTY : ok(result);
}

type Answers = Readonly<Record<string, (query: Query) => unknown>>;

/** Answers by action; lists are empty and transactions unknown unless told otherwise. */
function withExplorer<T>(
  answers: Answers,
  use: (source: ChainSource, server: LocalServer & { queries: readonly Query[] }) => Promise<T>,
): Promise<T> {
  const queries: Query[] = [];
  const all: Answers = {
    txlist: () => EMPTY,
    txlistinternal: () => EMPTY,
    tokentx: () => EMPTY,
    eth_getTransactionByHash: () => rpc(null),
    ...answers,
  };
  return withServer(
    (request) => {
      const query = request.query as Query;
      queries.push(query);
      return all[query.action ?? '']?.(query);
    },
    (server) => {
      const transport = quickTransport(`${server.url}/v2/api`, { archive: createMemoryArchive() });
      return use(createEtherscanSource(transport, FINALITY), { ...server, queries });
    },
  );
}

const subject = (fromHeight = 0): Subject => ({ kind: 'history', chain: 'ethereum', address: A, fromHeight });
const expandWith = (answers: Answers, max = 10_000, fromHeight = 0) =>
  withExplorer(answers, async (source) => {
    const { provider, evidence, ...found } = await source.expand(subject(fromHeight), TIP, max);
    expect([provider, evidence?.length]).toEqual(['test', source.traffic().requests]);
    return found;
  });

describe('the tip', () => {
  const block = { number: '0x3e8', hash: TIP.hash, timestamp: '0x6553f100' };
  const answers = { eth_blockNumber: () => rpc('0x3e8'), eth_getBlockByNumber: () => rpc(block) };

  test('is one block: its number, then hash and time of that number', () =>
    withExplorer(answers, async (source, { queries }) => {
      expect((await source.tip()).value).toEqual(TIP);
      expect(queries).toEqual([
        { chainid: '1', module: 'proxy', action: 'eth_blockNumber' },
        { chainid: '1', module: 'proxy', action: 'eth_getBlockByNumber', tag: '0x3e8', boolean: 'false' },
      ]);
    }));

  test('is read again when the node that is asked next does not know it yet', () => {
    const blocks = [null, block];
    return withExplorer({ ...answers, eth_getBlockByNumber: () => rpc(blocks.shift()) }, async (source) => {
      expect((await source.tip()).value).toEqual(TIP);
    });
  });

  test.each<[string, Answers, string]>([
    ['is never known', { ...answers, eth_getBlockByNumber: () => rpc(null) }, 'PROVIDER_UNAVAILABLE'],
    [
      'is another block',
      { ...answers, eth_getBlockByNumber: () => rpc({ ...block, number: '0x3e9' }) },
      'BAD_PROVIDER_DATA',
    ],
    ['is decimal', { ...answers, eth_blockNumber: () => rpc('1000') }, 'BAD_PROVIDER_DATA'],
    ['has leading zeros', { ...answers, eth_blockNumber: () => rpc('0x03e8') }, 'BAD_PROVIDER_DATA'],
    [
      'is too large to be exact',
      { ...answers, eth_blockNumber: () => rpc('0xffffffffffffff') },
      'BAD_PROVIDER_DATA',
    ],
    [
      'has no hash',
      { ...answers, eth_getBlockByNumber: () => rpc({ ...block, hash: null }) },
      'BAD_PROVIDER_DATA',
    ],
    ['is not there', { ...answers, eth_blockNumber: () => rpc(undefined) }, 'BAD_PROVIDER_DATA'],
  ])('that %s', (_, changed, code) =>
    withExplorer(changed, async (source) => {
      expect((await failureOf(() => source.tip())).code).toBe(code);
    }),
  );

  test('no API there', () =>
    withServer(
      (_, reply) => reply.code(404).send('nothing here'),
      async ({ url, received }) => {
        const error = await failureOf(() => createEtherscanSource(quickTransport(url), FINALITY).tip());
        expect(error.code).toBe('BAD_PROVIDER_DATA');
        expect(error.message).toContain('check the base URL');
        expect(received).toHaveLength(1);
      },
    ));
});

describe('a history', () => {
  test('joins three lists, each asked for up to the tip with page and size', () =>
    withExplorer(
      {
        txlist: (query) => page([callRow(5, 1), callRow(9, 2)], query),
        txlistinternal: (query) => page([internalRow(5, 1), internalRow(7, 3)], query),
        tokentx: (query) => page([tokenRow(8, 4), tokenRow(9, 2)], query),
      },
      async (source, { queries }) => {
        const expansion = await source.expand(subject(), TIP, 10);
        expect(expansion).toMatchObject({ subject: subject(), status: 'complete', count: 4 });
        expect(expansion.transactions.map(({ txid }) => txid)).toEqual([hash(1), hash(3), hash(4), hash(2)]);
        const list = {
          chainid: '1',
          module: 'account',
          address: A,
          startblock: '0',
          endblock: '1000',
          page: '1',
          offset: '1000',
          sort: 'asc',
        };
        expect(queries).toEqual([
          { ...list, action: 'txlist' },
          { ...list, action: 'txlistinternal' },
          { ...list, action: 'tokentx' },
        ]);
      },
    ));

  test('of an unknown address is empty', async () => {
    expect(await expandWith({})).toEqual({
      subject: subject(),
      status: 'complete',
      transactions: [],
      count: 0,
    });
  });

  test('longer than a page is read whole, without doubles', async () => {
    const rows = Array.from({ length: 2500 }, (_, n) => callRow(1 + Math.floor(n / 3), n));
    const expansion = await expandWith({ txlist: (query) => page(rows, query) });
    expect(expansion.transactions.map(({ txid }) => txid)).toEqual(rows.map((row) => row.hash));
  });

  test('that times out is read in narrower ranges', () =>
    withExplorer(
      {
        txlist: (query) =>
          Number(query.endblock) - Number(query.startblock) > 300
            ? {
                status: '0',
                message: 'Query Timeout occured. Please select a smaller result dataset',
                result: null,
              }
            : page([callRow(5, 1), callRow(400, 2), callRow(1000, 3)], query),
      },
      async (source, { queries }) => {
        expect(await source.expand(subject(), TIP, 10)).toMatchObject({ status: 'complete', count: 3 });
        // Each range is asked for once: the same question would only run out of time again.
        expect(new Set(queries.map((query) => JSON.stringify(query))).size).toBe(queries.length);
      },
    ));

  test.each<[string, Answers, string]>([
    ['of somebody else', { txlist: () => ok([callRow(5, 1, { from: B, to: C })]) }, 'no part'],
    [
      'of the token, not of a party',
      { tokentx: () => ok([tokenRow(5, 1, { from: B, to: B, contractAddress: A })]) },
      'no part',
    ],
    ['above the tip', { txlist: () => ok([callRow(1001, 1)]) }, 'block 1001'],
    [
      'in descending order',
      { txlistinternal: () => ok([internalRow(6, 1), internalRow(5, 2)]) },
      'ascending',
    ],
    [
      'that were not asked for',
      { txlist: () => ok(Array.from({ length: 1001 }, (_, n) => callRow(5, n))) },
      '1001 rows when asked for 1000',
    ],
    ['that are no list', { txlist: () => ok('7') }, 'a list of rows'],
    [
      'that are not well-formed',
      { tokentx: () => ok([tokenRow(5, 1), tokenRow(5, 2, { value: '-1' })]) },
      'result[1].value is "-1"',
    ],
    ['twice', { txlist: () => ok([callRow(5, 1), callRow(5, 1)]) }, 'twice'],
    ['without status', { txlist: () => ({ result: [] }) }, 'status is missing'],
    ['of the year 1970', { txlistinternal: () => ok([internalRow(5, 1, { timeStamp: '0' })]) }, 'timeStamp'],
    [
      'more than two hours after the tip',
      { tokentx: () => ok([tokenRow(5, 1, { timeStamp: String(TIP.time + 7201) })]) },
      `timeStamp of ${hash(1)} is ${TIP.time + 7201}`,
    ],
  ])('with rows %s is refused', async (_, answers, problem) => {
    const error = await failureOf(() => expandWith(answers));
    expect(error.code).toBe('BAD_PROVIDER_DATA');
    expect(error.message).toContain(problem);
  });

  test('takes a creation as the part of the new contract', async () => {
    const expansion = await expandWith({
      txlist: () => ok([callRow(5, 1, { from: B, to: '', contractAddress: A })]),
      txlistinternal: () => ok([internalRow(6, 2, { from: B, to: '', contractAddress: A, type: 'create2' })]),
    });
    expect(
      expansion.transactions.flatMap((tx) => (tx as EthereumTransaction).transfers.map(({ to }) => to)),
    ).toEqual([A, A]);
  });

  test('is asked for again after a rate limit told with status 200', () => {
    let refusals = 4;
    return withExplorer(
      {
        txlist: () =>
          refusals-- > 0
            ? { status: '0', message: 'NOTOK', result: 'Max calls per sec rate limit reached (3/sec)' }
            : ok([callRow(5, 1)]),
      },
      async (source) => {
        expect(await source.expand(subject(), TIP, 10)).toMatchObject({ status: 'complete', count: 1 });
        expect(source.traffic().requests).toBe(7);
      },
    );
  });

  test.each(['Invalid API Key', 'Max daily rate limit reached. 110000 (100%) of 100000 day/limit'])(
    'refused with "%s" is not asked for again',
    (result) =>
      withExplorer({ txlist: () => ({ status: '0', message: 'NOTOK', result }) }, async (source) => {
        expect((await failureOf(() => source.expand(subject(), TIP, 10))).code).toBe('BAD_PROVIDER_DATA');
        // The first page of each list, which are asked for at once.
        expect(source.traffic().requests).toBe(3);
        await failureOf(() => source.expand(subject(), TIP, 10));
        expect(source.traffic().requests).toBe(3);
      }),
  );

  test.each([
    ['Invalid API Key', 3],
    ['Too many invalid api key attempts, please try again later', 3],
    ['Max daily rate limit reached. 110000 (100%) of 100000 day/limit', 3],
    ['Error! Missing Or invalid Action name', 5],
    ['Something unheard of', 5],
  ])('after the refusal "%s" of a list, two more questions make %i requests in all', (result, requests) =>
    withExplorer({ txlist: () => ({ status: '0', message: 'NOTOK', result }) }, async (source) => {
      const messages = [];
      for (const height of [0, 1, 2]) {
        const error = await failureOf(() => source.expand(subject(height), TIP, 10));
        expect(error.code).toBe('BAD_PROVIDER_DATA');
        messages.push(error.message);
      }
      expect(new Set(messages).size).toBe(1);
      expect(source.traffic().requests).toBe(requests);
    }),
  );

  test('dated up to two hours after the tip is taken', async () => {
    const row = callRow(5, 1, { timeStamp: String(TIP.time + 7200) });
    expect(await expandWith({ txlist: () => ok([row]) })).toMatchObject({ status: 'complete', count: 1 });
  });
});

test('of a case that looks at ether alone, tokens are not asked for, and the lists are asked for at once', () => {
  const actions: unknown[] = [];
  const together: (() => void)[] = [];
  const handler: Handler = async (request) => {
    const { action } = request.query as { action: string };
    actions.push(action);
    // Answered when all have come.
    await new Promise<void>((resolve) => {
      together.push(resolve);
      if (together.length === 2) for (const go of together) go();
    });
    return ok(action === 'txlist' ? [callRow(5, 1)] : []);
  };
  return withServer(handler, async ({ url }) => {
    const source = createEtherscanSource(quickTransport(url), { finality: 64 });
    const found = await source.expand({ ...subject(), assets: 'native' }, TIP, 10);
    expect(found).toMatchObject({ status: 'complete', count: 1 });
    expect(actions.toSorted()).toEqual(['txlist', 'txlistinternal']);
  });
});

describe('the limit of activity', () => {
  /** `before` transactions below block 500 and `since` from there on, three a block. */
  const listOf = (before: number, since: number) => [
    ...Array.from({ length: before }, (_, n) => callRow(1 + Math.floor(n / 9), n)),
    ...Array.from({ length: since }, (_, n) => callRow(500 + Math.floor(n / 9), 100_000 + n)),
  ];
  const expandList = (rows: readonly Row[], max: number) => {
    let calls = 0;
    const txlist = (query: Query) => {
      calls += 1;
      return page(rows, query);
    };
    return expandWith({ txlist }, max, 500).then(({ status, count, transactions }) => ({
      status,
      count,
      kept: transactions.length,
      calls,
    }));
  };

  test.each([
    ['all of a small one', 30, 40, 40, { status: 'complete', count: 70, kept: 70, calls: 2 }],
    ['one too many since', 30, 41, 40, { status: 'too-active', count: 41, kept: 0, calls: 2 }],
    ['one too many before', 41, 30, 40, { status: 'too-active', count: 41, kept: 0, calls: 2 }],
    [
      'both sides at the limit, several pages',
      3000,
      3000,
      3000,
      { status: 'complete', count: 6000, kept: 6000, calls: 8 },
    ],
    ['all since, several pages', 0, 3000, 3000, { status: 'complete', count: 3000, kept: 3000, calls: 4 }],
  ])('%s', async (_, before, since, max, expected) => {
    expect(await expandList(listOf(before, since), max)).toEqual(expected);
  });

  test('too many since are noticed first, and stop the reading', async () => {
    const { status, count, kept, calls } = await expandList(listOf(3000, 3500), 1500);
    expect([status, kept]).toEqual(['too-active', 0]);
    expect(count).toBeGreaterThan(1500);
    // The first page, and two of those that count.
    expect(calls).toBe(3);
  });

  test('too many before are noticed second', async () => {
    const { status, count, calls } = await expandList(listOf(3500, 101), 1500);
    expect(status).toBe('too-active');
    expect(count).toBeGreaterThan(1500);
    expect(calls).toBe(3);
  });

  test.each([
    [650, 20, 100],
    [20, 650, 100],
    [330, 330, 100],
    [340, 340, 400],
  ])(
    '%i before and %i since give the same, whatever pages were seen and are given',
    async (before, since, max) => {
      const rows = listOf(before, since);
      const expansions = await Promise.all(
        [60, 333, 1000].map((limit) => {
          const txlist = (query: Query) =>
            page(rows, { ...query, offset: String(Math.min(limit, Number(query.offset))) });
          return withExplorer({ txlist }, async (source) => {
            const fresh = await source.expand(subject(500), TIP, max);
            const requests = source.traffic().requests;
            expect(found(await source.expand(subject(500), TIP, max))).toEqual(found(fresh));
            expect(source.traffic().requests - requests).toBeLessThanOrEqual(requests);
            return found(fresh);
          });
        }),
      );
      const [first] = expansions;
      expect(expansions).toEqual([first, first, first]);
      const isActive = Math.max(before, since) > max;
      expect(first).toMatchObject(
        isActive ? { status: 'too-active', count: max + 1 } : { status: 'complete', count: before + since },
      );
    },
  );

  test('a transaction counts once, whatever lists it is in; all lists count together', async () => {
    const answers = (offset: number): Answers => ({
      txlist: (query) =>
        page(
          Array.from({ length: 6 }, (_, n) => callRow(600, n)),
          query,
        ),
      tokentx: (query) =>
        page(
          Array.from({ length: 6 }, (_, n) => tokenRow(600, n + offset)),
          query,
        ),
    });
    expect(await expandWith(answers(0), 6, 500)).toMatchObject({ status: 'complete', count: 6 });
    expect(await expandWith(answers(3), 6, 500)).toMatchObject({ status: 'too-active', count: 7 });
    expect(await expandWith(answers(3), 9, 500)).toMatchObject({ status: 'complete', count: 9 });
  });

  test('two token logs of one transaction count once', async () => {
    const tokentx = () => ok([tokenRow(600, 1), tokenRow(600, 1), tokenRow(600, 1)]);
    expect(await expandWith({ tokentx }, 1, 500)).toMatchObject({ status: 'complete', count: 1 });
  });
});

describe('positions of transactions known from internal transfers alone', () => {
  const place = (n: number, block: number, position: number) =>
    rpc({
      hash: hash(n),
      blockNumber: `0x${block.toString(16)}`,
      transactionIndex: `0x${position.toString(16)}`,
    });

  test('are asked for where the block holds another transaction of the address', () =>
    withExplorer(
      {
        txlist: () => ok([callRow(5, 1, { transactionIndex: '20' }), callRow(6, 2)]),
        txlistinternal: () => ok([internalRow(5, 3), internalRow(5, 4), internalRow(9, 5)]),
        eth_getTransactionByHash: ({ txhash }) => (txhash === hash(3) ? place(3, 5, 30) : place(4, 5, 10)),
      },
      async (source, { queries }) => {
        const { transactions } = await source.expand(subject(), TIP, 10);
        expect(transactions.map(({ txid, position }) => [txid, position])).toEqual([
          [hash(4), 10],
          [hash(1), 20],
          [hash(3), 30],
          [hash(2), 2],
          [hash(5), null],
        ]);
        const asked = queries.filter(({ action }) => action === 'eth_getTransactionByHash');
        expect(asked.map(({ module, txhash }) => [module, txhash])).toEqual([
          ['proxy', hash(3)],
          ['proxy', hash(4)],
        ]);
        await source.expand(subject(), TIP, 10);
        expect(source.traffic()).toMatchObject({ requests: queries.length, cacheHits: queries.length });
      },
    ));

  test('stay unknown where the explorer does not know the transaction', async () => {
    const { transactions } = await expandWith({
      txlistinternal: () => ok([internalRow(5, 1), internalRow(5, 2)]),
    });
    expect(transactions.map(({ position }) => position)).toEqual([null, null]);
  });

  test.each<[string, unknown]>([
    ['another block', place(1, 6, 0)],
    ['another transaction', place(2, 5, 0)],
    ['no block yet', rpc({ hash: hash(1), blockNumber: null, transactionIndex: null })],
  ])('that tell of %s are refused', async (_, answer) => {
    const error = await failureOf(() =>
      expandWith({
        txlistinternal: () => ok([internalRow(5, 1)]),
        tokentx: () => ok([tokenRow(5, 2)]),
        eth_getTransactionByHash: () => answer,
      }),
    );
    expect(error.code).toBe('BAD_PROVIDER_DATA');
  });
});

test.each<Subject>([
  { kind: 'history', chain: 'bitcoin', address: 'x', fromHeight: 0 },
  { kind: 'transaction', chain: 'bitcoin', txid: hash(1) },
])('another question is a mistake of the caller: %j', (wrong) =>
  withExplorer({}, async (source) => {
    expect((await failureOf(() => source.expand(wrong, TIP, 1))).code).toBe('INVARIANT');
  }),
);
