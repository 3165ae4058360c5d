/** Paging by cursors: what is sent back, how a list ends, and that it moves on. */

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { HistorySubject } from '../../../src/core/graph/subject.ts';
import { createMemoryArchive } from '../../../src/storage/memory-archive.ts';
import {
  A,
  hash,
  page,
  pathsOf,
  type Query,
  type Route,
  type Row,
  TIP,
  txRow,
  withBlockscout,
} from './blockscout-server.ts';
import { failureOf } from './local-server.ts';

const HISTORY: HistorySubject = { kind: 'history', chain: 'ethereum', address: A, fromHeight: 0 };
const LIST = `/addresses/${A}/transactions`;

/** Reads the list; gives the ids, and the queries of its pages. */
const read = (route: Route, options = {}, subject = HISTORY) => {
  const queries: Query[] = [];
  const noted: Route = (query, reply) => {
    queries.push(query);
    return route(query, reply);
  };
  const routes = { [LIST]: noted, [`/addresses/${A}/counters`]: () => ({ transactions_count: '0' }) };
  return withBlockscout(
    routes,
    async (source, server) => {
      const { transactions } = await source.expand(subject, TIP, 100_000);
      return { txids: transactions.map(({ txid }) => txid), queries, paths: pathsOf(server), source };
    },
    options,
  );
};

/** A list of so many rows, one a block from block 900 down, cut as told. */
const rows = (count: number) => Array.from({ length: count }, (_, n) => txRow(900 - n, n));
const cut =
  (all: readonly Row[], sizes: readonly number[], more: Row = {}): Route =>
  ({ block_number }) => {
    const start = block_number === undefined ? 0 : 901 - Number(block_number);
    let [at, index] = [0, 0];
    for (; at < start; index += 1) at += sizes[index % sizes.length] ?? 1;
    const shown = all.slice(start, start + (sizes[index % sizes.length] ?? 1));
    const last = shown.at(-1);
    const isEnd = last === undefined || start + shown.length >= all.length;
    return page(shown, isEnd ? null : { block_number: last.block_number as number, index: 0, ...more });
  };
const idsOf = (count: number) => Array.from({ length: count }, (_, n) => hash(count - 1 - n));

describe('a cursor', () => {
  test('is sent back as it came, whatever it holds', async () => {
    const cursor = {
      block_number: 899,
      index: 55,
      value: '0',
      hash: hash(1),
      inserted_at: '2026-08-07T04:27:11.000000Z',
      fee: '62653428273671',
      is_name_null: false,
      fiat_value: null,
      big: '@big@',
    };
    const { queries } = await read((query, reply) => {
      const isFirst = query.block_number === undefined;
      const body = isFirst ? page(rows(2), cursor) : page([]);
      // A number that no JavaScript number holds.
      return void reply
        .header('content-type', 'application/json')
        .send(JSON.stringify(body).replace('"@big@"', '123456789012345678901234567890'));
    });
    expect(queries).toEqual([
      { items_count: '100' },
      {
        ...{ items_count: '100', block_number: '899', index: '55', value: '0', hash: hash(1) },
        ...{ inserted_at: '2026-08-07T04:27:11.000000Z', fee: '62653428273671' },
        ...{ is_name_null: 'false', fiat_value: 'null', big: '123456789012345678901234567890' },
      },
    ]);
  });

  test('of an older server brings its own count of rows; of a newer one none', async () => {
    const older = await read(cut(rows(120), [50], { items_count: 50 }));
    expect(older.queries.map(({ items_count }) => items_count)).toEqual(['100', '50', '50']);
    const newer = await read(cut(rows(120), [100]));
    expect(newer.queries.map(({ items_count }) => items_count)).toEqual(['100', '100']);
    expect([older.txids, newer.txids]).toEqual([idsOf(120), idsOf(120)]);
  });

  test('of an older server holds the key, which is neither sent twice nor archived', async () => {
    const secretParams = { apikey: 'TOPSECRET' };
    const more = { apikey: 'TOPSECRET', key: 'TOPSECRET' };
    const { queries, txids } = await read(cut(rows(60), [50], more), { secretParams });
    expect(queries.map(({ apikey, key }) => [apikey, key])).toEqual([
      ['TOPSECRET', undefined],
      ['TOPSECRET', undefined],
    ]);
    expect(txids).toEqual(idsOf(60));
  });

  test('is never accompanied by a limit', async () => {
    const { queries } = await read(cut(rows(60), [50]));
    expect(queries.some((query) => 'limit' in query)).toBe(false);
  });
});

