/**
 * The graph of a run: what the look-ups have found so far. It grows by expansions; their order never matters.
 */

import type { BitcoinTransaction, EthereumTransaction, Transaction } from '../transaction.ts';
import { mergeEthereumViews } from '../transaction.ts';
import { type Expansion, factKeys } from './subject.ts';

/** What is known of a fact: settled, given up because of too much activity, or failed. */
export interface Fact {
  readonly status: Expansion['status'];
  readonly count: number;
  readonly reason: string | null;
}

export class Graph {
  readonly bitcoin = new Map<string, BitcoinTransaction>();
  readonly ethereum = new Map<string, EthereumTransaction>();
  /** Input outpoints of all known Bitcoin transactions, with the transaction that spends them. */
  readonly spenders = new Map<string, string>();
  readonly #facts = new Map<string, Fact>();
  #lookups = 0;

  /**
   * Adds what a look-up found: all of it or, when it contradicts what is known, nothing.
   * @throws BadProviderDataError when two look-ups disagree on a transaction
   */
  add(expansion: Expansion): void {
    const transactions = expansion.transactions.map((transaction) => this.#merged(transaction));
    this.#lookups += 1;
    const { status, count, reason = null } = expansion;
    for (const key of factKeys(expansion.subject)) this.#facts.set(key, { status, count, reason });
    for (const transaction of transactions) this.#put(transaction);
  }

  fact(key: string): Fact | undefined {
    return this.#facts.get(key);
  }

  isComplete(key: string): boolean {
    return this.#facts.get(key)?.status === 'complete';
  }

  /** Look-ups made so far. */
  get lookups(): number {
    return this.#lookups;
  }

  #merged(transaction: Transaction): Transaction {
    if (transaction.chain === 'bitcoin') return transaction;
    const known = this.ethereum.get(transaction.txid);
    return known === undefined ? transaction : mergeEthereumViews(known, transaction);
  }

  #put(transaction: Transaction): void {
    if (transaction.chain === 'ethereum') {
      this.ethereum.set(transaction.txid, transaction);
      return;
    }
    this.bitcoin.set(transaction.txid, transaction);
    for (const input of transaction.inputs) this.spenders.set(input.outpoint, transaction.txid);
  }
}
