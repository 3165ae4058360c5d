/** Recorded signed transactions are what was signed; with one wei, one receiver or one digit changed they are not. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { checkSigned } from '../../../src/explorers/ethereum/signed.ts';
import { failureOf } from './local-server.ts';

const FOLDER = join(import.meta.dirname, '../../fixtures/explorers');
const ORIGIN = { provider: 'node', url: 'http://node', path: 'eth_getTransactionByHash' };
const read = (path: string) => JSON.parse(readFileSync(join(FOLDER, path), 'utf8'));

type Fields = Readonly<Record<string, unknown>>;

/** Of the test chain of ethereum/execution-apis, made by another client (quoted in the tests of alloy). */
const BLOB: Fields = {
  from: '0x7435ed30a8b4aeb0877cef0c6e8cffe834eb865f',
  gas: '0x186a0',
  gasPrice: '0x281d620e',
  maxFeePerGas: '0x281d620e',
  maxPriorityFeePerGas: '0x1',
  maxFeePerBlobGas: '0x20000',
  hash: '0xb0ebf0d8fca6724d5111d0be9ac61f0e7bf174208e0fafcb653f337c72465b83',
  input: '0xdc4c8669df128318656d6974',
  nonce: '0x8',
  to: '0x7dcd17433742f4c0ca53122ab541d0ba67fc27df',
  value: '0x3',
  type: '0x3',
  accessList: [
    {
      address: '0x7dcd17433742f4c0ca53122ab541d0ba67fc27df',
      storageKeys: [
        '0x0000000000000000000000000000000000000000000000000000000000000000',
        '0x462708a3c1cd03b21605715d090136df64e227f7e7792f74bb1bd7a8288f8801',
      ],
    },
  ],
  chainId: '0xc72dd9d5e883e',
  blobVersionedHashes: ['0x015a4cab4911426699ed34483de6640cf55a568afc5c5edffdcbd8bcd4452f68'],
  v: '0x0',
  r: '0x478385a47075dd6ba56300b623038052a6e4bb03f8cfc53f367712f1c1d3e7de',
  s: '0x2f79ed9b154b0af2c97ddfc1f4f76e6c17725713b6d44ea922ca4c6bbc20775c',
  yParity: '0x0',
};
const LEGACY: Fields = {
  from: '0x7435ed30a8b4aeb0877cef0c6e8cffe834eb865f',
  gas: '0x5208',
  gasPrice: '0x23237dee',
  hash: '0x3f38cdc805c02e152bfed34471a3a13a786fed436b3aec0c3eca35d23e2cdd2c',
  input: '0x',
  nonce: '0xc',
  to: '0x4dde844b71bcdf95512fb4dc94e84fb67b512ed8',
  value: '0x1',
  type: '0x0',
  chainId: '0xc72dd9d5e883e',
  v: '0x18e5bb3abd10a0',
  r: '0x3d61f5d7e93eecd0669a31eb640ab3349e9e5868a44c2be1337c90a893b51990',
  s: '0xc55f44ba123af37d0e73ed75e578647c3f473805349936f64ea902ea9e03bc7',
};
const anvil = readdirSync(join(FOLDER, 'jsonrpc/generated-anvil')).filter((name) => name.startsWith('tx-'));
/** Recorded: seven of type 2 from a node, and one of 2015 that was signed for any chain, with a high `s`. */
const RECORDED: readonly (readonly [string, Fields])[] = [
  ...anvil.map((name) => [name, read(`jsonrpc/generated-anvil/${name}`).response.result] as const),
  ['of 2015', read('etherscan/pcko1/get_proxy_transaction_by_hash.json')],
  ['of type 3', BLOB],
  ['of type 0 for one chain, whose number is large', LEGACY],
];

test('there are some', () => {
  expect(RECORDED).toHaveLength(10);
});

describe.each(RECORDED)('%s', (_, fields) => {
  const problemOf = async (changes: Fields) =>
    (await failureOf(() => checkSigned({ ...fields, ...changes }, ORIGIN))).message;

  test('is what was signed', () => {
    checkSigned(fields, ORIGIN);
  });

  test.each<[string, Fields]>([
    ['one wei more', { value: `0x${(BigInt(String(fields.value)) + 1n).toString(16)}` }],
    ['another receiver', { to: '0x00000000000000000000000000000000000000ff' }],
    ['another nonce', { nonce: '0x1234' }],
    ['other data', { input: '0x00' }],
    ['another hash', { hash: `0x${'0'.repeat(64)}` }],
  ])('is not with %s', async (_name, changes) => {
    expect(await problemOf(changes)).toMatch(
      /shows transaction 0x[0-9a-f]{64} with fields that have the hash/,
    );
  });

  test('is not that of another sender', async () => {
    const from = '0x00000000000000000000000000000000000000ff';
    expect(await problemOf({ from })).toContain(`shows ${from} as the sender of`);
  });

  test('is nothing without a signature', async () => {
    expect(await problemOf({ r: undefined })).toContain('result.r is missing');
    expect(await problemOf({ r: '0x0' })).toContain('nobody can have signed');
  });
});
