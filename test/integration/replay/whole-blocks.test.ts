/** A replay of a whole real block: everything about it is served, and what a client reads there proves itself. */

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Tip } from '../../../src/core/chain.ts';
import { InvalidInputError } from '../../../src/core/errors.ts';
import type { BitcoinTransaction } from '../../../src/core/transaction.ts';
import { createEsploraSource } from '../../../src/explorers/esplora/client.ts';
import { proveInBlock, readForm } from '../../../src/explorers/esplora/proof.ts';
import { createTransport, type Transport } from '../../../src/explorers/transport/transport.ts';
import { readDataset } from '../../../src/replay/dataset.ts';
import { type Replay, startReplay } from '../../../src/replay/server.ts';
import { merkleLevels, REAL_BLOCKS, readRealBlock, siblingsOf } from '../../support/raw-block.ts';
import { realDataset } from '../../support/real-dataset.ts';
import { get, getJson } from './get.ts';
import { type Files, withDataset } from './made-up-dataset.ts';

const REAL = realDataset();
const { block, status, lines } = REAL;
const [{ height, hash }] = REAL_BLOCKS as [(typeof REAL_BLOCKS)[number]];
const TXIDS = block.transactions.map(({ txid }) => txid);
const TIP: Tip = { height: height + 100, hash: 'f'.repeat(64), time: Date.UTC(2014, 4, 11) / 1000 };
const FILES: Files = { ...REAL.files, 'blocks/300025.raw': block.raw };

let replay: Replay;
let api = '';
beforeAll(() =>
  withDataset(FILES, async (dir) => {
    replay = await startReplay({ dir });
    api = `${replay.url}/api`;
  }),
);
afterAll(() => replay.close());

describe('a whole block', () => {
  test('has a header, raw bytes and all its ids', async () => {
    const header = await get(`${api}/block/${hash}/header`);
    expect([header.status, header.headers['content-type'], header.data]).toEqual([
      200,
      'text/plain',
      block.header.toString('hex'),
    ]);
    expect(await getJson(`${api}/block/${hash}/txids`)).toEqual(TXIDS);
    const raw = await fetch(`${api}/block/${hash}/raw`);
    expect(block.raw.equals(Buffer.from(await raw.arrayBuffer()))).toBe(true);
  });

  test.each([0, 1, 255, 459, 460])('has a Merkle proof of its transaction %i', async (at) => {
    expect(await getJson(`${api}/tx/${TXIDS[at]}/merkle-proof`)).toEqual({
      block_height: height,
      merkle: siblingsOf(merkleLevels(TXIDS), at),
      pos: at,
    });
  });

  test('proves to a client what it says', async () => {
    const transport: Transport = createTransport({ provider: 'replay', baseUrl: api, concurrency: 4 });
    const source = createEsploraSource(transport, { finality: 6 });
    const pinned = { transport, tip: TIP, settled: TIP.height - 5, note: () => {} };
    for (const at of [0, 77, 460]) {
      const txid = TXIDS[at] ?? '';
      const { transactions } = await source.expand({ kind: 'transaction', chain: 'bitcoin', txid }, TIP, 10);
      const [found] = transactions as readonly [BitcoinTransaction];
      expect(found).toMatchObject({ txid, verified: true, position: null });
      expect(await readForm(pinned, found.txid)).toEqual({
        chain: 'bitcoin',
        spends: found.inputs.map(({ outpoint }) => outpoint),
        outputs: found.outputs,
        // As the raw block has them: version 1, no locktime, 0xffffffff in every input.
        fingerprint: { version: 1, hasLocktime: false, sequences: 'final' },
      });
      expect(await proveInBlock(pinned, found)).toEqual({ ...found, position: at });
    }
  });
});

