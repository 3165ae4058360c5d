/**
 * The graph of a run: what the look-ups have found so far. It grows by expansions; their order never matters.
 */

import type { Chain, Tip } from '../chain.ts';
import { PriceBook } from '../prices/price-book.ts';
import type { EthereumTransaction, Transaction } from '../transaction.ts';
import { isInOrder, mergeEthereumViews } from '../transaction.ts';
import { checkAgreement } from './agreement.ts';
import { NONE } from './bitcoin-ids.ts';
import { BitcoinTransactions } from './bitcoin-transactions.ts';
import { EthereumTransactions } from './ethereum-transactions.ts';
import { type Fact, isUnanswered } from './fact.ts';
import { Facts } from './facts.ts';
import { type ComparedOpinion, compareOpinion, contradictionOf, type Proof, type Proven } from './proof.ts';
import { type Expansion, factKeys, outpointInFact, type ProofSubject, proofFact } from './subject.ts';

export class Graph {
  readonly bitcoin = new BitcoinTransactions();
  readonly ethereum = new EthereumTransactions();
  /** Of the run alone: nothing else that is read off the graph depends on prices. */
  readonly prices = new PriceBook();
  /** What was found of transactions whose proof was looked up, by transaction id. */
  readonly proofs = new Map<string, Proof>();
  /** Ids of transactions of which look-ups said several things. */
  readonly disputed = new Set<string>();
  readonly #facts = new Facts(this.bitcoin.table);
  /** Transactions without a block by the outpoint that they spend. */
  readonly #pending = new Map<string, string>();
  #lookups = 0;

  /**
   * Adds what a look-up found: all of it or, when it contradicts itself or what is known, nothing.
   * @throws BadProviderDataError when two transactions, or two views of one, disagree
   */
  add(expansion: Expansion): void {
    if (expansion.subject.kind === 'prices') {
      const { asset, times } = expansion.subject;
      this.prices.note(asset, times, expansion.prices ?? [], expansion.reason);
      return;
    }
    if (expansion.subject.kind === 'proof') {
      this.#addProof(expansion, expansion.subject);
      return;
    }
    const ethereum = this.#mergedEthereum(expansion.transactions);
    this.bitcoin.table.atomically(() => this.#addBitcoin(expansion.transactions));
    this.#lookups += 1;
    const { subject, status, count, reason = null } = expansion;
    const active = activeIn(expansion);
    for (const key of factKeys(subject)) {
      this.#pending.delete(outpointInFact(key) ?? '');
      const before = this.#facts.get(key);
      const lastTime = lastTimeIn(expansion, before?.lastTime ?? null);
      const fact = { chain: subject.chain, status, count, reason, active, lastTime, asOf: null };
      const isRest = isUnanswered(fact) && subject.kind === 'history' && subject.known !== undefined;
      this.#facts.set(key, isRest && before !== undefined ? { ...before, status, reason } : fact);
    }
    for (const { outpoint, txid } of expansion.pending ?? []) this.#pending.set(outpoint, txid);
    for (const tx of ethereum) this.ethereum.set(tx);
  }

  /** The transaction without a block that was about to spend an outpoint when it was last looked up in this run. */
  pendingSpendOf(outpoint: string): string | undefined {
    return this.#pending.get(outpoint);
  }

  /** The known Bitcoin transaction that spends an outpoint. */
  spenderOf(outpoint: string): string | undefined {
    const { table } = this.bitcoin;
    const output = table.outputIdOf(outpoint);
    const spender = output === NONE ? NONE : table.outputs.spenderOf(output);
    return spender === NONE ? undefined : table.txidOf(spender);
  }

  /** Whether the id of a transaction is the hash of what the explorer gave with it. */
  isHashed(txid: string): boolean {
    return this.bitcoin.isVerified(txid);
  }

  /** What another explorer says of a transaction; null when none was asked, or the transaction is not known. */
  opinionOn(txid: string): ComparedOpinion | null {
    const opinion = this.proofs.get(txid)?.secondOpinion ?? null;
    if (opinion === null) return null;
    const known = this.bitcoin.get(txid) ?? this.ethereum.get(txid);
    return known === undefined ? null : compareOpinion(known, opinion);
  }

  /** Notes that look-ups disagree on a transaction: only a proof tells which of them is right. */
  dispute(txid: string): void {
    this.disputed.add(txid);
  }

  /** Transactions that are not as they are proven to be or of which look-ups said several things, in the order in which the proofs were found. */
  refuted(): { readonly txid: string; readonly proven: Proven }[] {
    return [...this.proofs].flatMap(([txid, { proven }]) => {
      if (proven === null) return [];
      if (this.disputed.has(txid)) return [{ txid, proven }];
      const known = proven.chain === 'bitcoin' ? this.bitcoin.get(txid) : this.ethereum.get(txid);
      return known !== undefined && contradictionOf(known, proven) !== null ? [{ txid, proven }] : [];
    });
  }

  fact(key: string): Fact | undefined {
    return this.#facts.get(key);
  }

  /** Whether everything is known, at least up to the tip of an earlier run. */
  isKnown(key: string): boolean {
    const fact = this.#facts.get(key);
    return fact !== undefined && (fact.status === 'complete' || (isUnanswered(fact) && fact.asOf !== null));
  }

  /**
   * Ends an earlier run of the case: what it found stands as of its tips, but for what waited for a block. Look-ups that were
   * not answered are forgotten, so that they are made again, and none is counted: each run has its own budget.
   */
  endRun(tips: Readonly<Partial<Record<Chain, Tip>>>): void {
    this.#lookups = 0;
    this.prices.clear();
    this.#pending.clear();
    this.#facts.endRun(tips);
  }

  /** Look-ups of explorers made so far, without those of earlier runs. */
  get lookups(): number {
    return this.#lookups;
  }

  /** Not a look-up of the walk: it has a budget of its own. */
  #addProof({ status, reason, proof }: Expansion, { chain, txid }: ProofSubject): void {
    if (proof !== undefined) this.proofs.set(txid, proof);
    const none = { count: 0, active: 0, lastTime: null, asOf: null };
    this.#facts.set(proofFact(txid), { chain, status, reason: reason ?? null, ...none });
  }

  /** Checks each transaction against what is known, and adds it. @throws BadProviderDataError */
  #addBitcoin(transactions: readonly Transaction[]): void {
    const { table } = this.bitcoin;
    for (const tx of transactions) {
      if (tx.chain !== 'bitcoin') continue;
      checkAgreement(tx, table);
      table.add(tx);
    }
  }

  /** @throws BadProviderDataError */
  #mergedEthereum(transactions: readonly Transaction[]): Iterable<EthereumTransaction> {
    const merged = new Map<string, EthereumTransaction>();
    for (const tx of transactions) {
      if (tx.chain !== 'ethereum') continue;
      const joined = merged.get(tx.txid);
      // Joined with itself it would be what it is.
      if (joined === undefined && isInOrder(tx) && this.ethereum.isSame(tx)) continue;
      const before = joined ?? this.ethereum.get(tx.txid);
      merged.set(tx.txid, before === undefined ? tx : mergeEthereumViews(before, tx));
    }
    return merged.values();
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
