/**
 * Rules that tell the change of a payment by the transaction alone. Each returns the outputs that it cannot rule out, as
 * in citp/BlockSci (14ccc935, change_address.cpp); it tells something only where exactly one is left. Data outputs never
 * are change.
 */

import type { BitcoinTransaction } from '../../transaction.ts';
import { isNulldata, scriptTypeOf } from '../script-type.ts';

/** The `vout` indices of the outputs that may be change. */
export type Candidates = readonly number[];

/** All outputs that can be spent. */
export function spendableOutputs({ outputs }: BitcoinTransaction): number[] {
  return [...outputs.keys()].filter((vout) => !isNulldata(outputs[vout]?.script ?? ''));
}

/** Optimal change: a change above the smallest input would have made that input needless. */
export function optimalChange(tx: BitcoinTransaction, fee = 0n): Candidates {
  const smallest = smallestInput(tx);
  return withValue(tx, (value) => value + fee < smallest);
}

/** The same, where the wallet had to pay the fee as well. */
export function optimalChangeWithFee(tx: BitcoinTransaction): Candidates {
  return optimalChange(tx, tx.fee);
}

/** Where all inputs are of one script type, so is the change. */
export function sameType(tx: BitcoinTransaction): Candidates {
  const types = new Set(tx.inputs.map(({ script }) => scriptTypeOf(script)));
  if (types.size !== 1) return [];
  return spendableOutputs(tx).filter((vout) => types.has(scriptTypeOf(tx.outputs[vout]?.script ?? '')));
}

/** People pay round amounts; what is left over is not round. @param digits an amount is round at a multiple of 10^digits */
export function notRound(tx: BitcoinTransaction, digits: number): Candidates {
  const unit = 10n ** BigInt(digits);
  return withValue(tx, (value) => value % unit !== 0n);
}

/** Some wallets send the change back to an address that they spend from. */
export function reusedAddress(tx: BitcoinTransaction): Candidates {
  const spent = new Set(tx.inputs.map(({ script }) => script));
  return spendableOutputs(tx).filter((vout) => spent.has(tx.outputs[vout]?.script ?? ''));
}

function withValue(tx: BitcoinTransaction, holds: (value: bigint) => boolean): number[] {
  return spendableOutputs(tx).filter((vout) => holds(tx.outputs[vout]?.value ?? 0n));
}

function smallestInput({ inputs }: BitcoinTransaction): bigint {
  const [first, ...others] = inputs.map(({ value }) => value);
  return others.reduce((least, value) => (value < least ? value : least), first ?? 0n);
}
