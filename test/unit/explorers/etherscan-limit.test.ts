/** Servers of Etherscan's form that give few rows a call, whatever they are asked for, and do not say so. */

import { describe, expect, test } from '@jest/globals';
import type { Tip } from '../../../src/core/chain.ts';
import type { HistorySubject } from '../../../src/core/graph/subject.ts';
import { createEtherscanSource } from '../../../src/explorers/etherscan/client.ts';
import { leastLimitAt } from '../../../src/explorers/etherscan/known-server.ts';
import { createMemoryArchive } from '../../../src/storage/memory-archive.ts';
import { quickTransport, withServer } from './local-server.ts';

const TIP: Tip = { height: 1000, hash: `0x${'f'.repeat(64)}`, time: 1_700_000_000 };
const address = (n: number) => `0x${n.toString(16).padStart(40, '0')}`;
const subject = (n: number): HistorySubject => ({
  kind: 'history',
  chain: 'ethereum',
  address: address(n),
  fromHeight: 0,
});
const hash = (n: number) => `0x${n.toString(16).padStart(64, '0')}`;

/** The address with number n has n transactions, two a block. */
function rowsOf(n: number) {
  return Array.from({ length: n }, (_, index) => ({
    blockNumber: String(100 + (index >> 1)),
    timeStamp: String(1_600_000_000 + (index >> 1)),
    hash: hash(n * 1000 + index),
    from: address(n),
    to: address(0),
    value: '1',
    contractAddress: '',
    blockHash: hash(100 + (index >> 1)),
    transactionIndex: String(index),
    gasPrice: '1',
    gasUsed: '21000',
    isError: '0',
  }));
}

/** A server that gives so many rows a call at the most, which may change. */
function withCapped<T>(
  cap: number | { now: number },
  use: (url: string, received: readonly string[]) => Promise<T>,
): Promise<T> {
  return withServer(
    (request) => {
      const query = request.query as Record<string, string>;
      const all = query.action === 'txlist' ? rowsOf(Number(query.address)) : [];
      const [page, offset, start, end] = ['page', 'offset', 'startblock', 'endblock'].map((name) =>
        Number(query[name]),
      ) as [number, number, number, number];
      const inRange = all.filter((row) => Number(row.blockNumber) >= start && Number(row.blockNumber) <= end);
      const from = (page - 1) * offset;
      const result = inRange.slice(from, from + Math.min(offset, typeof cap === 'number' ? cap : cap.now));
      return result.length === 0
        ? { status: '0', message: 'No transactions found', result }
        : { status: '1', message: 'OK', result };
    },
    ({ url, received }) => use(`${url}/v2/api`, received),
  );
}

const FINALITY = { finality: 64 };
const countsOf = async (url: string, lengths: readonly number[], options = {}) => {
  const source = createEtherscanSource(quickTransport(url, options), FINALITY);
  const counts: number[] = [];
  for (const n of lengths) {
    const { status, count } = await source.expand(subject(n), TIP, 10_000);
    expect(status).toBe('complete');
    counts.push(count);
  }
  return counts;
};

describe.each([5, 10, 25, 49])('a server that gives %i rows a call', (cap) => {
  test.each([
    ['a list that is longer comes first', [cap + 3, cap, cap - 1, 90]],
    ['a list of exactly so many comes first', [cap, cap + 1, cap - 1, cap]],
    ['shorter ones come first', [1, cap - 1, cap, cap + 1, 60]],
  ])('is read whole: %s', (_, lengths) =>
    withCapped(cap, async (url) => {
      expect(await countsOf(url, lengths)).toEqual(lengths);
    }),
  );
});

test('an ordinary address takes its three requests, also where nothing is known of the server', () =>
  withCapped(1000, async (url, received) => {
    expect(await countsOf(url, [0, 1, 4])).toEqual([0, 1, 4]);
    expect(received).toHaveLength(9);
    // Only where a list is the longest so far: it is asked whether more follow.
    await countsOf(url, [12, 11, 5]);
    expect(received.length - 9).toBe(9 + 1);
  }));

describe('what was archived', () => {
  test('is enough, although it was known then that a page was the last, and is not now', () =>
    withCapped(1000, async (url, received) => {
      const archive = createMemoryArchive();
      expect(await countsOf(url, [80, 30, 8], { archive })).toEqual([80, 30, 8]);
      const before = received.length;
      expect(await countsOf(url, [8, 30, 80], { archive, isOffline: true })).toEqual([8, 30, 80]);
      expect(received).toHaveLength(before);
    }));

  test('is read to its end, in whatever order', () =>
    withCapped(10, async (url) => {
      const archive = createMemoryArchive();
      await countsOf(url, [33, 10, 4], { archive });
      expect(await countsOf(url, [4, 10, 33], { archive, isOffline: true })).toEqual([4, 10, 33]);
    }));

  test('of longer pages tells nothing of a server that gives fewer rows by now', () => {
    const cap = { now: 1000 };
    return withCapped(cap, async (url) => {
      const archive = createMemoryArchive();
      await countsOf(url, [80], { archive });
      cap.now = 10;
      const later = { ...TIP, height: 1500, hash: hash(1500) };
      const source = createEtherscanSource(quickTransport(url, { archive }), FINALITY);
      // The first goes on from what is archived.
      for (const n of [80, 33]) expect((await source.expand(subject(n), later, 10_000)).count).toBe(n);
    });
  });

  test('of a page that may have been cut tells nothing of what follows it', () =>
    withCapped(10, async (url) => {
      const archive = createMemoryArchive();
      await countsOf(url, [10], { archive });
      await countsOf(url, [33], { archive });
      const later = { ...TIP, height: 1500, hash: hash(1500) };
      const source = createEtherscanSource(quickTransport(url, { archive }), FINALITY);
      expect((await source.expand(subject(33), later, 10_000)).count).toBe(33);
    }));
});

test.each([
  ['https://api.etherscan.io/v2/api', 50],
  ['https://api.routescan.io/v2/network/mainnet/evm/1/etherscan/api', 50],
  ['https://eth.blockscout.com/api', 50],
  ['https://api.etherscan.io.example.org/v2/api', 5],
  ['https://notblockscout.com/api', 5],
  ['http://127.0.0.1:8080/v2/api', 5],
])('the least that %s gives in a call: %i rows', (url, least) => {
  expect(leastLimitAt(url)).toBe(least);
});
