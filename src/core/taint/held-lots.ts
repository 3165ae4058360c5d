/**
 * The lots that holdings have now. A single lot is kept in columns, several as their tree: as objects, those that are
 * replaced with each movement would be what the garbage collector is busy with. Few holdings have any at a time, so rows
 * that are given up are used again.
 */

import { BigintColumn, Column } from '../columns.ts';
import type { HoldingId } from '../tape.ts';
import { type Branch, CLEAN, cleanLot, type Lots, lot } from './lots.ts';

/** What a row holds: a lot that is clean, stolen as a whole, or in part; or a tree. */
const IS_CLEAN = 0;
const IS_STOLEN = 1;
const IS_MIXED = 2;
const IS_TREE = 3;

export class HeldLots {
  /** By holding: its row and one more; 0 where there is none. */
  readonly #rows = new Column('int32');
  readonly #forms = new Column('uint8');
  readonly #values = new BigintColumn();
  readonly #tainted = new BigintColumn();
  readonly #sources = new Column('int32');
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
    const form = this.#forms.get(row);
    if (form === IS_TREE) return this.#trees[row] as Branch;
    const value = this.#values.get(row);
    if (form === IS_CLEAN) return cleanLot(value);
    return lot(value, form === IS_STOLEN ? value : this.#tainted.get(row), this.#sources.get(row));
  }

  set(holding: HoldingId, lots: Lots): void {
    const row = this.#rowFor(holding);
    const form = formOf(lots);
    if (this.#forms.get(row) === IS_TREE) this.#trees[row] = null;
    this.#forms.set(row, form);
    if (lots.left !== null) {
      this.#trees[row] = lots;
      return;
    }
    this.#values.set(row, lots.value);
    if (form !== IS_CLEAN) this.#sources.set(row, lots.source);
    if (form === IS_MIXED) this.#tainted.set(row, lots.tainted);
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
    this.#forms.push(IS_CLEAN);
    this.#values.push(0n);
    this.#tainted.push(0n);
    this.#sources.push(CLEAN);
    return this.#trees.push(null) - 1;
  }
}

function formOf(lots: Lots): number {
  if (lots.left !== null) return IS_TREE;
  if (lots.tainted === 0n) return IS_CLEAN;
  return lots.tainted === lots.value ? IS_STOLEN : IS_MIXED;
}
