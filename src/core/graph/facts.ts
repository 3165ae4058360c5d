/**
 * Facts: what is known of the subjects of look-ups. There is one for every outpoint that was looked up, so those of outputs
 * are kept by output id, and the few different ones are shared.
 */

import type { Chain, Tip } from '../chain.ts';
import { Column } from '../columns.ts';
import { NONE, type OutputId } from './bitcoin-ids.ts';
import type { BitcoinTable } from './bitcoin-table.ts';
import { type Fact, isUnanswered } from './fact.ts';
import { outpointInFact } from './subject.ts';

export interface StoredFact extends Fact {
  readonly chain: Chain;
}

export class Facts {
  readonly #table: BitcoinTable;
  readonly #byKey = new Map<string, StoredFact>();
  /** By output: the place of its fact in the pool and one more; 0 for none. */
  readonly #bySpend = new Column('int32');
  readonly #pool: (StoredFact | undefined)[] = [];
  readonly #places = new Map<string, number>();

  /** @param table the outputs that facts may be of */
  constructor(table: BitcoinTable) {
    this.#table = table;
  }

  get(key: string): StoredFact | undefined {
    const output = this.#outputOf(key);
    const place = output !== NONE && output < this.#bySpend.length ? this.#bySpend.get(output) : 0;
    return (place > 0 ? this.#pool[place - 1] : undefined) ?? this.#byKey.get(key);
  }

  set(key: string, fact: StoredFact): void {
    const output = this.#outputOf(key);
    if (output === NONE) {
      this.#byKey.set(key, fact);
      return;
    }
    this.#byKey.delete(key);
    this.#bySpend.extend(output + 1);
    this.#bySpend.set(output, this.#placeOf(fact) + 1);
  }

  /** Replaces every fact by what it is when an earlier run has ended, or takes it out. */
  endRun(tips: Readonly<Partial<Record<Chain, Tip>>>): void {
    for (const [key, fact] of this.#byKey) {
      const ended = endedFact(fact, tips);
      if (ended === undefined) this.#byKey.delete(key);
      else this.#byKey.set(key, ended);
    }
    for (const [place, fact] of this.#pool.entries()) {
      this.#pool[place] = fact === undefined ? undefined : endedFact(fact, tips);
    }
    this.#places.clear();
  }

  /** The output that a fact is of; `NONE` for another fact, or when the output has no id yet. */
  #outputOf(key: string): OutputId {
    const outpoint = outpointInFact(key);
    return outpoint === null ? NONE : this.#table.outputIdOf(outpoint);
  }

  #placeOf(fact: StoredFact): number {
    const text = JSON.stringify(fact);
    const place = this.#places.get(text) ?? this.#pool.push(fact) - 1;
    this.#places.set(text, place);
    return place;
  }
}

/** What was found stands as of the run's tip; a look-up that was not answered is forgotten, unless an earlier one stands behind it. */
function endedFact(fact: StoredFact, tips: Readonly<Partial<Record<Chain, Tip>>>): StoredFact | undefined {
  const tip = tips[fact.chain];
  if (tip === undefined || (isUnanswered(fact) && fact.asOf === null)) return undefined;
  if (isUnanswered(fact)) return { ...fact, status: 'complete', reason: null };
  return fact.asOf === null ? { ...fact, asOf: tip } : fact;
}
