/**
 * The committed datasets: the figures of the cases, read from the files independently of the builders, and a rebuild
 * from the committed sources that must give the same bytes.
 */

import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { writeAllDatasets } from '../../../scripts/datasets/all.ts';

const DATA = join(import.meta.dirname, '..', '..', '..', 'data');
const SOURCES = join(DATA, 'sources');
const POOL_100 = '0xa160cdab225685da1d56aa342ad8841c3b53f291';
const POOL_10 = '0x910cbd523d972eb0a6f4cae4618ad62622b39dbf';
const ETH = 10n ** 18n;

type Row = Record<string, string>;

function text(...path: string[]): string {
  return readFileSync(join(DATA, ...path), 'utf8');
}
function ethereumRows(name: string): Row[] {
  return parse(text(name, 'ethereum.csv'), { columns: true });
}
function json(name: string, file: string) {
  return JSON.parse(text(name, file));
}
function total(rows: readonly Row[]): bigint {
  return rows.reduce((sum, row) => sum + BigInt(row.value ?? ''), 0n);
}

describe('a rebuild', () => {
  const target = mkdtempSync(join(tmpdir(), 'datasets-'));
  afterAll(() => rmSync(target, { recursive: true }));

  test('gives the committed files byte for byte', () => {
    writeAllDatasets(SOURCES, target);
    const names = ['crypto-com-2022', 'ronin-2022', 'whirlpool-2024'];
    expect(readdirSync(target).sort()).toEqual(names);
    for (const name of names) {
      expect(readdirSync(join(target, name)).sort()).toEqual(readdirSync(join(DATA, name)).sort());
      for (const file of readdirSync(join(target, name))) {
        const same = readFileSync(join(target, name, file)).equals(readFileSync(join(DATA, name, file)));
        expect({ name, file, same }).toEqual({ name, file, same: true });
      }
    }
  });
});

