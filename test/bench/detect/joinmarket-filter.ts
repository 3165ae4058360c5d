/**
 * A published filter for JoinMarket, to label by: that of crocs-muni/coinjoin-analysis (097447a2) for the scanner's
 * candidates, on the form of Möser and Böhme. Written for the labels alone, apart from the detector.
 */

import type { BitcoinTransaction } from '../../../src/core/transaction.ts';
import type { Lists } from './corrections.ts';

const MAX_INPUTS_PER_OUTPUT = 4;
const MAX_PARTS = 100;
const MAX_REUSE_PERCENT = 34;
/** So many equal outputs are enough; fewer, down to the least, only with a link to such a transaction. */
const SURE = 5;
const LEAST = 3;

export function passesJoinMarketFilter(tx: BitcoinTransaction, lists: Lists): boolean {
  const equal = equalOutputs(tx);
  if (equal < LEAST || !passesAlone(tx)) return false;
  return equal >= SURE || isLinked(tx, lists);
}

/** How many outputs share a value, where all others are the changes of as many participants; else 0. */
function equalOutputs({ outputs }: BitcoinTransaction): number {
  const values = outputs.map(({ value }) => value);
  const most = Math.max(0, ...values.map((value) => values.filter((other) => other === value).length));
  const others = values.length - most;
  return others === most || others === most - 1 ? most : 0;
}

function passesAlone({ inputs, outputs }: BitcoinTransaction): boolean {
  const scripts = [...inputs, ...outputs].map(({ script }) => script);
  const reused = scripts.length - new Set(scripts).size;
  return (
    !outputs.some(({ script }) => script.startsWith('6a')) &&
    inputs.length <= outputs.length * MAX_INPUTS_PER_OUTPUT &&
    inputs.length <= MAX_PARTS &&
    outputs.length <= MAX_PARTS &&
    reused * 100 <= scripts.length * MAX_REUSE_PERCENT
  );
}

function isLinked(tx: BitcoinTransaction, { spendersOf, labelled }: Lists): boolean {
  const neighbours = new Set([
    ...spendersOf(tx.txid),
    ...tx.inputs.map(({ outpoint }) => outpoint.slice(0, 64)),
  ]);
  return labelled.some(
    (one) => neighbours.has(one.tx.txid) && equalOutputs(one.tx) >= SURE && passesAlone(one.tx),
  );
}
