/**
 * Proofs of what an Esplora server said about a transaction: its raw bytes, and its way to the Merkle root of its block. For
 * transactions that matter, since each costs requests.
 */

import { merkleProofProblem } from '../../core/bitcoin/merkle-proof.ts';
import { parseRawTransaction } from '../../core/bitcoin/raw-transaction.ts';
import type { ProvenBitcoin } from '../../core/graph/proof.ts';
import { type Expansion, type ProofSubject, provedBy } from '../../core/graph/subject.ts';
import type { BitcoinTransaction } from '../../core/transaction.ts';
import { type Pinned, validityUpTo } from '../pinned.ts';
import { isJson } from '../transport/body.ts';
import { badAnswer } from '../wire-form.ts';
import { askTransaction, pathOfTransaction } from './transaction.ts';
import { readBytes, readMerkleProof } from './wire.ts';

/** Looks up what proves a transaction, whoever told it. */
export async function expandProof(pinned: Pinned, subject: ProofSubject): Promise<Expansion> {
  const { txid, wants } = subject;
  const proven = wants.includes('form') ? await readForm(pinned, txid) : null;
  const inBlock = wants.includes('block') ? await isInBlock(pinned, txid) : null;
  return provedBy(subject, { proven, inBlock });
}

/**
 * What the raw bytes of a transaction say; one request.
 * @returns null when the server does not give them (404)
 * @throws BadProviderDataError when they are those of another one
 */
export async function readForm({ transport, tip }: Pinned, txid: string): Promise<ProvenBitcoin | null> {
  // As hex, since bodies are texts here. The bytes of an id never change.
  const path = `${pathOfTransaction(txid)}/hex`;
  const body = await transport.get(
    path,
    {},
    {
      tip,
      check: readBytes,
      validity: () => 'settled',
      keepsAbsence: true,
    },
  );
  if (body === null) return null;
  const raw = parseRawTransaction(readBytes(body));
  if (raw?.txid === txid) {
    const { spends, outputs, fingerprint } = raw;
    return { chain: 'bitcoin', spends, outputs, fingerprint };
  }
  const problem = raw === null ? 'are no transaction' : `hash to ${raw.txid}`;
  throw badAnswer(body, `gives raw bytes of ${txid} that ${problem}`);
}

async function isInBlock(pinned: Pinned, txid: string): Promise<true | null> {
  const transaction = await askTransaction(pinned, txid);
  if (typeof transaction === 'string') return null;
  return (await proveInBlock(pinned, transaction)) === null ? null : true;
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
    {
      tip,
      check: isJson,
      validity: (body) => validityUpTo(readMerkleProof(body).block_height, pinned),
      keepsAbsence: true,
    },
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
