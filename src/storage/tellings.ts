/**
 * Who told which transactions of a run in memory, and what each said of them, which matters where a proof contradicts it. What the
 * only teller of a transaction said is what the graph holds, so only what the graph joined from several, or did not believe, is
 * kept beside it.
 */

import { growGraph } from '../cases/grow-graph.ts';
import type { Version } from '../cases/ports.ts';
import type { Graph } from '../core/graph/graph.ts';
import type { Expansion } from '../core/graph/subject.ts';
import { chainOfTxid, type Transaction } from '../core/transaction.ts';

const NONE: ReadonlySet<Transaction> = new Set();

export class Tellings {
  /** By transaction, in the order of their names; the lists are shared. */
  readonly #tellers = new Map<string, readonly string[]>();
  readonly #versions = new Map<string, Version[]>();
  /** All who told anything. */
  readonly #providers = new Set<string | undefined>();

  tellersOf(txid: string): readonly string[] {
    return this.#tellers.get(txid) ?? [];
  }

  /** @param graph that grew by what was told */
  versionsOf(txid: string, graph: Graph): readonly Version[] {
    const kept = this.#versions.get(txid);
    if (kept !== undefined) return kept;
    const [provider, ...others] = this.tellersOf(txid);
    if (provider === undefined || others.length > 0) return [];
    const transaction = chainOfTxid(txid) === 'bitcoin' ? graph.bitcoin.get(txid) : graph.ethereum.get(txid);
    return transaction === undefined ? [] : [{ provider, transaction }];
  }

  clear(): void {
    this.#tellers.clear();
    this.#versions.clear();
    this.#providers.clear();
  }

  /** Notes who told the transactions of a look-up. */
  note({ provider, transactions }: Expansion): void {
    if (provider === undefined) return;
    this.#providers.add(provider);
    const alone = [provider];
    for (const { txid } of transactions) {
      const told = this.#tellers.get(txid);
      if (told === undefined) this.#tellers.set(txid, alone);
      else if (!told.includes(provider)) this.#tellers.set(txid, [...told, provider].sort());
    }
  }

  /** Lets a graph grow by a look-up, and notes who told what. */
  grow(graph: Graph, expansion: Expansion): void {
    const { provider, transactions } = expansion;
    const shared = this.#sharedOf(expansion);
    this.#keep(shared, provider, graph);
    this.note(expansion);
    if (growGraph(graph, [expansion])) return;
    const others = transactions.filter((transaction) => !shared.has(transaction));
    this.#keep(others, provider, graph);
  }

  /** Those that somebody else told, too, or of which several things were said. */
  #sharedOf({ provider, transactions }: Expansion): ReadonlySet<Transaction> {
    const isFirst = this.#providers.size === (this.#providers.has(provider) ? 1 : 0);
    if (isFirst && this.#versions.size === 0) return NONE;
    const isShared = ({ txid }: Transaction) =>
      this.#versions.has(txid) || this.tellersOf(txid).some((teller) => teller !== provider);
    return new Set(transactions.filter(isShared));
  }

  /** Keeps what is said of transactions beside what the graph holds, which it does not change. */
  #keep(transactions: Iterable<Transaction>, provider: string | undefined, graph: Graph): void {
    if (provider === undefined) return;
    for (const transaction of transactions) {
      // Nothing contradicts what has the hash that it is named by.
      if (transaction.chain === 'bitcoin' && transaction.verified === true) continue;
      const { txid } = transaction;
      this.#versions.set(txid, [...this.versionsOf(txid, graph), { provider, transaction }]);
    }
  }
}
