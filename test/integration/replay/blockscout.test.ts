/** Blockscout's REST API v2 as the replay serves it: fields of recorded rows, cursors with their traps, refusals. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { Replay } from '../../../src/replay/server.ts';
import { A, B, TX, UNUSED } from './etherscan-client.ts';
import { get, getJson, withReplay } from './get.ts';
import { BUSY, busyBlock, madeUpHash, SMALL, withDataset } from './made-up-dataset.ts';

type Row = Record<string, unknown>;
interface Page {
  readonly items: readonly Row[];
  readonly next_page_params: Record<string, string | number> | null;
}

const RECORDED = join(import.meta.dirname, '../../fixtures/explorers/blockscout');
const recorded = async (name: string): Promise<Row[]> =>
  JSON.parse(await readFile(join(RECORDED, `${name}.json`), 'utf8')).items;

const ask = ({ url }: Replay, path: string) => getJson(`${url}/blockscout/api/v2${path}`);
const pageAt = (replay: Replay, path: string) => ask(replay, path) as Promise<Page>;
const queryOf = (cursor: Page['next_page_params']) => {
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(cursor ?? {})) query.set(key, String(value));
  return query.toString();
};
const small = <T>(use: (replay: Replay) => Promise<T>) => withReplay({ dir: SMALL }, use);
const keys = (row: unknown) => Object.keys(row as object).sort();

describe('rows have the fields of recorded ones', () => {
  test.each([
    ['address-transactions.subset4', `/addresses/${A}/transactions`],
    ['address-internal-transactions.subset8', `/addresses/${A}/internal-transactions`],
    ['address-token-transfers.subset4', `/addresses/${A}/token-transfers`],
  ])('%s', async (name, path) => {
    const [sample = {}] = await recorded(name);
    const { items } = await small((replay) => pageAt(replay, path));
    expect(items.length).toBeGreaterThan(0);
    for (const row of items) {
      expect(keys(row)).toEqual(keys(sample));
      expect(keys(row.from)).toEqual(keys(sample.from));
      if ('token' in sample) expect(keys(row.token)).toEqual(keys(sample.token));
      for (const field of [
        'block_number',
        'position',
        'index',
        'log_index',
        'value',
        'timestamp',
        'success',
      ]) {
        expect([field, typeof row[field]]).toEqual([field, typeof sample[field]]);
      }
    }
  });

  test('times are in ISO 8601, addresses checksummed', async () => {
    const { items } = await withDataset(busyBlock(1), (dir) =>
      withReplay({ dir }, (replay) => pageAt(replay, `/addresses/${BUSY}/transactions`)),
    );
    expect(items).toMatchObject([{ timestamp: '2022-01-01T00:00:00.000000Z', value: '0', position: 0 }]);
    const { items: checksummed } = await small((replay) => pageAt(replay, `/addresses/${B}/transactions`));
    expect(JSON.stringify(checksummed)).toContain(B);
  });
});

describe('what single requests give', () => {
  test('a transaction, its calls numbered from 1, its logs and its trace', () =>
    small(async (replay) => {
      const path = `/transactions/${TX.contract}`;
      const [calls, logs, trace] = await Promise.all([
        pageAt(replay, `${path}/internal-transactions`),
        pageAt(replay, `${path}/logs`),
        ask(replay, `${path}/raw-trace`) as Promise<Row[]>,
      ]);
      expect(calls.items.map(({ index }) => index)).toEqual(calls.items.map((_, n) => n + 1));
      expect(trace).toHaveLength(calls.items.length + 1);
      expect(trace[0]).toMatchObject({ traceAddress: [] });
      expect(logs.items.length).toBeGreaterThan(0);
      expect(logs.items[0]).toMatchObject({
        topics: [expect.any(String), expect.any(String), expect.any(String), null],
      });
      const { items } = await pageAt(replay, `${path}/token-transfers`);
      expect(items.map(({ log_index }) => log_index)).toEqual(logs.items.map(({ index }) => index));
    }));

  test('a transaction that failed has its value, status error, and no logs', () =>
    small(async (replay) => {
      expect(await ask(replay, `/transactions/${TX.failed}`)).toMatchObject({
        status: 'error',
        fee: { type: 'actual' },
      });
      expect(await pageAt(replay, `/transactions/${TX.failed}/logs`)).toEqual({
        items: [],
        next_page_params: null,
      });
    }));

  test('counts of an address, and everything is indexed', () =>
    withDataset(busyBlock(3), (dir) =>
      withReplay({ dir }, async (replay) => {
        expect(await ask(replay, `/addresses/${BUSY}/counters`)).toMatchObject({ transactions_count: '3' });
        expect(await ask(replay, '/main-page/indexing-status')).toMatchObject({ finished_indexing: true });
        const { items } = await pageAt(replay, '/blocks/500/internal-transactions');
        expect(items).toHaveLength(3);
        expect(await ask(replay, '/main-page/blocks')).toMatchObject([{ height: 600 }, { height: 500 }]);
      }),
    ));

  test('an unknown address is empty, other unknown things are not found, and what is malformed is refused', () =>
    small(async (replay) => {
      expect(await ask(replay, `/addresses/${UNUSED}/transactions`)).toEqual({
        items: [],
        next_page_params: null,
      });
      const statusOf = async (path: string) => {
        const { status, data } = await get(`${replay.url}/blockscout/api/v2${path}`);
        return [status, JSON.parse(data)];
      };
      expect(await statusOf(`/transactions/0x${madeUpHash('none')}`)).toEqual([
        404,
        { message: 'Not found' },
      ]);
      expect(await statusOf('/blocks/3')).toEqual([404, { message: 'Not found' }]);
      for (const path of [
        '/addresses/0x12/transactions',
        '/transactions/0x12',
        '/blocks/0x12',
        `/addresses/${A}/transactions?limit=5`,
        `/addresses/${A}/transactions?items_count=0`,
      ]) {
        expect(await statusOf(path)).toEqual([422, { message: 'Invalid parameter(s)' }]);
      }
    }));
});

describe('pages', () => {
  const lists = ['transactions', 'internal-transactions', 'token-transfers'];
  const withBusy = <T>(count: number, options: object, use: (replay: Replay) => Promise<T>) =>
    withDataset(busyBlock(count), (dir) => withReplay({ dir, ...options }, use));
  const wholeOf = async (replay: Replay, path: string, more = '') => {
    const sizes: number[] = [];
    const hashes: unknown[] = [];
    let cursor: Page['next_page_params'] = null;
    do {
      const page: Page = await pageAt(replay, `${path}?${more}${queryOf(cursor)}`);
      sizes.push(page.items.length);
      hashes.push(...page.items.map((row) => row.hash ?? row.transaction_hash));
      cursor = page.next_page_params;
    } while (cursor !== null);
    return { sizes, hashes };
  };
  const newestFirst = (count: number) =>
    Array.from({ length: count }, (_, n) => `0x${madeUpHash(`busy ${count - 1 - n}`)}`);

  test.each(lists)('of %s have 50 rows, or as many as are asked for, up to 100', (list) =>
    withBusy(120, {}, async (replay) => {
      const path = `/addresses/${BUSY}/${list}`;
      expect(await wholeOf(replay, path)).toEqual({ sizes: [50, 50, 20], hashes: newestFirst(120) });
      expect((await wholeOf(replay, path, 'items_count=70&')).sizes).toEqual([70, 50]);
      expect((await wholeOf(replay, path, 'items_count=1000&')).sizes).toEqual([100, 20]);
    }),
  );

  test('may be short on request, and are never empty before the end', () =>
    withBusy(120, { shortPages: true }, async (replay) => {
      const { sizes, hashes } = await wholeOf(replay, `/addresses/${BUSY}/transactions`);
      expect(hashes).toEqual(newestFirst(120));
      expect(sizes.length).toBeGreaterThan(3);
      expect(Math.min(...sizes)).toBeGreaterThan(0);
    }));

  test('are the first one again after a cursor that is damaged', () =>
    withBusy(60, {}, async (replay) => {
      const path = `/addresses/${BUSY}/transactions`;
      const { items, next_page_params } = await pageAt(replay, path);
      const { index: _, ...damaged } = next_page_params ?? {};
      expect((await pageAt(replay, `${path}?${queryOf(damaged)}`)).items).toEqual(items);
      expect((await pageAt(replay, `${path}?${queryOf({ ...next_page_params, index: 'x' })}`)).items).toEqual(
        items,
      );
      expect((await pageAt(replay, `${path}?${queryOf(next_page_params)}`)).items).not.toEqual(items);
    }));

  test('of tokens are those of the kinds that are asked for', () =>
    withBusy(3, {}, async (replay) => {
      const count = async (query: string) => {
        const { items } = await pageAt(replay, `/addresses/${BUSY}/token-transfers${query}`);
        return items.length;
      };
      expect([await count(''), await count('?type=ERC-20'), await count('?type=ERC-721')]).toEqual([3, 3, 0]);
    }));
});
