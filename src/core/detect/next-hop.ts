/**
 * Where a wallet's coins go next, by its habits: bc1cindy/decluster's reading (e37f7a78) of the following rule of Kappos et
 * al. (USENIX Security 2022), whose own text and error rates could not be read. An output is the next hop if it is the only
 * one at a place where the wallet puts its change, of a script type that the wallet uses, and spent in the wallet's way.
 *
 * The transaction that is judged must not be one of those that the habits are learnt from.
 */

import { featuresOf } from '../fingerprint.ts';
import type { BitcoinTransaction } from '../transaction.ts';
import { spendableOutputs } from './change/rules.ts';
import type { Neighbours } from './neighbours.ts';
import { type ScriptType, scriptTypeOf } from './script-type.ts';

/** Where the change of a wallet stands: always first, always last, always at either end; null where that is not known. */
export type Place = 'first' | 'last' | 'either end' | null;

/** So many places are the least to call it a habit: of two outputs, five changes in a row stand alike by chance 1 in 16 times. */
const MIN_PLACES = 5;

/** What the transactions of one wallet have in common, as far as they were shown. */
export class Habits {
  readonly #features = new Set<string>();
  readonly #types = new Set<ScriptType>();
  #firsts = 0;
  #lasts = 0;
  /** Changes that stood between other outputs. */
  #between = 0;

  /** Takes in a transaction that the wallet made. */
  made({ inputs, fingerprint }: BitcoinTransaction): void {
    if (fingerprint !== undefined) this.#features.add(featuresOf(fingerprint));
    for (const { script } of inputs) this.#types.add(scriptTypeOf(script));
  }

  /** Takes in which output of such a transaction went on. */
  kept(tx: BitcoinTransaction, vout: number): void {
    const spendable = spendableOutputs(tx);
    if (spendable.length < 2) return;
    if (vout === spendable[0]) this.#firsts += 1;
    else if (vout === spendable.at(-1)) this.#lasts += 1;
    else this.#between += 1;
  }

  /** Where the change stood so far. */
  get place(): Place {
    if (this.#firsts + this.#lasts < MIN_PLACES || this.#between > 0) return null;
    if (this.#lasts === 0) return 'first';
    return this.#firsts === 0 ? 'last' : 'either end';
  }

  /** Whether the wallet has addresses of the type of a script. */
  hasTypeOf(script: string): boolean {
    return this.#types.has(scriptTypeOf(script));
  }

  /** Whether the wallet makes such transactions; null where that is not known. */
  makes({ fingerprint }: BitcoinTransaction): boolean | null {
    if (fingerprint === undefined || this.#features.size === 0) return null;
    return this.#features.has(featuresOf(fingerprint));
  }
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

/** The next hop; null where none or several outputs fit, or too little is known to tell. */
export function nextHop(tx: BitcoinTransaction, habits: Habits, { spenderOf }: Neighbours): Hop | null {
  const hops: Hop[] = [];
  for (const vout of atPlace(spendableOutputs(tx), habits.place)) {
    if (!habits.hasTypeOf(tx.outputs[vout]?.script ?? '')) continue;
    const spender = spenderOf(tx.txid, vout);
    if (spender === 'unspent') continue;
    const isOwn = spender === 'unknown' ? null : habits.makes(spender);
    if (spender === 'unknown' || isOwn === null) return null;
    if (isOwn) hops.push({ vout, spender });
  }
  const [hop, ...others] = hops;
  return hop === undefined || others.length > 0 ? null : hop;
}

function atPlace(spendable: readonly number[], place: Place): readonly number[] {
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
