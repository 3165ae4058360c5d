/**
 * The shipped datasets are served: every figure here is one that their sources state, asked for over HTTP.
 */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { getJson, withReplay } from './get.ts';

const DATA = join(import.meta.dirname, '../../../data');
const ETHER = 10n ** 18n;
const POOL_100 = '0xa160cdab225685da1d56aa342ad8841c3b53f291';

interface Row {
  readonly from: string;
  readonly to: string;
  readonly value: string;
}

/** All rows of a `txlist`, asked for page by page. */
async function txlist(url: string, address: string): Promise<Row[]> {
  const rows: Row[] = [];
  for (let page = 1; ; page += 1) {
    const query = `chainid=1&module=account&action=txlist&address=${address}&page=${page}&offset=1000&sort=asc`;
    const { result } = (await getJson(`${url}/v2/api?${query}`)) as { result: Row[] };
    rows.push(...result);
    if (result.length < 1000) return rows;
  }
}

const sum = (rows: readonly Row[]): bigint => rows.reduce((total, row) => total + BigInt(row.value), 0n);

describe('crypto-com-2022', () => {
  test('the thief made 51 deposits, 4,830 ETH in all', async () => {
    await withReplay({ dir: join(DATA, 'crypto-com-2022') }, async ({ url }) => {
      const rows = await txlist(url, '0x6e1218c55f1aCb588Fc5E55B721f1183D7D29D3d');
      expect([rows.length, sum(rows)]).toEqual([51, 4830n * ETHER]);
    });
  });
});

describe('ronin-2022', () => {
  test('47 addresses made 1,734 deposits of 100 ETH', async () => {
    await withReplay({ dir: join(DATA, 'ronin-2022') }, async ({ url }) => {
      const deposits = await txlist(url, POOL_100);
      expect([deposits.length, sum(deposits)]).toEqual([1734, 173_400n * ETHER]);
      expect(new Set(deposits.map((row) => row.from)).size).toBe(47);
    });
  });
});

describe('whirlpool-2024', () => {
  test('every transaction is served as it stands in the file, and spends lead to transactions of the data', async () => {
    const lines = (await readFile(join(DATA, 'whirlpool-2024/bitcoin.ndjson'), 'utf8')).trim().split('\n');
    expect(lines).toHaveLength(4864);
    const every100th: { txid: string }[] = lines
      .filter((_, n) => n % 100 === 0)
      .map((line) => JSON.parse(line));
    await withReplay({ dir: join(DATA, 'whirlpool-2024') }, async ({ url }) => {
      for (const tx of every100th) {
        expect(await getJson(`${url}/api/tx/${tx.txid}`)).toEqual(tx);
        const outspends = (await getJson(`${url}/api/tx/${tx.txid}/outspends`)) as {
          txid?: string;
          vin: number;
        }[];
        const spend = outspends.find(({ txid }) => txid !== undefined);
        if (spend === undefined) continue;
        const spender = (await getJson(`${url}/api/tx/${spend.txid}`)) as { vin: { txid: string }[] };
        expect(spender.vin[spend.vin]?.txid).toBe(tx.txid);
      }
    });
  });
});
