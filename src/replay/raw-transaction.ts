/**
 * The raw bytes of a recorded Bitcoin transaction, rebuilt from its Esplora form.
 * They are given out only when they hash to the txid, so what is served here can be verified like a real answer.
 */

import { Transaction } from 'bitcoinjs-lib';
import type { EsploraTransaction } from './esplora-transaction.ts';

/** Raw bytes whose hash is the txid; null when the data lacks a part of the transaction (version, sequence, …). */
export function rawTransaction(tx: EsploraTransaction): Uint8Array | null {
  if (tx.version === undefined || tx.locktime === undefined) return null;
  const raw = new Transaction();
  raw.version = tx.version;
  raw.locktime = tx.locktime;
  for (const input of tx.vin) {
    if (input.scriptsig === undefined || input.sequence === undefined) return null;
    // Explorers print transaction ids in the reverse of their byte order.
    const hash = bytes(input.txid).reverse();
    const at = raw.addInput(hash, input.vout, input.sequence, bytes(input.scriptsig));
    raw.setWitness(at, (input.witness ?? []).map(bytes));
  }
  for (const output of tx.vout) raw.addOutput(bytes(output.scriptpubkey), BigInt(output.value));
  return raw.getId() === tx.txid ? raw.toBuffer() : null;
}

function bytes(hex: string): Uint8Array {
  return Uint8Array.from(Buffer.from(hex, 'hex'));
}
