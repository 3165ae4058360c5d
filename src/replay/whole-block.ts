/**
 * A whole block of the chain, as raw bytes: what is served of it can be verified to the last bit.
 */

import { Block, crypto } from 'bitcoinjs-lib';
import { bytesOfPrinted, printedHash } from '../core/bitcoin/printed-hash.ts';

const HEADER_BYTES = 80;

export interface WholeBlock {
  readonly id: string;
  /** Unix seconds. */
  readonly timestamp: number;
  readonly raw: Uint8Array;
  readonly header: Uint8Array;
  /** In the order of the block. */
  readonly txids: readonly string[];
  /** The Merkle tree, leaves first; hashes in their own byte order. */
  readonly tree: readonly (readonly Uint8Array[])[];
}

/** Takes raw bytes apart; null when they are no block, or not one whose transactions are those that its header says. */
export function parseWholeBlock(raw: Uint8Array): WholeBlock | null {
  const block = parse(raw);
  const txids = block?.transactions?.map((tx) => tx.getId()) ?? [];
  if (block === null || txids.length === 0 || block.byteLength() !== raw.length) return null;
  const tree = merkleTree(txids.map(bytesOfPrinted));
  const [root] = tree.at(-1) ?? [];
  if (root === undefined || block.merkleRoot === undefined || !isSame(root, block.merkleRoot)) return null;
  const { timestamp } = block;
  return { id: block.getId(), timestamp, raw, header: raw.subarray(0, HEADER_BYTES), txids, tree };
}

function parse(raw: Uint8Array): Block | null {
  try {
    return Block.fromBuffer(raw);
  } catch {
    return null;
  }
}

function merkleTree(leaves: readonly Uint8Array[]): Uint8Array[][] {
  const levels = [[...leaves]];
  for (let level = levels[0] ?? []; level.length > 1; level = levels.at(-1) ?? []) {
    levels.push(parents(level));
  }
  return levels;
}

/** An odd level repeats its last hash. */
function parents(level: readonly Uint8Array[]): Uint8Array[] {
  return level.flatMap((left, at) =>
    at % 2 === 1 ? [] : [crypto.hash256(Uint8Array.from([...left, ...(level[at + 1] ?? left)]))],
  );
}

/** The hashes beside the way from a transaction to the root, printed. */
export function merkleBranch({ tree }: WholeBlock, position: number): string[] {
  return tree.slice(0, -1).map((level, depth) => {
    const at = position >> depth;
    return printedHash(level[at ^ 1] ?? level[at] ?? new Uint8Array());
  });
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}
