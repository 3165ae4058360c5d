/** From a line of the scanner's list to Esplora's JSON: types, addresses, fee, and nothing made up. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from '@jest/globals';
import { type DumplingsTransaction, readDumplings } from '../../../scripts/datasets/dumplings.ts';
import { esploraNdjson, esploraTransaction } from '../../../scripts/datasets/esplora-transaction.ts';
import { InvalidInputError, InvariantError } from '../../../src/core/errors.ts';

const folder = mkdtempSync(join(tmpdir(), 'dumplings-'));
afterAll(() => rmSync(folder, { recursive: true }));

const TXID = 'aa'.repeat(32);
const BLOCK = '00'.repeat(10) + 'bb'.repeat(22);
const FUNDING = 'cc'.repeat(32);
/** BIP-173's P2WPKH example. */
const P2WPKH = '0014751e76e8199196d454941c45d1b3a323f1433bd6+TxWitnessV0Keyhash';

function read(...lines: string[]): DumplingsTransaction[] {
  const path = join(folder, 'list.txt.gz');
  writeFileSync(path, gzipSync(lines.map((line) => `${line}\r\n`).join('')));
  return readDumplings(path);
}

function line(outputs: string, position = 7): string {
  return `${TXID}:::${BLOCK}:::${position}:::1710000000:::${FUNDING}-3-5000+${P2WPKH}:::${outputs}`;
}

/** The only output of a transaction with this script, in Esplora's form. */
function esploraOutput(script: string, type: string): unknown {
  const [tx] = read(line(`4000+${script}+${type}`));
  return tx && esploraTransaction(tx, 1).vout[0];
}

describe('readDumplings', () => {
  test('reads every field', () => {
    expect(read(line(`4000+${P2WPKH}}{900+6a00+TxNullData`))).toEqual([
      {
        txid: TXID,
        blockHash: BLOCK,
        position: 7,
        time: 1_710_000_000,
        inputs: [
          { txid: FUNDING, vout: 3, value: 5000n, script: P2WPKH.split('+')[0], type: 'TxWitnessV0Keyhash' },
        ],
        outputs: [
          { value: 4000n, script: P2WPKH.split('+')[0], type: 'TxWitnessV0Keyhash' },
          { value: 900n, script: '6a00', type: 'TxNullData' },
        ],
      },
    ]);
  });

  test('takes position 0, the place of the coinbase transaction, as unknown', () => {
    expect(read(line(`4000+${P2WPKH}`, 0))[0]?.position).toBeNull();
  });

  test.each([
    ['a short txid', line(`4000+${P2WPKH}`).slice(1)],
    ['a fractional value', line(`40.5+${P2WPKH}`)],
    ['a script with half a byte', line('4000+001+TxNullData')],
    ['no outputs', line('')],
  ])('refuses %s with its place', (_, bad) => {
    expect(() => read(line(`4000+${P2WPKH}`), bad)).toThrow(InvalidInputError);
    expect(() => read(line(`4000+${P2WPKH}`), bad)).toThrow('list.txt.gz:2');
  });
});

describe('esploraTransaction', () => {
  // Addresses: BIP-173 and BIP-350 test vectors, and the genesis block's address.
  test.each([
    [
      '0014751e76e8199196d454941c45d1b3a323f1433bd6',
      'TxWitnessV0Keyhash',
      'v0_p2wpkh',
      'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4',
    ],
    [
      '00201863143c14c5166804bd19203356da136c985678cd4d27a1b8c6329604903262',
      'TxWitnessV0Scripthash',
      'v0_p2wsh',
      'bc1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3qccfmv3',
    ],
    [
      '512079be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798',
      'Unknown',
      'v1_p2tr',
      'bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0',
    ],
    [
      '76a91462e907b15cbf27d5425399ebf6f0fb50ebb88f1888ac',
      'TxPubkeyhash',
      'p2pkh',
      '1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa',
    ],
  ])('%s', (scriptpubkey, type, scriptpubkey_type, scriptpubkey_address) => {
    expect(esploraOutput(scriptpubkey, type)).toEqual({
      scriptpubkey,
      scriptpubkey_type,
      scriptpubkey_address,
      value: 4000n,
    });
  });

  test('gives an OP_RETURN output no address', () => {
    expect(esploraOutput('6a0100', 'TxNullData')).toEqual({
      scriptpubkey: '6a0100',
      scriptpubkey_type: 'op_return',
      value: 4000n,
    });
  });

  test('writes a compact line with plain numbers and no field that the source lacks', () => {
    const [tx] = read(line(`4000+${P2WPKH}`));
    const text = esploraNdjson(tx === undefined ? [] : [esploraTransaction(tx, 834_000)]);
    const prevout = {
      scriptpubkey: '0014751e76e8199196d454941c45d1b3a323f1433bd6',
      scriptpubkey_type: 'v0_p2wpkh',
      scriptpubkey_address: 'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4',
      value: 5000,
    };
    const expected = {
      txid: TXID,
      vin: [{ txid: FUNDING, vout: 3, prevout, is_coinbase: false }],
      vout: [{ ...prevout, value: 4000 }],
      fee: 1000,
      status: { confirmed: true, block_height: 834_000, block_hash: BLOCK, block_time: 1_710_000_000 },
    };
    expect(text).toBe(`${JSON.stringify(expected)}\n`);
  });

  test('refuses a script that is not of the type that the source names', () => {
    expect(() => esploraOutput('6a0100', 'TxPubkeyhash')).toThrow(InvariantError);
    expect(() => esploraOutput('51', 'Unknown')).toThrow(InvariantError);
  });

  test('refuses a transaction that pays out more than it takes in', () => {
    const [tx] = read(line(`5001+${P2WPKH}`));
    expect(() => tx && esploraTransaction(tx, 1)).toThrow(InvariantError);
  });
});
