/**
 * Peel chains: a large amount that goes from transaction to transaction while each pays a little of it out. The definition
 * is our own: three or more transactions in a row that each split one output off, two outputs at most, the rest ever
 * smaller. What goes on is told by the habits of the wallet so far (`nextHop`), else by a vote of the rules of change.
 *
 * A transaction of a single output passes the amount on and is followed, but peels nothing and does not count.
 */

import type { BitcoinTransaction } from '../transaction.ts';
import { detectChange } from './change/change.ts';
import { spendableOutputs } from './change/rules.ts';
import type { Finding } from './finding.ts';
import type { Neighbours } from './neighbours.ts';
import { Habits, type Hop, hopAt, nextHop } from './next-hop.ts';

const MIN_PEELS = 3;
const MAX_OUTPUTS = 2;
const CONFIDENCE = 50;

/** One transaction of a chain. */
export interface Peel {
  readonly txid: string;
  /** `vout` of what goes on. */
  readonly kept: number;
  /** What was split off; null where a transaction only passed the amount on. */
  readonly peeled: { readonly vout: number; readonly value: bigint; readonly script: string } | null;
}

export interface PeelChain extends Finding {
  /** In order, from the first. */
  readonly peels: readonly Peel[];
}

/** Follows a peel chain from its first transaction; null where it is none, or ends too soon. */
export function detectPeelChain(start: BitcoinTransaction, around: Neighbours): PeelChain | null {
  const peels: Peel[] = [];
  const habits = new Habits();
  let tx = start;
  let rest = start.inputs.reduce((total, { value }) => total + value, 0n);
  for (let hop = hopFrom(tx, habits, around); hop !== null; hop = hopFrom(tx, habits, around)) {
    const kept = tx.outputs[hop.vout]?.value ?? rest;
    if (kept >= rest) break;
    peels.push(peelOf(tx, hop.vout));
    habits.kept(tx, hop.vout);
    rest = kept;
    tx = hop.spender;
  }
  const values = peels.flatMap(({ peeled }) => (peeled === null ? [] : [peeled.value]));
  if (values.length < MIN_PEELS) return null;
  const peeled = values.reduce((total, value) => total + value, 0n);
  return {
    protocol: 'peel chain',
    certainty: 'possible',
    confidence: CONFIDENCE,
    numbers: { transactions: peels.length, peels: values.length, peeled, rest },
    peels,
  };
}

/** @param habits of the wallet before the transaction, which it made, too */
function hopFrom(tx: BitcoinTransaction, habits: Habits, around: Neighbours): Hop | null {
  habits.made(tx);
  const [first, ...more] = spendableOutputs(tx);
  if (tx.inputs.length === 0 || first === undefined || more.length >= MAX_OUTPUTS) return null;
  if (more.length === 0) return hopAt(tx, first, around);
  return nextHop(tx, habits, around) ?? hopOfChange(tx, around);
}

function hopOfChange(tx: BitcoinTransaction, around: Neighbours): Hop | null {
  const change = detectChange(tx, around);
  return change?.certainty === 'likely' ? hopAt(tx, change.vout, around) : null;
}

function peelOf(tx: BitcoinTransaction, kept: number): Peel {
  for (const vout of spendableOutputs(tx)) {
    const output = tx.outputs[vout];
    if (vout !== kept && output !== undefined) return { txid: tx.txid, kept, peeled: { vout, ...output } };
  }
  return { txid: tx.txid, kept, peeled: null };
}
