/**
 * The graph of a run: what the look-ups have found so far. It grows by expansions; their order never matters.
 */

import type { Chain, Tip } from '../chain.ts';
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
  /** Of a history: transactions at the height from which activity is judged, or above. */
  readonly active: number;
  /** Of a history: time of the newest transaction, Unix seconds; null when there is none. */
  readonly lastTime: number | null;
  /**
   * The tip of the earlier run that found it out: what came after is not known. Null for the run itself. A look-up for
   * the rest that failed leaves what was known as it was.
   */
  readonly asOf: Tip | null;
}

/** Whether more may have happened up to a tip than a fact tells: an earlier run found it out, at a lower tip. */
export function isOutdated({ asOf }: Fact, tip: Tip | undefined): boolean {
  return asOf !== null && asOf.height < (tip?.height ?? asOf.height);
}

export class Graph {
  readonly bitcoin = new Map<string, BitcoinTransaction>();
  readonly ethereum = new Map<string, EthereumTransaction>();
  /** Input outpoints of all known Bitcoin transactions, with the transaction that spends them. */
  readonly spenders = new Map<string, string>();
  readonly #facts = new Map<string, Fact & { readonly chain: Chain }>();
  readonly #highestSpent = new Map<string, number>();
  #lookups = 0;

  /**
   * Adds what a look-up found: all of it or, when it contradicts itself or what is known, nothing.
   * @throws BadProviderDataError when two transactions, or two views of one, disagree
   */
  add(expansion: Expansion): void {
    const staged = this.#staged(expansion.transactions);
    this.#lookups += 1;
    const { subject, status, count, reason = null } = expansion;
    for (const key of factKeys(subject)) {
      const before = this.#facts.get(key);
      const lastTime = lastTimeIn(expansion, before?.lastTime ?? null);
      const active = activeIn(expansion);
      const fact = { chain: subject.chain, status, count, reason, active, lastTime, asOf: null };
      const isRest = status === 'failed' && subject.kind === 'history' && subject.known !== undefined;
      this.#facts.set(key, isRest && before !== undefined ? { ...before, status, reason } : fact);
    }
    for (const [txid, tx] of staged.ethereum) this.ethereum.set(txid, tx);
    for (const [txid, tx] of staged.bitcoin) this.bitcoin.set(txid, tx);
    for (const [outpoint, txid] of staged.spenders) this.spenders.set(outpoint, txid);
    for (const [txid, vout] of staged.highestSpent) this.#highestSpent.set(txid, vout);
  }

  fact(key: string): Fact | undefined {
    return this.#facts.get(key);
  }

  /** Whether everything is known, at least up to the tip of an earlier run. */
  isKnown(key: string): boolean {
    const fact = this.#facts.get(key);
    return (
      fact !== undefined && (fact.status === 'complete' || (fact.status === 'failed' && fact.asOf !== null))
    );
  }

  /**
   * Ends an earlier run of the case: what it found stands as of its tips. Look-ups that failed are forgotten, so that
   * they are made again, and none is counted: each run has its own budget.
   */
  endRun(tips: Readonly<Partial<Record<Chain, Tip>>>): void {
    this.#lookups = 0;
    for (const [key, fact] of this.#facts) {
      const tip = tips[fact.chain];
      if (tip === undefined || (fact.status === 'failed' && fact.asOf === null)) this.#facts.delete(key);
      else if (fact.status === 'failed') this.#facts.set(key, { ...fact, status: 'complete', reason: null });
      else if (fact.asOf === null) this.#facts.set(key, { ...fact, asOf: tip });
    }
  }

  /** Look-ups made so far, without those of earlier runs. */
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

function activeIn({ subject, transactions }: Expansion): number {
  if (subject.kind !== 'history') return 0;
  const found = transactions.filter(({ block }) => block.height >= subject.fromHeight).length;
  return found + (subject.known?.active ?? 0);
}

function lastTimeIn({ subject, transactions }: Expansion, known: number | null): number | null {
  if (subject.kind !== 'history') return null;
  const before = subject.known === undefined ? null : known;
  return transactions.reduce<number | null>((last, { block }) => Math.max(last ?? 0, block.time), before);
}
