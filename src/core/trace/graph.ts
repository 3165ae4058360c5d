/**
 * The graph of a run: what the look-ups have found so far. It grows by expansions; their order never matters.
 */

import { parseOutpoint } from '../holding.ts';
import type { BitcoinTransaction, EthereumTransaction, Transaction } from '../transaction.ts';
import { mergeEthereumViews } from '../transaction.ts';
import { checkAgreement } from './agreement.ts';
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
  readonly #highestSpent = new Map<string, number>();
  #lookups = 0;

  /**
   * Adds what a look-up found: all of it or, when it contradicts itself or what is known, nothing.
   * @throws BadProviderDataError when two transactions, or two views of one, disagree
   */
  add(expansion: Expansion): void {
    const staged = this.#staged(expansion.transactions);
    this.#lookups += 1;
    const { status, count, reason = null } = expansion;
    for (const key of factKeys(expansion.subject)) this.#facts.set(key, { status, count, reason });
    for (const [txid, tx] of staged.ethereum) this.ethereum.set(txid, tx);
    for (const [txid, tx] of staged.bitcoin) this.bitcoin.set(txid, tx);
    for (const [outpoint, txid] of staged.spenders) this.spenders.set(outpoint, txid);
    for (const [txid, vout] of staged.highestSpent) this.#highestSpent.set(txid, vout);
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

  #staged(transactions: readonly Transaction[]) {
    const bitcoin = new Map<string, BitcoinTransaction>();
    const spenders = new Map<string, string>();
    const highestSpent = new Map<string, number>();
    const ethereum = new Map<string, EthereumTransaction>();
    const known = {
      transaction: (txid: string) => bitcoin.get(txid) ?? this.bitcoin.get(txid),
      spender: (outpoint: string) => spenders.get(outpoint) ?? this.spenders.get(outpoint),
      highestSpent: (txid: string) => highestSpent.get(txid) ?? this.#highestSpent.get(txid),
    };
    for (const tx of transactions) {
      if (tx.chain === 'ethereum') {
        const before = ethereum.get(tx.txid) ?? this.ethereum.get(tx.txid);
        ethereum.set(tx.txid, before === undefined ? tx : mergeEthereumViews(before, tx));
      } else {
        checkAgreement(tx, known);
        bitcoin.set(tx.txid, tx);
        for (const { outpoint } of tx.inputs) {
          const { txid, vout } = parseOutpoint(outpoint);
          spenders.set(outpoint, tx.txid);
          highestSpent.set(txid, Math.max(vout, known.highestSpent(txid) ?? 0));
        }
      }
    }
    return { bitcoin, spenders, highestSpent, ethereum };
  }
}
