/**
 * Whether a Bitcoin transaction stands in a block, by the 80 bytes of the block's header and the hashes beside the way from the
 * transaction to the Merkle root. Work was done for the header, so whoever made it up would have to mine.
 */

import { Block, crypto } from 'bitcoinjs-lib';
import type { BitcoinTransaction } from '../transaction.ts';
import { bytesOfPrinted, printedHash } from './printed-hash.ts';
import { targetOf } from './target.ts';

export interface MerkleProof {
  /** From the leaf to the root, printed (in the reverse of their byte order), as Electrum and Esplora give them. */
  readonly siblings: readonly string[];
  /** Index in the block. */
  readonly position: number;
}

/** What a proof is about. */
export type Claim = Pick<BitcoinTransaction, 'txid' | 'block' | 'inputs' | 'outputs'>;

const HEADER_BYTES = 80;
const HASH_BYTES = 32;
/** Positions have 32 bits; a block holds far fewer transactions than that. */
const MAX_DEPTH = 31;

/**
 * What is wrong with a proof; null when the transaction stands in the block, at that position.
 * @param header 80 bytes
 */
export function merkleProofProblem(claim: Claim, proof: MerkleProof, header: Uint8Array): string | null {
  return (
    headerProblem(claim, header) ??
    (mayBeInnerNode(claim) ? 'may be 64 bytes long, and then it could be a pair of hashes' : null) ??
    branchProblem(claim.txid, proof, header)
  );
}

/** Whether the header is that of the block: its hash, its time, and the work that was done for it. */
function headerProblem({ block: { hash, time } }: Claim, header: Uint8Array): string | null {
  if (header.length !== HEADER_BYTES) return `has a header of ${header.length} bytes instead of 80`;
  const found = printedHash(crypto.hash256(header));
  if (found !== hash) return `has a header that hashes to ${found} instead of ${hash}`;
  const block = Block.fromBuffer(header);
  if (block.timestamp !== time) return `has a header of time ${block.timestamp} instead of ${time}`;
  const target = targetOf(block.bits);
  if (target === null || BigInt(`0x${found}`) > target)
    return 'has a header without the work that it asks for';
  return null;
}

function branchProblem(txid: string, { siblings, position }: MerkleProof, header: Uint8Array): string | null {
  const isPlace = Number.isInteger(position) && position >= 0 && position < 2 ** siblings.length;
  if (siblings.length > MAX_DEPTH || !isPlace) {
    return `has no position ${position} beside ${siblings.length} hashes`;
  }
  let hash = bytesOfPrinted(txid);
  let rest = position;
  // Once a level ended with an odd one, the way leads along the right edge: nothing stands further right.
  let isLast = false;
  for (const sibling of siblings) {
    const other = bytesOfPrinted(sibling);
    const isRight = rest % 2 === 1;
    const isSame = sibling === printedHash(hash);
    // The last of an odd level is paired with itself, on the left: a position on the right is that of no transaction (CVE-2012-2459).
    if (isRight && isSame) return `has position ${position} twice: another one is meant`;
    if (!isRight && isLast && !isSame) return `has position ${position} beyond the last of the block`;
    isLast ||= !isRight && isSame;
    const pair = isRight ? concat(other, hash) : concat(hash, other);
    if (isTransactionLike(pair)) return 'has a pair of hashes that reads as a transaction';
    hash = crypto.hash256(pair);
    rest = Math.floor(rest / 2);
  }
  const root = Block.fromBuffer(header).merkleRoot;
  return root !== undefined && printedHash(root) === printedHash(hash)
    ? null
    : 'is not in the block: another Merkle root';
}

/*
 * The tree does not tell leaves from pairs of hashes: a transaction of 64 bytes (without witnesses) can be read as a pair, and a
 * pair as a transaction (S. Lerner, "Leaf-Node weakness in Bitcoin Merkle Tree Design", 2018; BIP-54). Neither is believed.
 */

/** Bytes of a transaction with one input and one output, beside their scripts: 4 + 1 + 36 + 1 + 4 + 1 + 8 + 1 + 4. */
const SMALLEST_BYTES = 60;
const SCRIPT_BYTES = 2 * HASH_BYTES - SMALLEST_BYTES;

/** One input, one output, and scripts so short that all could be 64 bytes. How long input scripts are is not known here. */
function mayBeInnerNode({ inputs, outputs }: Claim): boolean {
  const [output] = outputs;
  return inputs.length <= 1 && outputs.length === 1 && (output?.script.length ?? 0) / 2 <= SCRIPT_BYTES;
}

/** 64 bytes that have one input, one output, and scripts that fill the rest. Of random ones, one in 10^9 reads so. */
function isTransactionLike(bytes: Uint8Array): boolean {
  const inputScript = bytes[41] ?? 0;
  const outputs = 42 + inputScript + 4;
  const outputScript = bytes[outputs + 9] ?? 0;
  return (
    bytes[4] === 1 &&
    inputScript <= SCRIPT_BYTES &&
    bytes[outputs] === 1 &&
    inputScript + outputScript === SCRIPT_BYTES
  );
}

function concat(left: Uint8Array, right: Uint8Array): Uint8Array {
  return Uint8Array.from([...left, ...right]);
}
