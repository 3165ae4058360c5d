/**
 * The raw bytes of a recorded Bitcoin transaction, built again from its Esplora form.
 * They are given out only when they hash to the txid, so what is served here can be verified like a real answer.
 */

import { rebuiltTransaction } from '../core/bitcoin/raw-transaction.ts';
import type { EsploraTransaction, PendingTransaction } from './esplora-transaction.ts';

/** Raw bytes whose hash is the txid; null when the data lacks a part of the transaction (version, sequence, …). */
export function rawTransaction(tx: EsploraTransaction | PendingTransaction): Uint8Array | null {
  const raw = rebuiltTransaction(tx);
  return raw?.txid === tx.txid ? raw.toBytes() : null;
}
