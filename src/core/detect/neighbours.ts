/**
 * What is known around a transaction. Detectors look at a transaction alone; checks and patterns that need its neighbours
 * are given these look-ups, and must cope with what is not known.
 */

import type { BitcoinTransaction } from '../transaction.ts';

/** The transaction that spends an output. */
export type SpenderLookup = (txid: string, vout: number) => BitcoinTransaction | 'unspent' | 'unknown';

/** A transaction by its id; undefined when it is not known. */
export type TransactionLookup = (txid: string) => BitcoinTransaction | undefined;

export interface Neighbours {
  readonly spenderOf: SpenderLookup;
  readonly transactionOf: TransactionLookup;
  /** Whether a transaction is the first to pay a script; undefined when the history of the script is not known. */
  readonly isFirstUse: (script: string, txid: string) => boolean | undefined;
}

/** For a transaction without neighbours. */
export const NO_NEIGHBOURS: Neighbours = {
  spenderOf: () => 'unknown',
  transactionOf: () => undefined,
  isFirstUse: () => undefined,
};

/** The txid of the transaction that made the output which an input spends. */
export function fundingTxid(outpoint: string): string {
  return outpoint.slice(0, outpoint.lastIndexOf(':'));
}
