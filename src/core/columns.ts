/**
 * Columns: one field of very many rows, in typed arrays. A million rows take a tenth of what a million objects take, and
 * leave the garbage collector nothing to do. A column doubles when it is full.
 */

import { InvariantError } from './errors.ts';

const KINDS = {
  uint8: Uint8Array,
  int32: Int32Array,
  uint32: Uint32Array,
} as const;

const FIRST_CAPACITY = 16;

/** Whole numbers. */
export class Column {
  #cells: Uint8Array | Int32Array | Uint32Array;
  #length = 0;

  constructor(kind: keyof typeof KINDS) {
    this.#cells = new KINDS[kind](FIRST_CAPACITY);
  }

  get length(): number {
    return this.#length;
  }

  /** @throws InvariantError when there is no such row */
  get(row: number): number {
    const value = row < this.#length ? this.#cells[row] : undefined;
    if (value === undefined) throw noRow(row, this.#length);
    return value;
  }

  *values(): Generator<number, void> {
    for (let row = 0; row < this.#length; row += 1) yield this.get(row);
  }

  /** @throws InvariantError when there is no such row, or the number does not fit the kind */
  set(row: number, value: number): void {
    if (!(row >= 0 && row < this.#length)) throw noRow(row, this.#length);
    this.#cells[row] = value;
    if (this.#cells[row] !== value) throw new InvariantError(`${value} does not fit the column`, { value });
  }

  /** Adds a row. @returns its number @throws InvariantError when the number does not fit the kind */
  push(value: number): number {
    const row = this.#length;
    this.extend(row + 1);
    this.set(row, value);
    return row;
  }

  /** Adds rows of 0 until there are `length`. */
  extend(length: number): void {
    if (length > this.#cells.length) this.#cells = grown(this.#cells, length);
    this.#length = Math.max(this.#length, length);
  }

  /** Takes the newest rows out again, until there are `length`. */
  truncate(length: number): void {
    this.#cells.fill(0, length, this.#length);
    this.#length = Math.min(this.#length, length);
  }
}

const LIMB = 64n;
const ABOVE_ONE_LIMB = 1n << LIMB;
const ABOVE_TWO_LIMBS = 1n << (2n * LIMB);

/** Amounts. Those below 2^64 (every satoshi amount) take 8 bytes; the first larger one gives every row 8 bytes more. */
export class BigintColumn {
  #low = new BigUint64Array(FIRST_CAPACITY);
  #high: BigUint64Array | null = null;
  /** Negative ones, and those of more than 128 bits: they are rare and keep their objects. */
  readonly #others = new Map<number, bigint>();
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** @throws InvariantError when there is no such row */
  get(row: number): bigint {
    const low = row < this.#length ? this.#low[row] : undefined;
    if (low === undefined) throw noRow(row, this.#length);
    const other = this.#others.size === 0 ? undefined : this.#others.get(row);
    if (other !== undefined) return other;
    const high = this.#high?.[row] ?? 0n;
    return high === 0n ? low : (high << LIMB) | low;
  }

  /** @throws InvariantError when there is no such row */
  set(row: number, value: bigint): void {
    if (!(row >= 0 && row < this.#length)) throw noRow(row, this.#length);
    if (this.#others.size > 0) this.#others.delete(row);
    if (value >= 0n && value < ABOVE_ONE_LIMB) {
      this.#low[row] = value;
      if (this.#high !== null) this.#high[row] = 0n;
    } else if (value >= 0n && value < ABOVE_TWO_LIMBS) {
      this.#high ??= new BigUint64Array(this.#low.length);
      this.#low[row] = BigInt.asUintN(64, value);
      this.#high[row] = value >> LIMB;
    } else {
      this.#others.set(row, value);
    }
  }

  /** Adds a row. @returns its number */
  push(value: bigint): number {
    const row = this.#length;
    this.extend(row + 1);
    this.set(row, value);
    return row;
  }

  /** Adds rows of 0 until there are `length`. */
  extend(length: number): void {
    if (length > this.#low.length) {
      this.#low = grown(this.#low, length);
      if (this.#high !== null) this.#high = grown(this.#high, length);
    }
    this.#length = Math.max(this.#length, length);
  }

  /** Takes the newest rows out again, until there are `length`. */
  truncate(length: number): void {
    for (const row of this.#others.keys()) if (row >= length) this.#others.delete(row);
    this.#low.fill(0n, length, this.#length);
    this.#high?.fill(0n, length, this.#length);
    this.#length = Math.min(this.#length, length);
  }
}

type Cells = Uint8Array | Int32Array | Uint32Array | BigUint64Array;

function grown<C extends Cells>(cells: C, atLeast: number): C {
  const Kind = cells.constructor as new (length: number) => C;
  const larger = new Kind(Math.max(cells.length * 2, atLeast));
  // The compiler does not know that both have the same kind.
  (larger as Uint8Array).set(cells as Uint8Array);
  return larger;
}

function noRow(row: number, length: number): InvariantError {
  return new InvariantError(`a column of ${length} rows has no row ${row}`, { row, length });
}
