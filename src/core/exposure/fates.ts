/**
 * Fates: where stolen units end, or whom they pass, as numbers for tables of amounts. Beside each the distance: at the party
 * itself, one movement before it, or more.
 */

import { InvariantError } from '../errors.ts';
import type { OutcomeKind } from '../trace/end.ts';

export interface Fate {
  readonly kind: OutcomeKind;
  /** Null where it is no party. */
  readonly entity: string | null;
  /** The coins went on from there. */
  readonly wentOn: boolean;
}

/** Index of a fate, and of a fate at a distance. */
export type FateId = number;
export type RowId = number;

export const HERE = 0;
export const DIRECT = 1;
const INDIRECT = 2;
const DISTANCES = 3;

export const rowOf = (fate: FateId, distance: number): RowId => fate * DISTANCES + distance;
export const fateOfRow = (row: RowId): FateId => (row - (row % DISTANCES)) / DISTANCES;
export const distanceOfRow = (row: RowId): number => row % DISTANCES;

/** The row of the same fate as seen from one movement before. */
export function rowBefore(row: RowId): RowId {
  return distanceOfRow(row) === INDIRECT ? row : row + 1;
}

/** All fates of a lineage, numbered as they are met, with how sure the naming of each is. */
export class Fates {
  readonly #list: Fate[] = [];
  readonly #ids = new Map<string, FateId>();
  readonly #namings: number[] = [];

  /** The number of a fate. @param naming 0 to 100 */
  add(fate: Fate, naming: number): FateId {
    const key = JSON.stringify([fate.kind, fate.entity, fate.wentOn]);
    const id = this.#ids.get(key) ?? this.#list.push(fate) - 1;
    this.#ids.set(key, id);
    this.#namings[id] = Math.max(this.#namings[id] ?? 0, naming);
    return id;
  }

  of(id: FateId): Fate {
    const fate = this.#list[id];
    if (fate === undefined) throw new InvariantError(`there is no fate ${id}`);
    return fate;
  }

  /** How sure the naming is, of the surest tag or rule. */
  namingOf(id: FateId): number {
    return this.#namings[id] ?? 0;
  }
}
