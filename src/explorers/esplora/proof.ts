/**
 * Proofs of what an Esplora server said about a transaction: its raw bytes, and its way to the Merkle root of its block. For
 * transactions that matter, since each costs requests.
 */

import { merkleProofProblem } from '../../core/bitcoin/merkle-proof.ts';
import { parseRawTransaction, rawProblem } from '../../core/bitcoin/raw-transaction.ts';
import type { BitcoinTransaction } from '../../core/transaction.ts';
import { type Pinned, validityUpTo } from '../pinned.ts';
import { isJson } from '../transport/body.ts';
import { badAnswer } from '../wire-form.ts';
import { pathOfTransaction } from './transaction.ts';
import { readBytes, readMerkleProof } from './wire.ts';

/**
 * Reads the raw bytes of a transaction and holds it against them; one request.
 * @returns the transaction, verified; null when the server does not give them (404)
 * @throws BadProviderDataError when they are those of another one
 */
export async function verifyByRaw(
  { transport, tip }: Pinned,
  transaction: BitcoinTransaction,
): Promise<BitcoinTransaction | null> {
  // As hex, since bodies are texts here. The bytes of an id never change.
  const path = `${pathOfTransaction(transaction.txid)}/hex`;
  const body = await transport.get(path, {}, { tip, check: readBytes, validity: () => 'settled' });
  if (body === null) return null;
  const raw = parseRawTransaction(readBytes(body));
  const problem = raw === null ? 'is not a transaction' : rawProblem(transaction, raw);
  if (problem === null) return { ...transaction, verified: true };
  throw badAnswer(body, `gives raw bytes of ${transaction.txid}, which ${problem}`);
}

/**
 * Reads the Merkle proof of a transaction and the header of its block, and checks both; two requests, one for each further
 * transaction of the block.
 * @returns the transaction with its position in the block; null when the server has no proof (404)
 * @throws BadProviderDataError when the proof does not hold
 */
export async function proveInBlock(
  pinned: Pinned,
  transaction: BitcoinTransaction,
): Promise<BitcoinTransaction | null> {
  const { transport, tip } = pinned;
  const { txid, block } = transaction;
  const proof = await transport.get(
    `${pathOfTransaction(txid)}/merkle-proof`,
    {},
    { tip, check: isJson, validity: (body) => validityUpTo(readMerkleProof(body).block_height, pinned) },
  );
  if (proof === null) return null;
  // A hash has one header, for good.
  const headerPath = `/block/${block.hash}/header`;
  const header = await transport.get(headerPath, {}, { tip, check: readBytes, validity: () => 'settled' });
  if (header === null) return null;
  const { block_height: height, merkle: siblings, pos: position } = readMerkleProof(proof);
  const problem =
    height === block.height
      ? merkleProofProblem(transaction, { siblings, position }, readBytes(header))
      : `stands in block ${block.height}, not ${height}`;
  if (problem === null) return { ...transaction, position };
  throw badAnswer(proof, `gives a proof for transaction ${txid}, which ${problem}`);
}
