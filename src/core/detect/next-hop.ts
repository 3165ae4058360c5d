/**
 * Where a wallet's coins go next, by its habits: bc1cindy/decluster's reading (e37f7a78) of the following rule of Kappos et
 * al. (USENIX Security 2022), whose own text and error rates could not be read. An output is the next hop if it is the only
 * one at a place where the wallet puts its change, of a script type that the wallet uses, and spent in the wallet's way.
 *
 * The transaction that is judged must not be one of those that the habits are learnt from.
 */

import type { BitcoinTransaction } from '../transaction.ts';
import { featuresOf } from './change/fingerprint.ts';
import { spendableOutputs } from './change/rules.ts';
import type { Neighbours } from './neighbours.ts';
import { type ScriptType, scriptTypeOf } from './script-type.ts';

/** A transaction of a wallet, and the output that went on, where it is known. */
export interface OwnTransaction {
  readonly tx: BitcoinTransaction;
  readonly kept: number | null;
}

export interface Habits {
  readonly features: ReadonlySet<string>;
  readonly types: ReadonlySet<ScriptType>;
  /** Where the change stood so far: always first, always last, always at either end; null where that is not known. */
  readonly place: 'first' | 'last' | 'either end' | null;
}

export interface Hop {
  readonly vout: number;
  readonly spender: BitcoinTransaction;
}

/** The hop of an output that is spent by a known transaction; null for any other. */
export function hopAt({ txid }: BitcoinTransaction, vout: number, { spenderOf }: Neighbours): Hop | null {
  const spender = spenderOf(txid, vout);
  return typeof spender === 'string' ? null : { vout, spender };
}

/** Two places are the least to call it a habit. */
const MIN_PLACES = 2;

/** What the transactions of one wallet have in common. */
export function habitsOf(own: readonly OwnTransaction[], { fingerprintOf }: Neighbours): Habits {
  const features = own.flatMap(({ tx }) => {
    const print = fingerprintOf(tx.txid);
    return print === undefined ? [] : [featuresOf(print)];
  });
  const types = own.flatMap(({ tx }) => tx.inputs.map(({ script }) => scriptTypeOf(script)));
  return { features: new Set(features), types: new Set(types), place: placeOf(own) };
}

/** The next hop; null where none or several outputs fit, or too little is known to tell. */
export function nextHop(tx: BitcoinTransaction, habits: Habits, around: Neighbours): Hop | null {
  const hops: Hop[] = [];
  for (const vout of atPlace(spendableOutputs(tx), habits.place)) {
    if (!habits.types.has(scriptTypeOf(tx.outputs[vout]?.script ?? ''))) continue;
    const spender = around.spenderOf(tx.txid, vout);
    if (spender === 'unspent') continue;
    const print = spender === 'unknown' ? undefined : around.fingerprintOf(spender.txid);
    if (spender === 'unknown' || print === undefined) return null;
    if (habits.features.has(featuresOf(print))) hops.push({ vout, spender });
  }
  const [hop, ...others] = hops;
  return hop === undefined || others.length > 0 ? null : hop;
}

function placeOf(own: readonly OwnTransaction[]): Habits['place'] {
  const places = own.flatMap(({ tx, kept }) => {
    const spendable = spendableOutputs(tx);
    if (kept === null || spendable.length < 2) return [];
    return [kept === spendable[0] ? 'first' : kept === spendable.at(-1) ? 'last' : 'between'];
  });
  if (places.length < MIN_PLACES || places.includes('between')) return null;
  if (places.every((place) => place === 'first')) return 'first';
  return places.every((place) => place === 'last') ? 'last' : 'either end';
}

function atPlace(spendable: readonly number[], place: Habits['place']): readonly number[] {
  switch (place) {
    case 'first':
      return spendable.slice(0, 1);
    case 'last':
      return spendable.slice(-1);
    case 'either end':
      return spendable.filter((_, n) => n === 0 || n === spendable.length - 1);
    case null:
      return spendable;
  }
}
