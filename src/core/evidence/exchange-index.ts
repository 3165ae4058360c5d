/**
 * An index of exchanges in memory: which of them may answer a question, by the rules of `Archive.recall`.
 */

import { append } from '../multimap.ts';
import type { Exchange, ListPlace, Wanted } from './archive.ts';

/** What the index must know of an exchange. */
export type Indexed = Pick<Exchange, 'id' | 'key' | 'validity' | 'tip' | 'span'> & { readonly at: number };

/** An exchange that may answer, and how far. */
export interface Match {
  readonly id: string;
  readonly through: number | null;
}

interface Entry {
  readonly id: string;
  /** The larger, the better: time of an answer, or how far it goes in a list. */
  readonly rank: number;
}

export class ExchangeIndex {
  readonly #entries = new Map<string, Entry[]>();
  readonly #keys = new Map<string, readonly string[]>();

  add({ id, at, span, ...exchange }: Indexed): void {
    if (this.#keys.has(id)) return;
    const keys = exactKeys(exchange);
    for (const key of keys) this.#put(key, { id, rank: at });
    if (span !== null && span.through >= span.from) {
      const key = placeKey(span);
      keys.push(key);
      this.#put(key, { id, rank: span.through });
    }
    this.#keys.set(id, keys);
  }

  remove(id: string): void {
    for (const key of this.#keys.get(id) ?? []) {
      const left = this.#of(key).filter((entry) => entry.id !== id);
      if (left.length > 0) this.#entries.set(key, left);
      else this.#entries.delete(key);
    }
    this.#keys.delete(id);
  }

  find({ key, tip, place, isOffline }: Wanted): Match | null {
    const exact = best([
      ...this.#of(settledKey(key)),
      ...(tip === null ? [] : this.#of(tipKey(key, tip))),
      ...(isOffline ? this.#of(anyKey(key)) : []),
    ]);
    if (exact !== null) return { id: exact.id, through: null };
    const part = place === null ? null : best(this.#of(placeKey(place)));
    return part === null ? null : { id: part.id, through: part.rank };
  }

  #put(key: string, entry: Entry): void {
    append(this.#entries, key, entry);
  }

  #of(key: string): readonly Entry[] {
    return this.#entries.get(key) ?? [];
  }
}

/** Under what an answer to the same question is found. */
function exactKeys({ key, validity, tip }: Pick<Exchange, 'key' | 'validity' | 'tip'>): string[] {
  if (validity === 'settled') return [settledKey(key)];
  return validity === 'tip' && tip !== null ? [tipKey(key, tip), anyKey(key)] : [anyKey(key)];
}

/** The one with the highest rank; of several the first by id, so that it does not depend on the order of arrival. */
function best(entries: readonly Entry[]): Entry | null {
  return entries.reduce<Entry | null>(
    (top, entry) =>
      top === null || entry.rank > top.rank || (entry.rank === top.rank && entry.id < top.id) ? entry : top,
    null,
  );
}

const settledKey = (key: string) => `settled ${key}`;
const tipKey = (key: string, tip: string) => `tip ${tip} ${key}`;
const anyKey = (key: string) => `any ${key}`;
const placeKey = ({ list, from }: ListPlace) => `list ${from} ${list}`;
