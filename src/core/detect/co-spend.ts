/**
 * Co-spending: coins that are spent together belong to one owner, unless several owners made the transaction together.
 * What may be a CoinJoin is left out, by the union of all rules: a missed link costs less than two owners made one.
 *
 * Not told apart here: a PayJoin, which looks like an ordinary payment, and signatures that do not cover all inputs
 * (SIGHASH other than ALL), since witnesses are not kept.
 */

import type { BitcoinTransaction } from '../transaction.ts';
import { firstMatch } from './coinjoin/detectors.ts';

/** Whether the inputs of a transaction may belong to several owners. */
export function mayHaveSeveralOwners(tx: BitcoinTransaction): boolean {
  return tx.inputs.length > 1 && firstMatch(tx)?.row.severalOwners === true;
}

/** The scripts that a transaction shows to belong to one owner, in order of input; empty when it shows nothing. */
export function coSpentScripts(tx: BitcoinTransaction): string[] {
  const scripts = [...new Set(tx.inputs.map(({ script }) => script))];
  return scripts.length < 2 || mayHaveSeveralOwners(tx) ? [] : scripts;
}
