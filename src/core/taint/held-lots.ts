/**
 * The lots that holdings have now. A single lot is kept in columns, several as their tree: as objects, those that are
 * replaced with each movement would be what the garbage collector is busy with. Few holdings have any at a time, so rows
 * that are given up are used again.
 */

import { BigintColumn, Column } from '../columns.ts';
import type { HoldingId } from '../tape/tape.ts';
import { type Branch, cleanLot, type Lots, lot } from './lots.ts';

/** What a row holds: a lot that is clean, stolen as a whole, or in part; or a tree. */
const IS_CLEAN = 0;
const IS_STOLEN = 1;
const IS_MIXED = 2;
const IS_TREE = 3;

export class HeldLots {
  /** By holding: its row and one more; 0 where there is none. */
  readonly #rows = new Column('int32');
  /** Two cells a row, side by side because they are read together: its form and source, and its value and stolen part. */
  readonly #forms = new Column('int32');
  readonly #amounts = new BigintColumn();
  readonly #trees: (Branch | null)[] = [];
  readonly #free: number[] = [];

  /** @param holdings how many there are */
  constructor(holdings: number) {
    this.#rows.extend(holdings);
  }

  has(holding: HoldingId): boolean {
    return this.#rows.get(holding) !== 0;
  }

  get(holding: HoldingId): Lots | undefined {
    const row = this.#rows.get(holding) - 1;
    if (row < 0) return undefined;
    const form = this.#forms.get(2 * row);
    if (form === IS_TREE) return this.#trees[row] as Branch;
    const value = this.#amounts.get(2 * row);
    if (form === IS_CLEAN) return cleanLot(value);
    const tainted = form === IS_STOLEN ? value : this.#amounts.get(2 * row + 1);
    return lot(value, tainted, this.#forms.get(2 * row + 1));
  }

  set(holding: HoldingId, lots: Lots): void {
    const row = this.#rowFor(holding);
    const form = formOf(lots);
    if (this.#forms.get(2 * row) === IS_TREE) this.#trees[row] = null;
    this.#forms.set(2 * row, form);
    if (lots.left !== null) {
      this.#trees[row] = lots;
      return;
    }
    this.#amounts.set(2 * row, lots.value);
    if (form !== IS_CLEAN) this.#forms.set(2 * row + 1, lots.source);
    if (form === IS_MIXED) this.#amounts.set(2 * row + 1, lots.tainted);
  }

  delete(holding: HoldingId): void {
    const row = this.#rows.get(holding) - 1;
    if (row < 0) return;
    this.#rows.set(holding, 0);
    this.#trees[row] = null;
    this.#free.push(row);
  }

  #rowFor(holding: HoldingId): number {
    const known = this.#rows.get(holding) - 1;
    if (known >= 0) return known;
    const row = this.#free.pop() ?? this.#newRow();
    this.#rows.set(holding, row + 1);
    return row;
  }

  #newRow(): number {
    const row = this.#trees.push(null) - 1;
    this.#forms.extend(2 * row + 2);
    this.#amounts.extend(2 * row + 2);
    return row;
  }
}

function formOf(lots: Lots): number {
  if (lots.left !== null) return IS_TREE;
  if (lots.tainted === 0n) return IS_CLEAN;
  return lots.tainted === lots.value ? IS_STOLEN : IS_MIXED;
}