describe('the end of a list', () => {
  test('is a page without a cursor, however few rows the pages have', () =>
    fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 40 }),
        fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 4 }),
        async (count, sizes) => {
          expect((await read(cut(rows(count), sizes))).txids).toEqual(idsOf(count));
        },
      ),
      { numRuns: 20 },
    ));

  test('need not come with rows, and pages between need not have any', async () => {
    const pages = [page(rows(2), { n: 1 }), page([], { n: 2 }), page([txRow(800, 2)], { n: 3 }), page([])];
    const { txids } = await read(({ n = '0' }) => pages[Number(n)]);
    expect(txids).toEqual([hash(2), hash(1), hash(0)]);
  });
});

describe('a list that does not move on', () => {
  const first = page(rows(3), { block_number: 898, index: 0 });

  test('because the cursor is not understood, which gives the first page again', async () => {
    let asked = 0;
    const error = await failureOf(() =>
      read(() => {
        asked += 1;
        return first;
      }),
    );
    expect(error).toMatchObject({ code: 'BAD_PROVIDER_DATA', retryable: false });
    expect(error.message).toContain(`shows transaction ${hash(0)} again; its paging does not move on`);
    expect(asked).toBe(2);
  });

  test('although a newer row has come before the first', async () => {
    let asked = 0;
    const error = await failureOf(() =>
      read(() => {
        asked += 1;
        return page([...(asked > 1 ? [txRow(901, 77)] : []), ...rows(3)], { block_number: 898, asked });
      }),
    );
    expect(error).toMatchObject({ code: 'BAD_PROVIDER_DATA' });
    expect(asked).toBe(2);
  });

  test('and shows no rows, with the same cursor or with ever new ones', async () => {
    const same = await failureOf(() => read(() => page([], { n: 1 })));
    expect(same.message).toContain('shows a cursor again');
    let asked = 0;
    const others = await failureOf(() =>
      read(() => {
        asked += 1;
        return page([], { n: asked });
      }),
    );
    expect(others).toMatchObject({ code: 'BAD_PROVIDER_DATA' });
    expect(asked).toBeLessThan(30);
  });

  test('or that moved while it was read, as a block not yet settled may: it is read again', async () => {
    let asked = 0;
    const moving: Route = ({ n }) => {
      asked += 1;
      if (n === undefined) return page([txRow(990, 1), txRow(985, 2)], { n: 1 });
      // The transaction of block 985 stands in block 984 now.
      return asked < 3 ? page([txRow(984, 2), txRow(900, 3)]) : page([txRow(900, 3)]);
    };
    expect((await read(moving)).txids).toEqual([hash(3), hash(2), hash(1)]);
    const still = await failureOf(() =>
      read(({ n }) => (n === undefined ? page([txRow(990, 1)], { n: 1 }) : page([txRow(989, 1)]))),
    );
    expect(still).toMatchObject({ code: 'PROVIDER_UNAVAILABLE', retryable: true });
  });
});

test('what lies deep enough is not asked for again when the chain has grown; the first page is', () =>
  withBlockscout(
    {
      [LIST]: cut(rows(10), [4]),
      [`/addresses/${A}/counters`]: () => ({ transactions_count: '0' }),
    },
    async (source, server) => {
      const later = { ...TIP, height: 1010, hash: hash(0xf00) };
      const counts = async (tip = TIP) => {
        const before = server.received.length;
        const { count } = await source.expand(HISTORY, tip, 100);
        const asked = server.received.slice(before).filter((url) => url.includes('/transactions'));
        return [count, asked.length];
      };
      expect(await counts()).toEqual([10, 3]);
      expect(await counts()).toEqual([10, 0]);
      expect(await counts(later)).toEqual([10, 1]);
    },
    { archive: createMemoryArchive() },
  ));
