/** Lists by range of blocks: servers that answer about a few blocks a call only, or that cut what is long. */

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { HistorySubject } from '../../../src/core/graph/subject.ts';
import type { TransportOptions } from '../../../src/explorers/transport/transport.ts';
import { type Answers, TIP, withNode } from './fake-node.ts';
import { failureOf } from './local-server.ts';

const A = `0x${'a'.repeat(40)}`;
const B = `0x${'b'.repeat(40)}`;
const TRANSFER = '0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef';
const word = (address: string) => `0x${address.slice(2).padStart(64, '0')}`;
const hashOf = (n: number) => `0x${n.toString(16).padStart(64, '0')}`;
const hex = (value: number) => `0x${value.toString(16)}`;
const NO_LIMIT = 1_000_000;
const SUBJECT: HistorySubject = { kind: 'history', chain: 'ethereum', address: A, fromHeight: 0 };

interface Range {
  readonly fromBlock: string;
  readonly toBlock: string;
  readonly topics: readonly (string | null)[];
}
const log = (height: number, index: number) => ({
  ...{ blockHash: hashOf(height * 16 + 15), blockNumber: hex(height), transactionIndex: '0x0' },
  ...{ transactionHash: hashOf(height * 16), address: B, topics: [TRANSFER, word(A), word(B)] },
  ...{ data: word('0x1'), logIndex: hex(index) },
});

/** Sent tokens in these blocks; how a range is refused, if it is. */
function tokensIn(
  heights: readonly number[],
  refusal: (start: number, end: number, found: number) => object | null,
) {
  const ranges: (readonly [number, number])[] = [];
  const answers: Answers = {
    eth_getBlockByNumber: (tag: string) => {
      const height = tag === 'latest' || tag === 'finalized' ? TIP.height : Number(tag);
      return { number: hex(height), hash: hashOf(height * 16 + 15), timestamp: '0x5f5e1000' };
    },
    eth_getLogs: ({ fromBlock, toBlock, topics }: Range) => {
      if (topics[1] === null) return [];
      const [start, end] = [Number(fromBlock), Number(toBlock)];
      ranges.push([start, end]);
      const found = heights.filter((height) => height >= start && height <= end);
      const refused = refusal(start, end, found.length);
      if (refused !== null) throw refused;
      return found.map((height, at) => log(height, at));
    },
  };
  return { answers, ranges };
}

const heightsFound = (answers: Answers, times = 1, options: Partial<TransportOptions> = {}) =>
  withNode(
    answers,
    async (source) => {
      let found: number[] = [];
      for (let time = 1; time <= times; time += 1) {
        const { transactions } = await source.expand(SUBJECT, TIP, NO_LIMIT);
        found = transactions.map(({ block }) => block.height);
      }
      return found;
    },
    options,
  );

const HEIGHTS = [0, 1, 999_999, 1_000_000, 1_000_001, 7_000_000, TIP.height];

test('a server without a limit is asked once for each side', async () => {
  const { answers, ranges } = tokensIn(HEIGHTS, () => null);
  expect(await heightsFound(answers)).toEqual(HEIGHTS);
  expect(ranges).toEqual([[0, TIP.height]]);
});

test('a limit that is told is kept from the next call on, and remembered for other lists', async () => {
  const { answers, ranges } = tokensIn(HEIGHTS, (start, end) =>
    end - start + 1 > 1_000_000
      ? { code: -32602, message: `range ${end - start + 1} exceeds limit of 1000000` }
      : null,
  );
  expect(await heightsFound(answers, 2)).toEqual(HEIGHTS);
  const each = Math.ceil((TIP.height + 1) / 1_000_000);
  // Refused once; the second look-up, and the lists of the other side, begin with what was learned.
  expect(ranges).toHaveLength(1 + each + each);
  expect(ranges[1]).toEqual([0, 999_999]);
});

test('a limit that is not told is felt for, and left again where results are few', async () => {
  const dense = Array.from({ length: 200 }, (_, n) => 5_000_000 + n * 10);
  const { answers, ranges } = tokensIn(dense, (_s, _e, found) =>
    found > 50 ? { code: -32005, message: 'query returned more than 50 results' } : null,
  );
  expect(await heightsFound(answers)).toEqual(dense);
  expect(ranges.length).toBeLessThan(100);
});

