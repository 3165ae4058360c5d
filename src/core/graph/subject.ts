/**
 * Subjects: what one explorer look-up answers. The frontier of a round is a list of subjects; `expand` asks an
 * explorer for each and stores the answer as an expansion.
 */

import type { Asset, Chain } from '../chain.ts';
import type { TimedAnswer } from '../prices/price.ts';
import type { Transaction } from '../transaction.ts';
import type { Proof } from './proof.ts';

/** What of Ethereum a case looks at: all transfers, or those of ether alone. */
export const ASSET_SCOPES = ['all', 'native'] as const;
export type AssetScope = (typeof ASSET_SCOPES)[number];

/** What every subject may say. */
interface SubjectBase {
  /** Explorers that are not asked, because an answer of theirs was found to be wrong; absent for none. */
  readonly without?: readonly string[];
  /** Transfers of ether alone are asked for, and given; absent for all. */
  readonly assets?: 'native';
}

/** All transactions of an address up to the pinned tip. */
export interface HistorySubject extends SubjectBase {
  readonly kind: 'history';
  readonly chain: Chain;
  readonly address: string;
  /** Height of the first tainted receipt: activity is judged from here on. */
  readonly fromHeight: number;
  /** Transactions that brought stolen value to the address: a history without them is cut. Absent for none. */
  readonly shows?: readonly string[];
  /** What earlier runs of the case found out; absent when nothing. Then only what is newer is asked for. */
  readonly known?: KnownHistory;
}

/** The part of a history that need not be asked for again. */
export interface KnownHistory {
  /** Every transaction up to this height is known. */
  readonly height: number;
  /** How many of them stand at the subject's `fromHeight` or above: they count as activity. */
  readonly active: number;
  /** Of Bitcoin: what the explorer's own list is held against. Lists of Ethereum have no counts, and begin above the height. */
  readonly rows?: KnownRows;
}

/** The part of a list of an address that is known. */
export interface KnownRows {
  readonly count: number;
  /** The newest of them, the highest block first; as many as stand on a page. */
  readonly newest: readonly KnownRow[];
}

export interface KnownRow {
  readonly txid: string;
  /** Of its block. */
  readonly height: number;
}

/** One transaction, with all that it moved. */
export interface TransactionSubject extends SubjectBase {
  readonly kind: 'transaction';
  readonly chain: Chain;
  /** 64 lower-case hex digits, on Ethereum after `0x`: the two chains cannot be confused. */
  readonly txid: string;
}

/** The transactions that spend the given outputs of a Bitcoin transaction. */
export interface SpendsSubject extends SubjectBase {
  readonly kind: 'spends';
  readonly chain: 'bitcoin';
  readonly txid: string;
  /** Ascending. */
  readonly vouts: readonly number[];
  /** Outputs of the same transaction that earlier runs of the case found spent; absent for none. They are not asked for. */
  readonly spent?: readonly SpentOutput[];
}

/** An output, and the transaction that spends it. */
export interface SpentOutput {
  readonly vout: number;
  readonly txid: string;
}

/** What proves a transaction that a report relies on. */
export interface ProofSubject extends SubjectBase {
  readonly kind: 'proof';
  readonly chain: Chain;
  readonly txid: string;
  /** What is wanted: the form that the id is the hash of, its place in its block, what another explorer says. */
  readonly wants: readonly ProofWant[];
  /** Explorers that told the transaction, which give no second opinion on it; absent when none is wanted. */
  readonly toldBy?: readonly string[];
}

export type ProofWant = 'form' | 'block' | 'second-opinion';

/** What an explorer answers. */
export type Subject = HistorySubject | TransactionSubject | SpendsSubject | ProofSubject;

/** Prices of an asset in US dollars, which price sources answer; nothing of a trace but its valuation follows from them. */
export interface PricesSubject {
  readonly kind: 'prices';
  readonly chain: Chain;
  readonly asset: Asset;
  /** Hours, Unix seconds, ascending; `MAX_TIMES` at most. */
  readonly times: readonly number[];
}

/** What a look-up may be for. */
export type LookupSubject = Subject | PricesSubject;

/** An output that a transaction without a block spends: it may never get one. */
export interface PendingSpend {
  readonly outpoint: string;
  /** The transaction that spends it. */
  readonly txid: string;
}

/** What a look-up found. */
export interface Expansion {
  readonly subject: LookupSubject;
  /**
   * `complete`: every transaction up to the tip is here, without those that the subject says are known.
   * `too-active`: more transactions than the limit; none are kept and `count` says how many were counted.
   * `failed`: the explorer did not answer; `reason` says why.
   * `incomplete`: it answered that it does not know all yet; `reason` says what it lacks. Nothing is kept.
   */
  readonly status: 'complete' | 'too-active' | 'failed' | 'incomplete';
  readonly transactions: readonly Transaction[];
  /** Of a look-up of prices. */
  readonly prices?: readonly TimedAnswer[];
  /** Transactions found, or counted before giving up. */
  readonly count: number;
  readonly reason?: string;
  /** Outputs of the subject that were about to be spent when the explorer answered; absent for none. */
  readonly pending?: readonly PendingSpend[];
  /** What a look-up of proofs found. */
  readonly proof?: Proof;
  /** Who said so; absent when nobody did. */
  readonly provider?: string;
  /** Where the answers are archived, in the order in which they were asked for. */
  readonly evidence?: readonly string[];
}

/** The subject as a case of that scope asks it. */
export function inScope(subject: Subject, assets: AssetScope): Subject {
  return assets === 'native' && subject.chain === 'ethereum' ? { ...subject, assets } : subject;
}

/** What one explorer found of what proves a transaction; it gives no second opinion on its own word. */
export function provedBy(
  subject: ProofSubject,
  { proven = null, inBlock = null }: Partial<Pick<Proof, 'proven' | 'inBlock'>>,
): Expansion {
  const proof = { proven, inBlock, secondOpinion: null };
  return { subject, status: 'complete', transactions: [], count: 0, proof };
}

/** The facts that a subject settles, one key each: an outpoint, an address, a transaction. Prices are no facts. */
export function factKeys(subject: LookupSubject): string[] {
  switch (subject.kind) {
    case 'history':
      return [historyFact(subject.chain, subject.address)];
    case 'transaction':
      return [transactionFact(subject.txid)];
    case 'proof':
      return [proofFact(subject.txid)];
    case 'spends':
      return subject.vouts.map((vout) => spendFact(`${subject.txid}:${vout}`));
    case 'prices':
      return [];
  }
}

export const historyFact = (chain: Chain, address: string): string => `history ${chain} ${address}`;
export const transactionFact = (txid: string): string => `transaction ${txid}`;
export const proofFact = (txid: string): string => `proof ${txid}`;
const SPEND = 'spend ';
export const spendFact = (outpoint: string): string => `${SPEND}${outpoint}`;
/** The outpoint whose spending a fact tells; null for another fact. */
export const outpointInFact = (key: string): string | null =>
  key.startsWith(SPEND) ? key.slice(SPEND.length) : null;
