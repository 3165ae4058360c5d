/**
 * The recorded transactions that wait for a block, indexed for the questions that an explorer is asked.
 */

import { isUnspendableScript } from '../core/address.ts';
import { outpointKey } from '../core/holding.ts';
import { append } from '../core/multimap.ts';
import type { PendingTransaction } from './esplora-transaction.ts';

export interface Mempool {
  /** In the order in which they came. */
  readonly transactions: Map<string, PendingTransaction>;
  /** Spender by `outpointKey`. */
  readonly spends: Map<string, { readonly txid: string; readonly vin: number }>;
  /** The transactions that pay to or spend from a script, by script hex, in the order in which they came. */
  readonly histories: Map<string, PendingTransaction[]>;
}

export function emptyMempool(): Mempool {
  return { transactions: new Map(), spends: new Map(), histories: new Map() };
}

/** Adds a transaction; it has been checked before. */
export function addPending(mempool: Mempool, tx: PendingTransaction): void {
  mempool.transactions.set(tx.txid, tx);
  const scripts = new Set(tx.vout.map((output) => output.scriptpubkey));
  for (const [vin, input] of tx.vin.entries()) {
    mempool.spends.set(outpointKey(input.txid, input.vout), { txid: tx.txid, vin });
    if (input.prevout !== null) scripts.add(input.prevout.scriptpubkey);
  }
  for (const script of scripts) {
    if (isUnspendableScript(script)) continue;
    append(mempool.histories, script, tx);
  }
}

/** The transactions of a script, newest first. A script is given in hex; null stands for one that was never seen. */
export function pendingOf(mempool: Mempool, script: string | null): PendingTransaction[] {
  return (mempool.histories.get(script ?? '') ?? []).toReversed();
}
