/**
 * What is known around a transaction. Detectors look at a transaction alone; checks and patterns that need its neighbours
 * are given these look-ups, and must cope with what is not known.
 */

import type { BitcoinTransaction } from '../transaction.ts';

/** The transaction that spends an output. */
export type SpenderLookup = (txid: string, vout: number) => BitcoinTransaction | 'unspent' | 'unknown';

/** A transaction by its id; undefined when it is not known. */
export type TransactionLookup = (txid: string) => BitcoinTransaction | undefined;

/** What a wallet leaves in a transaction beside amounts and scripts. The trace does not keep it; explorers tell it. */
export interface Fingerprint {
  readonly version: number;
  readonly locktime: number;
  /** nSequence of each input. */
  readonly sequences: readonly number[];
}

export interface Neighbours {
  readonly spenderOf: SpenderLookup;
  readonly transactionOf: TransactionLookup;
  /** Undefined when it is not known. */
  readonly fingerprintOf: (txid: string) => Fingerprint | undefined;
  /** Whether a transaction is the first to pay a script; undefined when the history of the script is not known. */
  readonly isFirstUse: (script: string, txid: string) => boolean | undefined;
}

/** For a transaction without neighbours. */
export const NO_NEIGHBOURS: Neighbours = {
  spenderOf: () => 'unknown',
  transactionOf: () => undefined,
  fingerprintOf: () => undefined,
  isFirstUse: () => undefined,
};

/** The txid of the transaction that made the output which an input spends. */
export function fundingTxid(outpoint: string): string {
  return outpoint.slice(0, outpoint.lastIndexOf(':'));
}
