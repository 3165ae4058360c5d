/**
 * Raw Bitcoin blocks, read and hashed in the plainest way: what the code under test is held against. The form is that of
 * Bitcoin Core (src/primitives/block.h, transaction.h; BIP-144 for witnesses).
 */

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

const FOLDER = join(import.meta.dirname, '../fixtures/bitcoin');

/** A real block below `test/fixtures/bitcoin/blocks`, with what is known of it from elsewhere. */
export interface RealBlock {
  readonly height: number;
  readonly hash: string;
  readonly transactions: number;
}

/** Hashes, numbers of transactions: as public explorers give them for these heights. */
export const REAL_BLOCKS: readonly RealBlock[] = [
  {
    height: 300025,
    hash: '0000000000000000821c4e0acc40f88bedbce3b73ba2358b5ade58a9022cc78c',
    transactions: 461,
  },
  {
    height: 413567,
    hash: '0000000000000000025aff8be8a55df8f89c77296db6198f272d6577325d4069',
    transactions: 1557,
  },
  {
    height: 702861,
    hash: '000000000000000000000c835b2adcaedc20fdf6ee440009c249452c726dafae',
    transactions: 2500,
  },
];

export interface Output {
  readonly value: bigint;
  readonly script: string;
}

export interface ReadTransaction {
  readonly txid: string;
  readonly raw: Buffer;
  /** Bytes without witnesses. */
  readonly stripped: Buffer;
  readonly version: number;
  readonly inputs: readonly {
    readonly txid: string;
    readonly vout: number;
    readonly scriptsig: string;
    readonly sequence: number;
    readonly witness: readonly string[];
  }[];
  readonly outputs: readonly Output[];
  readonly locktime: number;
}

export interface ReadBlock {
  readonly raw: Buffer;
  readonly header: Buffer;
  readonly transactions: readonly ReadTransaction[];
}

export function fixture(name: string): Buffer {
  const content = readFileSync(join(FOLDER, name));
  return name.endsWith('.gz') ? gunzipSync(content) : content;
}

export function hash256(...parts: readonly Uint8Array[]): Buffer {
  const once = createHash('sha256').update(Buffer.concat(parts)).digest();
  return createHash('sha256').update(once).digest();
}

/** Hashes are printed backwards. */
export const shown = (hash: Uint8Array): string => Buffer.from(hash).reverse().toString('hex');
export const bytesOfShown = (hash: string): Buffer => Buffer.from(hash, 'hex').reverse();

class Reader {
  readonly #bytes: Buffer;
  at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get isAtEnd(): boolean {
    return this.at === this.#bytes.length;
  }

  take(length: number): Buffer {
    if (this.at + length > this.#bytes.length) throw new Error('the bytes end early');
    this.at += length;
    return this.#bytes.subarray(this.at - length, this.at);
  }

  since(start: number): Buffer {
    return this.#bytes.subarray(start, this.at);
  }

  uint32 = () => this.take(4).readUInt32LE();
  uint64 = () => this.take(8).readBigUInt64LE();

  /** CompactSize. */
  count(): number {
    const first = this.take(1).readUInt8();
    if (first < 0xfd) return first;
    if (first === 0xfd) return this.take(2).readUInt16LE();
    if (first === 0xfe) return this.uint32();
    return Number(this.uint64());
  }

  text = () => this.take(this.count()).toString('hex');

  list<T>(read: () => T): T[] {
    return Array.from({ length: this.count() }, read);
  }

  output = (): Output => ({ value: this.uint64(), script: this.text() });
}

function readBlock(raw: Buffer): ReadBlock {
  const reader = new Reader(raw);
  const header = reader.take(80);
  const transactions = reader.list(() => readTransaction(reader));
  if (!reader.isAtEnd) throw new Error('something follows the block');
  return { raw, header, transactions };
}

export const readRealBlock = ({ height }: RealBlock): ReadBlock =>
  readBlock(fixture(`blocks/${height}.raw.gz`));

/** The outputs that block 300025 spends, in the order of its inputs. */
export function readCoins(): Output[] {
  const reader = new Reader(fixture('blocks/300025-coins.raw.gz'));
  const coins: Output[] = [];
  while (!reader.isAtEnd) coins.push(reader.output());
  return coins;
}

function readTransaction(reader: Reader): ReadTransaction {
  const start = reader.at;
  const version = reader.take(4);
  const afterVersion = reader.at;
  const hasWitness = reader.take(2).equals(Buffer.from([0, 1]));
  if (!hasWitness) reader.at = afterVersion;
  const bodyStart = reader.at;
  const inputs = reader.list(() => ({
    txid: shown(reader.take(32)),
    vout: reader.uint32(),
    scriptsig: reader.text(),
    sequence: reader.uint32(),
  }));
  const outputs = reader.list(reader.output);
  const body = reader.since(bodyStart);
  const witnesses = inputs.map(() => (hasWitness ? reader.list(reader.text) : []));
  const locktime = reader.take(4);
  const stripped = Buffer.concat([version, body, locktime]);
  return {
    txid: shown(hash256(stripped)),
    raw: reader.since(start),
    stripped,
    version: version.readUInt32LE(),
    inputs: inputs.map((input, index) => ({ ...input, witness: witnesses[index] ?? [] })),
    outputs,
    locktime: locktime.readUInt32LE(),
  };
}

/** The levels of the Merkle tree, leaves first, as hashes in their own byte order. An odd level repeats its last one. */
export function merkleLevels(txids: readonly string[]): Buffer[][] {
  const levels = [txids.map(bytesOfShown)];
  for (let level = levels[0] ?? []; level.length > 1; ) {
    const above: Buffer[] = [];
    for (let at = 0; at < level.length; at += 2) {
      const left = level[at] as Buffer;
      above.push(hash256(left, level[at + 1] ?? left));
    }
    levels.push(above);
    level = above;
  }
  return levels;
}

/** What stands beside the way from a leaf to the root, printed. */
export function siblingsOf(levels: readonly (readonly Buffer[])[], position: number): string[] {
  return levels.slice(0, -1).map((level, depth) => {
    const at = Math.floor(position / 2 ** depth);
    return shown((level[at ^ 1] ?? level[at]) as Buffer);
  });
}
