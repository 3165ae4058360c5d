/**
 * From Esplora's form of a Bitcoin transaction to ours. What cannot be true is refused: an explorer that is wrong once
 * must not move a single satoshi in a report.
 */

import { rebuiltTransaction } from '../../core/bitcoin/raw-transaction.ts';
import type { BlockRef } from '../../core/chain.ts';
import { type Fingerprint, fingerprintFrom } from '../../core/fingerprint.ts';
import type { BitcoinInput, BitcoinTransaction } from '../../core/transaction.ts';
import type { Origin } from '../transport/body.ts';
import { badAnswer } from '../wire-form.ts';
import type { WireStatus, WireTransaction } from './wire.ts';

/**
 * A confirmed transaction in our form; null when it is not confirmed. The position in the block stays unknown: Esplora's
 * form does not carry it. When nothing of it is missing, it is verified: it is hashed.
 * @throws BadProviderDataError when amounts, inputs or block contradict each other, or when it hashes to another id
 */
export function normalizeTransaction(wire: WireTransaction, origin: Origin): BitcoinTransaction | null {
  const block = blockOf(wire.status, wire.txid, origin);
  if (block === null) return null;
  const isCoinbase = wire.vin.some((input) => input.is_coinbase);
  const inputs = isCoinbase ? coinbaseInputs(wire, origin) : spentOutputs(wire, origin);
  const outputs = wire.vout.map(({ value, scriptpubkey }) => ({
    value: BigInt(value),
    script: scriptpubkey,
  }));
  const fee = isCoinbase ? 0n : total(inputs) - total(outputs);
  if (fee < 0n)
    throw badAnswer(origin, `transaction ${wire.txid} pays out ${-fee} satoshi more than it takes`);
  if (wire.fee !== undefined && BigInt(wire.fee) !== fee) {
    throw badAnswer(origin, `transaction ${wire.txid} states a fee of ${wire.fee}; its amounts say ${fee}`);
  }
  const isVerified = hashes(wire, origin);
  const fingerprint = fingerprintOf(wire);
  return {
    chain: 'bitcoin',
    txid: wire.txid,
    block,
    position: null,
    inputs,
    outputs,
    fee,
    ...(fingerprint === undefined ? {} : { fingerprint }),
    ...(isVerified ? { verified: true } : {}),
  };
}

/** Undefined when a part of it is not told. */
function fingerprintOf({ version, locktime, vin }: WireTransaction): Fingerprint | undefined {
  const sequences = vin.flatMap(({ sequence }) => sequence ?? []);
  if (version === undefined || locktime === undefined || sequences.length < vin.length) return undefined;
  return fingerprintFrom({ version, locktime, sequences });
}

/** Whether it hashes to its id; false when a part is missing, so that it cannot be told. */
function hashes(wire: WireTransaction, origin: Origin): boolean {
  const raw = rebuiltTransaction(wire);
  if (raw === null) return false;
  if (raw.txid === wire.txid) return true;
  throw badAnswer(origin, `transaction ${wire.txid} hashes to ${raw.txid}: it was changed`);
}

/**
 * The block of a transaction; null when it is not confirmed.
 * @throws BadProviderDataError when a confirmed one lacks a part of it
 */
export function blockOf(status: WireStatus, txid: string, origin: Origin): BlockRef | null {
  const { confirmed, block_height: height, block_hash: hash, block_time: time } = status;
  if (!confirmed) return null;
  if (height === undefined || hash === undefined || time === undefined) {
    throw badAnswer(origin, `transaction ${txid} is confirmed, but its block has no height, hash or time`);
  }
  return { height, hash, time };
}

/** New coins: a single input that spends nothing. */
function coinbaseInputs({ txid, vin }: WireTransaction, origin: Origin): [] {
  if (vin.length !== 1 || vin[0]?.prevout !== null) {
    throw badAnswer(origin, `coinbase transaction ${txid} has inputs that spend`);
  }
  return [];
}

function spentOutputs({ txid, vin }: WireTransaction, origin: Origin): BitcoinInput[] {
  const outpoints = new Set<string>();
  return vin.map((input) => {
    const outpoint = `${input.txid}:${input.vout}`;
    if (input.prevout === null) {
      throw badAnswer(
        origin,
        `transaction ${txid} spends ${outpoint}, whose amount is missing (prevout null)`,
      );
    }
    if (outpoints.has(outpoint)) throw badAnswer(origin, `transaction ${txid} spends ${outpoint} twice`);
    outpoints.add(outpoint);
    return { outpoint, value: BigInt(input.prevout.value), script: input.prevout.scriptpubkey };
  });
}

function total(parts: readonly { readonly value: bigint }[]): bigint {
  return parts.reduce((sum, { value }) => sum + value, 0n);
}
