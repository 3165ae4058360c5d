/**
 * Recorded answers of real servers, taken as a dataset: what the replay serves must be what was recorded.
 */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { sha256 } from '@noble/hashes/sha2.js';
import { Transaction } from 'bitcoinjs-lib';
import { type Replay, startReplay } from '../../../src/replay/server.ts';
import { get, getJson, withReplay } from './get.ts';
import { madeUpHash, manifestWith, withDataset } from './made-up-dataset.ts';

const FIXTURES = join(import.meta.dirname, '../../fixtures/explorers/esplora');
const NAMES = [
  ...['bare-multisig', 'coinbase-6c7edc23', 'dust-attack-555', 'op-return-charley', 'p2sh-p2wpkh-cffbbff5'],
  ...[
    'simple-legacy-p2pkh',
    'sweep-1in1out-8cbe3322',
    'taproot-op-return',
    'taproot-script-path',
    'whirlpool-coinjoin',
  ],
];

interface Recorded {
  readonly txid: string;
  readonly weight: number;
  readonly size: number;
  readonly status: { readonly block_height: number };
}
interface Hop {
  readonly txid: string;
  readonly outspends: object[];
  readonly children: Recorded[];
}

let recorded: Recorded[];
let hop: Hop;
let replay: Replay;
let api: string;

beforeAll(async () => {
  const read = async (name: string): Promise<string> => readFile(join(FIXTURES, `${name}.json`), 'utf8');
  hop = JSON.parse(await read('hops/forward-sweep-8cbe3322'));
  const single: Recorded[] = await Promise.all(
    NAMES.map(async (name) => JSON.parse(await read(`tx/${name}`))),
  );
  recorded = [...single, ...hop.children].sort((a, b) => a.status.block_height - b.status.block_height);
  const tip = { height: 1_000_000, hash: madeUpHash('tip'), time: '2026-01-01T00:00:00Z' };
  const files = {
    'dataset.json': manifestWith({ bitcoin: tip }),
    'bitcoin.ndjson': recorded.map((tx) => `${JSON.stringify(tx)}\n`).join(''),
  };
  await withDataset(files, async (dir) => {
    replay = await startReplay({ dir });
  });
  api = `${replay.url}/api`;
});
afterAll(() => replay.close());

describe('recorded transactions', () => {
  test('are served field by field as they were recorded', async () => {
    expect(recorded).toHaveLength(11);
    for (const tx of recorded) expect(await getJson(`${api}/tx/${tx.txid}`)).toEqual(tx);
  });

  test('have raw bytes that hash to their id, of the recorded size and weight', async () => {
    for (const tx of recorded) {
      const { status, data } = await get(`${api}/tx/${tx.txid}/hex`);
      expect(status).toBe(200);
      const raw = Transaction.fromHex(data);
      expect([raw.getId(), raw.byteLength(), raw.weight()]).toEqual([tx.txid, tx.size, tx.weight]);
    }
  });

  test('a legacy transaction hashes to its id without any library of transactions', async () => {
    const txid = '0b6461de422c46a221db99608fcbe0326e4f2325ebf2a47c9faf660ed61ee6a4';
    const bytes = Buffer.from((await get(`${api}/tx/${txid}/hex`)).data, 'hex');
    expect(
      Buffer.from(sha256(sha256(bytes)))
        .reverse()
        .toString('hex'),
    ).toBe(txid);
  });

  test('bytes that do not hash to the id are not given out', async () => {
    const [legacy] = recorded.filter((tx) => tx.txid.startsWith('0b6461de'));
    const tip = { height: 1_000_000, hash: madeUpHash('tip'), time: '2026-01-01T00:00:00Z' };
    const files = (tx: object): Record<string, string> => ({
      'dataset.json': manifestWith({ bitcoin: tip }),
      'bitcoin.ndjson': JSON.stringify(tx),
    });
    const statusOf = (tx: object): Promise<number> =>
      withDataset(files(tx), (dir) =>
        withReplay({ dir }, async ({ url }) => (await get(`${url}/api/tx/${legacy?.txid}/hex`)).status),
      );
    expect(await statusOf({ ...legacy })).toBe(200);
    expect(await statusOf({ ...legacy, locktime: 1 })).toBe(404);
    expect(await statusOf({ ...legacy, version: undefined })).toBe(404);
  });

  test('raw is the same as hex, in bytes', async () => {
    const url = `${api}/tx/${hop.txid}`;
    const response = await fetch(`${url}/raw`);
    expect(response.headers.get('content-type')).toBe('application/octet-stream');
    const bytes = Buffer.from(await response.arrayBuffer());
    expect(bytes.toString('hex')).toBe((await get(`${url}/hex`)).data);
  });
});

describe('recorded hops', () => {
  test('outspends of the parent are the recorded ones', async () => {
    expect(await getJson(`${api}/tx/${hop.txid}/outspends`)).toEqual(hop.outspends);
    expect(await getJson(`${api}/txs/outspends?txids=${hop.txid}`)).toEqual([hop.outspends]);
    expect(await getJson(`${api}/tx/${hop.txid}/outspend/0`)).toEqual(hop.outspends[0]);
  });
});

describe('recorded shapes', () => {
  test('address stats have the recorded keys', async () => {
    const sample = JSON.parse(await readFile(join(FIXTURES, 'address/satoshi-genesis-address.json'), 'utf8'));
    const served = (await getJson(`${api}/address/${sample.address}`)) as Record<string, object>;
    expect(Object.keys(served)).toEqual(Object.keys(sample));
    for (const part of ['chain_stats', 'mempool_stats']) {
      expect(Object.keys(served[part] ?? {}).sort()).toEqual(Object.keys(sample[part]).sort());
    }
  });

  test('status is the recorded one', async () => {
    for (const tx of recorded) expect(await getJson(`${api}/tx/${tx.txid}/status`)).toEqual(tx.status);
  });
});
