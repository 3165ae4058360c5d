/**
 * Paging through an address with 60 transactions: 25 a page, and the traps of cursors and keys.
 */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Replay, startReplay } from '../../../src/replay/server.ts';
import { get, getJson, withReplay } from './get.ts';
import { chainOfPayments, madeUpHash, RECEIVER, SMALL, withDataset } from './made-up-dataset.ts';

const { files, txids } = chainOfPayments(60);
const newestFirst = txids.toReversed();
let plain: Replay;
let short: Replay;

beforeAll(() =>
  withDataset(files, async (dir) => {
    plain = await startReplay({ dir });
    short = await startReplay({ dir, shortPages: true });
  }),
);
afterAll(async () => {
  await plain.close();
  await short.close();
});

async function page(replay: Replay, rest: string): Promise<string[]> {
  const rows = (await getJson(`${replay.url}/api/address/${RECEIVER.address}/txs${rest}`)) as {
    txid: string;
  }[];
  return rows.map(({ txid }) => txid);
}

async function walk(replay: Replay): Promise<string[][]> {
  const pages: string[][] = [];
  let after = '';
  for (;;) {
    const rows = await page(replay, `/chain${after}`);
    pages.push(rows);
    const last = rows.at(-1);
    if (last === undefined) return pages;
    after = `/${last}`;
  }
}

describe('pages of 25', () => {
  test('the first page is the newest 25, on both routes', async () => {
    expect(await page(plain, '')).toEqual(newestFirst.slice(0, 25));
    expect(await page(plain, '/chain')).toEqual(newestFirst.slice(0, 25));
  });

  test('the cursor leads to the end: 25, 25, 10, empty', async () => {
    const pages = await walk(plain);
    expect(pages.map((rows) => rows.length)).toEqual([25, 25, 10, 0]);
    expect(pages.flat()).toEqual(newestFirst);
  });

  test('the script has the same history under its scripthash', async () => {
    const scripthash = '8838f796bf4970b148779c05b74b8c49515b322d04035f7faa5d9b2375df2396';
    const rows = (await getJson(
      `${plain.url}/api/scripthash/${scripthash}/txs/chain/${newestFirst[24]}`,
    )) as object[];
    expect(rows).toHaveLength(25);
    expect(rows[0]).toMatchObject({ txid: newestFirst[25] });
  });

  test('max_txs changes the size; nonsense in it is ignored', async () => {
    expect(await page(plain, '/chain?max_txs=60')).toEqual(newestFirst);
    expect(await page(plain, '?max_txs=3')).toEqual(newestFirst.slice(0, 3));
    expect(await page(plain, '/chain?max_txs=many')).toHaveLength(25);
  });
});

describe('traps of the cursor', () => {
  test.each(['zz', 'f'.repeat(63), `${txids[30]}0`, ''])(
    'a malformed cursor "%s" is ignored: page one again',
    async (cursor) => {
      expect(await page(plain, `/chain/${cursor}`)).toEqual(newestFirst.slice(0, 25));
    },
  );

  test.each(['f'.repeat(64), madeUpHash('source 5')])(
    'an unknown cursor looks like the end',
    async (cursor) => {
      expect(await page(plain, `/chain/${cursor}`)).toEqual([]);
    },
  );

  test('after_txid works like the cursor, but an unknown one is refused', async () => {
    expect(await page(plain, `?after_txid=${newestFirst[24]}`)).toEqual(newestFirst.slice(25, 50));
    expect(await page(plain, '?after_txid=zz')).toEqual(newestFirst.slice(0, 25));
    const answer = await get(`${plain.url}/api/address/${RECEIVER.address}/txs?after_txid=${'f'.repeat(64)}`);
    expect([answer.status, answer.data]).toEqual([422, 'after_txid not found']);
  });
});

describe('short pages', () => {
  test('pages are shorter than 25 before the end, and nothing is lost', async () => {
    const pages = await walk(short);
    expect(pages.flat()).toEqual(newestFirst);
    const full = pages.slice(0, -1);
    expect(full.length).toBeGreaterThan(3);
    expect(full.every((rows) => rows.length > 0 && rows.length < 25)).toBe(true);
  });

  test('a page is the same every time', async () => {
    expect(await walk(short)).toEqual(await walk(short));
  });
});

test('an unknown scripthash is not the empty script', async () => {
  const lines = (await readFile(join(SMALL, 'bitcoin.ndjson'), 'utf8')).trim().split('\n');
  const tx = JSON.parse(lines[4] ?? '');
  tx.vout = [{ scriptpubkey: '', scriptpubkey_type: 'empty', value: 69_000 }];
  const files = {
    'dataset.json': await readFile(join(SMALL, 'dataset.json'), 'utf8'),
    'bitcoin.ndjson': JSON.stringify(tx),
  };
  const unknown = 'f'.repeat(64);
  // SHA-256 of nothing.
  const empty = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
  await withDataset(files, (dir) =>
    withReplay({ dir }, async ({ url }) => {
      expect(await getJson(`${url}/api/scripthash/${empty}/txs`)).toHaveLength(1);
      expect(await getJson(`${url}/api/scripthash/${unknown}/txs`)).toEqual([]);
      expect(await getJson(`${url}/api/scripthash/${unknown}`)).toMatchObject({
        chain_stats: { tx_count: 0 },
      });
    }),
  );
});