describe.each(['crypto-com-2022', 'ronin-2022'])('%s', (name) => {
  const rows = ethereumRows(name);

  test('has the header and the row forms of the contract', () => {
    expect(text(name, 'ethereum.csv').split('\n')[0]).toBe(
      'block,time,tx_index,tx_hash,seq,kind,asset,from,to,value,success',
    );
    for (const row of rows) {
      expect(row).toMatchObject({ seq: '0', kind: 'call', asset: 'ETH', success: 'true' });
      expect(row.time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
      expect(`${row.tx_hash} ${row.from} ${row.to}`).toMatch(
        /^0x[0-9a-f]{64} 0x[0-9a-f]{40} 0x[0-9a-f]{40}$/,
      );
    }
    expect(new Set(rows.map((row) => row.tx_hash)).size).toBe(rows.length);
  });

  test('is in chain order, and a later time is a later block', () => {
    for (const [index, row] of rows.entries()) {
      const before = rows[index - 1];
      if (before === undefined) continue;
      if (row.block === before.block) {
        expect([row.time, row.tx_index]).toEqual([before.time, String(Number(before.tx_index) + 1)]);
      } else {
        expect(row.tx_index).toBe('0');
        expect(Number(row.block)).toBeGreaterThan(Number(before.block));
        expect(String(row.time) > String(before.time)).toBe(true);
      }
    }
  });

  test('has a tip 100 blocks above its last block, with a placeholder for a hash', () => {
    const { tips } = json(name, 'dataset.json');
    expect(tips.ethereum.height).toBe(Number(rows.at(-1)?.block) + 100);
    expect(BigInt(tips.ethereum.hash)).toBe(BigInt(tips.ethereum.height));
    expect(tips.ethereum.hash).toMatch(/^0x0{48}[0-9a-f]{16}$/);
  });
});

describe('crypto-com-2022', () => {
  const rows = ethereumRows('crypto-com-2022');
  const thief = '0x6e1218c55f1acb588fc5e55b721f1183d7d29d3d';

  test('holds 48 deposits of 100 ETH and 3 of 10 ETH, 4,830 ETH, all from the collecting address', () => {
    const byPool = (pool: string) => rows.filter((row) => row.to === pool).map((row) => row.value);
    expect(byPool(POOL_100)).toEqual(Array(48).fill(String(100n * ETH)));
    expect(byPool(POOL_10)).toEqual(Array(3).fill(String(10n * ETH)));
    expect(rows).toHaveLength(51);
    expect(total(rows)).toBe(4_830_000_000_000_000_000_000n);
    expect(new Set(rows.map((row) => row.from))).toEqual(new Set([thief]));
  });

  test('agrees with the events of the 100 ETH pool in block, time, sender and order', () => {
    const file = join(SOURCES, 'tornado', 'deposits_1_eth_100.json.gz');
    const events = JSON.parse(gunzipSync(readFileSync(file)).toString()).filter(
      (event: { from: string; timestamp: number }) =>
        event.from.toLowerCase() === thief && event.timestamp < Date.UTC(2022, 0, 19) / 1000,
    );
    const deposits = rows.filter((row) => row.to === POOL_100);
    expect(
      deposits.map((row) => [row.tx_hash, Number(row.block), Date.parse(row.time ?? '') / 1000]),
    ).toEqual(events.map((event: Row) => [event.transactionHash, event.blockNumber, event.timestamp]));
  });

  test('says what is inferred, and starts the case at the collecting address', () => {
    const { notes, syntheticIds } = json('crypto-com-2022', 'dataset.json');
    const inferred = rows.filter((row) => row.to === POOL_10).map((row) => row.tx_hash);
    for (const hash of inferred) expect(notes.join('\n')).toContain(hash);
    expect(syntheticIds).toBe(false);
    expect(json('crypto-com-2022', 'cases.json')).toMatchObject([
      {
        method: 'fifo',
        seeds: [{ kind: 'address', chain: 'ethereum', asset: 'ETH', since: '2022-01-17T00:00:00Z' }],
      },
    ]);
  });
});

describe('ronin-2022', () => {
  const rows = ethereumRows('ronin-2022');
  const deposits = rows.filter((row) => row.to === POOL_100);
  const transfers = rows.filter((row) => row.to !== POOL_100);

  test('holds 436 transfers and 1,734 deposits, 173,400 ETH by 47 depositors', () => {
    expect([transfers.length, deposits.length]).toEqual([436, 1734]);
    expect(total(deposits)).toBe(173_400n * ETH);
    expect(new Set(deposits.map((row) => row.from)).size).toBe(47);
  });

  test('numbers the transfers 1 to 436 with placeholders, and leaves the deposits their hashes', () => {
    expect(transfers.map((row) => BigInt(row.tx_hash ?? ''))).toEqual(
      transfers.map((_, index) => BigInt(index + 1)),
    );
    for (const { tx_hash } of deposits) expect(tx_hash).not.toMatch(/^0x0{40}/);
    expect(json('ronin-2022', 'dataset.json').syntheticIds).toBe(true);
  });

  test('gives the deposits the blocks of their events', () => {
    const file = join(SOURCES, 'tornado', 'deposits_1_eth_100.json.gz');
    const events = JSON.parse(gunzipSync(readFileSync(file)).toString());
    const block = new Map(events.map((event: Row) => [event.transactionHash, event.blockNumber]));
    for (const row of deposits) expect(Number(row.block)).toBe(block.get(row.tx_hash));
  });

  test('keeps the amounts of the source to the last digit', () => {
    // Independent of the converter: the total in units of 1e-18, from the digits before and after the point.
    const source: Row[] = parse(readFileSync(join(SOURCES, 'ronin-2022', 'LazarusTabularTxs1322519.csv')), {
      columns: true,
    });
    const sum = source.reduce((wei, row) => {
      const [mantissa = '', exponent = '0'] = (row.total_eth ?? '').split('e');
      const [whole = '', fraction = ''] = mantissa.split('.');
      const digits = BigInt(whole + fraction) * 10n ** 30n;
      return wei + digits / 10n ** BigInt(12 + fraction.length - Number(exponent));
    }, 0n);
    expect(total(transfers)).toBe(sum);
    expect(transfers.find((row) => row.time === '2022-03-23T14:11:30Z')?.value).toBe(
      '3364537583527971500000',
    );
  });

  test('never lets a depositor pay before it was paid', () => {
    const balances = new Map<string, bigint>();
    const depositors = new Set(deposits.map((row) => row.from ?? ''));
    for (const { from = '', to = '', value = '' } of rows) {
      balances.set(from, (balances.get(from) ?? 0n) - BigInt(value));
      balances.set(to, (balances.get(to) ?? 0n) + BigInt(value));
      if (depositors.has(from)) expect(balances.get(from)).toBeGreaterThanOrEqual(0n);
    }
  });

  test('starts the case at the exploiter, which is in the data', () => {
    const [{ seeds }] = json('ronin-2022', 'cases.json');
    expect(seeds).toEqual([
      {
        kind: 'address',
        chain: 'ethereum',
        address: '0x098B716B8Aaf21512996dC57EB0615e2383E2f96',
        asset: 'ETH',
        since: '2022-03-23T00:00:00Z',
      },
    ]);
    expect(transfers.some((row) => row.from === seeds[0].address.toLowerCase())).toBe(true);
  });
});

interface Output {
  readonly scriptpubkey: string;
  readonly value: number;
}
interface Tx {
  readonly txid: string;
  readonly vin: readonly { readonly txid: string; readonly vout: number; readonly prevout: Output }[];
  readonly vout: readonly Output[];
  readonly fee: number;
  readonly status: {
    readonly block_height: number;
    readonly block_hash: string;
    readonly block_time: number;
  };
}

describe('whirlpool-2024', () => {
  const lines = text('whirlpool-2024', 'bitcoin.ndjson').trimEnd().split('\n');
  const txs: Tx[] = lines.map((line) => JSON.parse(line));

  test('holds every transaction of the three lists once: 4,864', () => {
    const folder = join(SOURCES, 'coinjoin', 'sw_202403');
    const listed = readdirSync(folder).flatMap((file) =>
      gunzipSync(readFileSync(join(folder, file)))
        .toString()
        .split('\n')
        .map((line) => line.slice(0, 64))
        .filter((txid) => txid !== ''),
    );
    expect(listed).toHaveLength(900 + 1403 + 2636);
    expect(txs.map((tx) => tx.txid).sort()).toEqual([...new Set(listed)].sort());
    expect(txs).toHaveLength(4864);
  });

  test('is a chain: heights follow time, and every input states an earlier output correctly', () => {
    const earlier = new Map<string, Tx>();
    let linked = 0;
    for (const [index, tx] of txs.entries()) {
      const before = txs[index - 1]?.status ?? tx.status;
      expect([0, 1]).toContain(tx.status.block_height - before.block_height);
      expect(tx.status.block_time).toBeGreaterThanOrEqual(before.block_time);
      expect(tx.status.block_hash === before.block_hash).toBe(tx.status.block_height === before.block_height);
      for (const input of tx.vin) {
        const funding = earlier.get(input.txid);
        if (funding === undefined) continue;
        expect(funding.vout[input.vout]).toEqual(input.prevout);
        linked += 1;
      }
      earlier.set(tx.txid, tx);
    }
    // Every link between transactions of the data was seen, none pointed forward.
    expect(linked).toBe(txs.flatMap((tx) => tx.vin).filter(({ txid }) => earlier.has(txid)).length);
    expect(txs[0]?.status.block_height).toBe(834_000);
    expect(txs.at(-1)?.status.block_height).toBe(834_000 + 1656 - 1);
  });

  test('states fees that are what the inputs leave over', () => {
    const values = (outputs: readonly Output[]) => outputs.reduce((sum, { value }) => sum + value, 0);
    for (const tx of txs) {
      expect(tx.fee).toBe(values(tx.vin.map(({ prevout }) => prevout)) - values(tx.vout));
      expect(tx.fee).toBeGreaterThanOrEqual(0);
    }
    // Computed from the lists by a separate program.
    expect(txs.reduce((sum, tx) => sum + tx.fee, 0)).toBe(51_920_864);
  });

  test('has the 25 seeds of its rule', () => {
    // Found in the lists by a separate program; the first 10 digits of each.
    const expected =
      '6facfdca76 8632b183a2 32137d0de8 b183cd2148 aa9a8116ce 65926c46ee 5f207957c6 e8eacc5d6e bf794b814e b69df659c8 ' +
      '42359c8fc4 bf8b2e86c9 e821709532 feaba8c12a ef6347bd00 567a9b9b87 bfe2f43d5a 221593c78f 32a05a7a10 156431d10e ' +
      '5f84c1320f 2239c8cd53 8ad7b9ac9e 3a19725ec7 e22b3e2b8b';
    const [{ seeds }] = json('whirlpool-2024', 'cases.json');
    expect(seeds.map(({ txid }: Tx) => txid.slice(0, 10))).toEqual(expected.split(' '));
    expect(new Set(seeds.map(({ kind, chain }: Row) => `${kind} ${chain}`))).toEqual(
      new Set(['transaction bitcoin']),
    );
  });
});