test('an answer larger than is read is asked for in parts', async () => {
  const dense = Array.from({ length: 200 }, (_, n) => 5_000_000 + n * 10);
  const { answers, ranges } = tokensIn(dense, () => null);
  // About 600 bytes a log: 25 of them and no more.
  expect(await heightsFound(answers, 1, { maxBodyBytes: 15_000 })).toEqual(dense);
  expect(ranges.length).toBeGreaterThan(200 / 25);
  expect(ranges.length).toBeLessThan(100);
});

test('where the logs of one block are larger than is read, that is the reason', async () => {
  const { answers } = tokensIn(
    Array.from({ length: 40 }, () => 5_000_000),
    () => null,
  );
  const { code, message } = await failureOf(() => heightsFound(answers, 1, { maxBodyBytes: 15_000 }));
  expect(`${code}: ${message}`).toMatch(
    /^BAD_PROVIDER_DATA: node: answered with a body above the size limit \(eth_getLogs \[\{"fromBlock":"0x4c4b40","toBlock":"0x4c4b40"/,
  );
});

test('whatever the limit, everything is found, once', () =>
  fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(fc.integer({ min: TIP.height - 60, max: TIP.height }), { maxLength: 30 }),
      fc.integer({ min: 1, max: 80 }),
      fc.integer({ min: 1, max: 10 }),
      fc.boolean(),
      async (heights, blocks, rows, isTold) => {
        const sorted = heights.toSorted((a, b) => a - b);
        const { answers } = tokensIn(sorted, (start, end, found) => {
          if (end - start + 1 > blocks) {
            return {
              code: -32000,
              message: isTold ? `range 1 exceeds limit of ${blocks}` : 'block range is too wide',
            };
          }
          return found > rows && end > start
            ? { code: -32005, message: `query returned more than ${rows} results` }
            : null;
        });
        const subject = { ...SUBJECT, known: { height: TIP.height - 61, active: 0 } };
        const found = await withNode(answers, (source) => source.expand(subject, TIP, NO_LIMIT));
        expect(found.transactions.map(({ block }) => block.height)).toEqual(sorted);
      },
    ),
    { numRuns: 25 },
  ));

describe('ends with a reason', () => {
  const problemOf = async (answers: Answers) => {
    const { code, message } = await failureOf(() => heightsFound(answers));
    return `${code}: ${message}`;
  };

  test('where the limit is not the reason of the refusal: halving would never end', async () => {
    const drpc = { code: 35, message: 'ranges over 10000 blocks are not supported on free plan' };
    const { answers, ranges } = tokensIn([], (start) => (start < 10_000_000 ? drpc : null));
    expect(await problemOf(answers)).toMatch(
      /^BAD_PROVIDER_DATA: node: refuses 10000 blocks, from 0 on, with a limit of 10000; use a plan or a node that/,
    );
    expect(ranges).toHaveLength(2);
  });

  test('where too many calls would be needed', async () => {
    const narrow = { code: -32602, message: 'eth_getLogs is limited to 0 - 50 blocks range' };
    const { answers, ranges } = tokensIn([], (start, end) => (end - start + 1 > 50 ? narrow : null));
    expect(await problemOf(answers)).toContain(
      'answers about 50 blocks a call, so that 300001 calls would be needed',
    );
    expect(ranges).toHaveLength(1);
  });

  test('where a single block is too much', async () => {
    const { answers, ranges } = tokensIn([], () => ({ code: -32000, message: 'query timeout exceeded' }));
    expect(await problemOf(answers)).toContain(
      'PROVIDER_UNAVAILABLE: node: does not answer in time, not even for block 0 alone',
    );
    expect(ranges.length).toBeLessThan(30);
  });
});

describe('a filter of traces', () => {
  const trace = (height: number, path: number[] = [], value = '0x1') => ({
    ...{ type: 'call', action: { callType: 'call', from: A, to: B, value }, result: {}, traceAddress: path },
    ...{ blockHash: hashOf(height * 16 + 15), blockNumber: height, transactionHash: hashOf(height) },
  });
  interface Filter {
    readonly fromBlock: string;
    readonly toBlock: string;
    readonly fromAddress?: string[];
    readonly count: number;
    readonly after?: number;
  }
  /** Gives `most` rows of a call, whatever is asked for, without a word. */
  function node(rows: readonly ReturnType<typeof trace>[], most: number) {
    const asked: Filter[] = [];
    const place = (hash: string) => ({
      ...{
        blockHash: hashOf(Number(hash) * 16 + 15),
        blockNumber: hex(Number(hash)),
        transactionIndex: '0x0',
      },
    });
    const answers: Readonly<Record<string, Answers[string] | null>> = {
      ots_searchTransactionsAfter: null,
      eth_getBlockByNumber: (tag: string) => {
        const height = tag === 'latest' || tag === 'finalized' ? TIP.height : Number(tag);
        return { number: hex(height), hash: hashOf(height * 16 + 15), timestamp: '0x5f5e1000' };
      },
      eth_getTransactionByHash: (hash: string) => ({
        ...{
          ...place(hash),
          hash,
          from: A,
          to: B,
          value: '0x1',
          gas: '0x5208',
          gasPrice: '0x1',
          input: '0x',
        },
      }),
      eth_getTransactionReceipt: (hash: string) => ({
        ...{ ...place(hash), transactionHash: hash, gasUsed: '0x5208', status: '0x1', logs: [] },
      }),
      trace_filter: (filter: Filter) => {
        asked.push(filter);
        if (filter.fromAddress?.[0] !== A) return [];
        const { after = 0, count } = filter;
        return rows
          .filter(
            ({ blockNumber }) =>
              blockNumber >= Number(filter.fromBlock) && blockNumber <= Number(filter.toBlock),
          )
          .slice(after, after + Math.min(count, most));
      },
    };
    return { answers, asked };
  }

  test.each([50, 60, 1000])('that gives %i rows a call without a word loses nothing', async (most) => {
    const rows = Array.from({ length: 170 }, (_, n) => trace(100 + Math.floor(n / 3)));
    const { answers } = node(rows, most);
    const found = await withNode(answers, (source) => source.expand(SUBJECT, TIP, NO_LIMIT));
    expect(found.transactions.map(({ block }) => block.height)).toEqual([
      ...new Set(rows.map(({ blockNumber }) => blockNumber)),
    ]);
  });

  test('with more rows in one block than it gives in a call is read on there', async () => {
    const rows = [trace(5), ...Array.from({ length: 120 }, (_, n) => trace(6, [n])), trace(7)];
    const { answers, asked } = node(rows, 50);
    const found = await withNode(answers, (source) => source.expand(SUBJECT, TIP, NO_LIMIT));
    expect(found.transactions.map(({ block }) => block.height)).toEqual([5, 6, 7]);
    expect(asked.some(({ after }) => after === 50)).toBe(true);
  });

  test('is asked for each side alone, since some servers intersect them', async () => {
    const { answers, asked } = node([trace(5)], 1000);
    await withNode(answers, (source) => source.expand(SUBJECT, TIP, NO_LIMIT));
    expect(asked.slice(1).map((filter) => Object.keys(filter))).toEqual([
      ['fromBlock', 'toBlock', 'fromAddress', 'count'],
      ['fromBlock', 'toBlock', 'toAddress', 'count'],
    ]);
  });

  test('counts nothing that cannot be a transfer', async () => {
    const rows = [trace(5), trace(6, [0], '0x0'), trace(7, [0])];
    const still = { ...trace(8, [0]), action: { callType: 'delegatecall', from: A, to: B, value: '0x9' } };
    const { answers } = node([...rows, still], 1000);
    const found = await withNode(answers, (source) => source.expand(SUBJECT, TIP, 2));
    expect(found.transactions.map(({ block }) => block.height)).toEqual([5, 7]);
  });

  test('does not show traces of others', async () => {
    const other = { ...trace(5), action: { callType: 'call', from: B, to: B, value: '0x1' } };
    const { answers } = node([other], 1000);
    const { message } = await failureOf(() =>
      withNode(answers, (source) => source.expand(SUBJECT, TIP, NO_LIMIT)),
    );
    expect(message).toContain(`that is not fromAddress ${A}`);
  });
});