test.each([
  ['a block that is not there', `/block/${'0'.repeat(64)}/header`, 404, 'Block not found'],
  ['a block that is known, but not whole', `/block/${'f'.repeat(64)}/txids`, 404, 'Block not found'],
  ['no hash', '/block/300025/raw', 400, 'Invalid hex string'],
  [
    'an unknown transaction',
    `/tx/${'0'.repeat(64)}/merkle-proof`,
    404,
    'Transaction not found or is unconfirmed',
  ],
  ['no id', '/tx/x/merkle-proof', 400, 'Invalid hex string'],
])('%s', async (_, path, code, text) => {
  const answer = await get(api + path);
  expect([answer.status, answer.headers['content-type'], answer.data]).toEqual([code, 'text/plain', text]);
});

test('without the block nothing is proven, but every transaction is verified', () =>
  withDataset(REAL.files, async (dir) => {
    const other = await startReplay({ dir });
    const transport = createTransport({ provider: 'replay', baseUrl: `${other.url}/api`, concurrency: 4 });
    const pinned = { transport, tip: TIP, settled: TIP.height - 5, note: () => {} };
    const source = createEsploraSource(transport, { finality: 6 });
    const subject = { kind: 'transaction', chain: 'bitcoin', txid: TXIDS[5] ?? '' } as const;
    const [found] = (await source.expand(subject, TIP, 1)).transactions as readonly [BitcoinTransaction];
    expect(found.verified).toBe(true);
    expect(await proveInBlock(pinned, found)).toBeNull();
    await other.close();
  }));

test.each([
  [100, 200],
  [101, 404],
])('after a reorganisation of the last %i blocks its header is answered with %i', (depth, code) =>
  withDataset(FILES, async (dir) => {
    const reorganisation = { depth, transactions: 'kept', afterRequests: 0 } as const;
    const other = await startReplay({ dir, reorganisation });
    expect((await get(`${other.url}/api/block/${hash}/header`)).status).toBe(code);
    await other.close();
  }),
);

describe('is refused', () => {
  const problemOf = (files: Files) =>
    withDataset(files, async (dir) => {
      const error = await readDataset(dir).catch((cause: unknown) => cause);
      if (!(error instanceof InvalidInputError)) throw new Error(`expected a refusal, got ${String(error)}`);
      return error.message;
    });
  const changed = (at: number) => {
    const bytes = Buffer.from(block.raw);
    bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
    return bytes;
  };
  const [, , second, third] = lines;
  const withLines = (...some: readonly object[]) => some.map((line) => JSON.stringify(line)).join('\n');
  const other = readRealBlock(REAL_BLOCKS[1] as (typeof REAL_BLOCKS)[number]);

  test.each<[string, Files, string]>([
    [
      'a file of another kind',
      { 'blocks/readme.txt': 'x' },
      'blocks/readme.txt: name is "readme.txt"; expected a name that ends with .raw',
    ],
    ['what is no block', { 'blocks/300025.raw': 'x' }, 'blocks/300025.raw: content'],
    ['a block that is cut off', { 'blocks/300025.raw': block.raw.subarray(0, -1) }, 'content'],
    [
      'a block with something behind it',
      { 'blocks/300025.raw': Buffer.concat([block.raw, Buffer.from([0])]) },
      'content',
    ],
    ['a header alone', { 'blocks/300025.raw': block.header }, 'content'],
    ['a block with a changed transaction', { 'blocks/300025.raw': changed(100_000) }, 'Merkle root'],
    [
      'a block with a changed header',
      { 'blocks/300025.raw': changed(76) },
      'expected a block that a transaction or the tip names',
    ],
    [
      'a block that nobody speaks of',
      { 'blocks/413567.raw': other.raw },
      'expected a block that a transaction',
    ],
    [
      'a block of another time',
      { 'bitcoin.ndjson': withLines({ ...second, status: { ...status, block_time: 5 } }) },
      `time is ${status.block_time}; expected 5`,
    ],
    [
      'a transaction that is not in its block',
      { 'bitcoin.ndjson': withLines({ ...second, txid: '1'.repeat(64) }) },
      'expected a block that holds it',
    ],
    [
      'another order',
      { 'bitcoin.ndjson': withLines(third as object, second as object) },
      'expected the order in which bitcoin.ndjson has them',
    ],
  ])('%s', async (_, files, problem) => {
    expect(await problemOf({ ...FILES, ...files })).toContain(problem);
  });
});
