/**
 * Rules that tell the change of a payment by the transactions around it: the change is spent by the wallet that made it,
 * and alike. As in citp/BlockSci (14ccc935, change_address.cpp) an output that is not spent, or by something not known,
 * cannot be ruled out.
 */

import type { Fingerprint } from '../../fingerprint.ts';
import type { BitcoinTransaction } from '../../transaction.ts';
import { fundingTxid, type Neighbours } from '../neighbours.ts';
import { isOrdered, spendsSegwit } from './form.ts';
import { type Candidates, reusedAddress, spendableOutputs } from './rules.ts';

/**
 * Client change: most wallets make a new address for it. Meiklejohn et al. (IMC 2013, definition 4.3): new, and no change
 * that was sent back to an address spent from.
 */
export function newAddress(tx: BitcoinTransaction, { isFirstUse }: Neighbours): Candidates {
  const spendable = spendableOutputs(tx);
  if (reusedAddress(tx).length > 0) return [];
  const firsts = spendable.map((vout) => isFirstUse(tx.outputs[vout]?.script ?? '', tx.txid));
  return firsts.includes(undefined) ? spendable : spendable.filter((_, n) => firsts[n] === true);
}

export function sameLocktime(tx: BitcoinTransaction, around: Neighbours): Candidates {
  return byFingerprint(tx, around, (own, other) => own.hasLocktime === other.hasLocktime);
}

export function sameVersion(tx: BitcoinTransaction, around: Neighbours): Candidates {
  return byFingerprint(tx, around, (own, other) => own.version === other.version);
}

export function sameReplaceability(tx: BitcoinTransaction, around: Neighbours): Candidates {
  return byFingerprint(tx, around, (own, other) => isReplaceable(own) === isReplaceable(other));
}

export function sameSegwit(tx: BitcoinTransaction, around: Neighbours): Candidates {
  return bySpender(tx, around, (spender) => spendsSegwit(spender) === spendsSegwit(tx));
}

export function sameOrder(tx: BitcoinTransaction, around: Neighbours): Candidates {
  const own = isOrdered(tx);
  if (own === null) return spendableOutputs(tx);
  return bySpender(tx, around, (spender) => (isOrdered(spender) ?? own) === own);
}

export function sameFee(tx: BitcoinTransaction, around: Neighbours): Candidates {
  return bySpender(tx, around, (spender) => spender.fee === tx.fee);
}

/** In a chain of one input and two outputs, the change is what is spent in the same way. */
export function continuesPeeling(tx: BitcoinTransaction, around: Neighbours): Candidates {
  return isPeeling(tx, around) ? bySpender(tx, around, looksLikePeeling) : [];
}

function isPeeling(tx: BitcoinTransaction, { transactionOf, spenderOf }: Neighbours): boolean {
  if (!looksLikePeeling(tx)) return false;
  const before = transactionOf(fundingTxid(tx.inputs[0]?.outpoint ?? ''));
  if (before !== undefined && looksLikePeeling(before)) return true;
  return [...tx.outputs.keys()].some((vout) => {
    const spender = spenderOf(tx.txid, vout);
    return typeof spender !== 'string' && looksLikePeeling(spender);
  });
}

function looksLikePeeling({ inputs, outputs }: BitcoinTransaction): boolean {
  return inputs.length === 1 && outputs.length === 2;
}

function bySpender(
  tx: BitcoinTransaction,
  { spenderOf }: Neighbours,
  isAlike: (spender: BitcoinTransaction) => boolean,
): Candidates {
  return spendableOutputs(tx).filter((vout) => {
    const spender = spenderOf(tx.txid, vout);
    return typeof spender === 'string' || isAlike(spender);
  });
}

function isReplaceable({ sequences }: Fingerprint): boolean {
  return sequences === 'replaceable';
}

function byFingerprint(
  tx: BitcoinTransaction,
  around: Neighbours,
  isAlike: (own: Fingerprint, other: Fingerprint) => boolean,
): Candidates {
  const { fingerprint: own } = tx;
  if (own === undefined) return spendableOutputs(tx);
  return bySpender(tx, around, ({ fingerprint }) => fingerprint === undefined || isAlike(own, fingerprint));
}
