/**
 * Cells: amounts by row, with the first and the last time at which they arrived. What of a source lies in which row is divided
 * over what the source is made of, to the unit.
 */

import { splitByLargestRemainder, sum } from '../amount.ts';
import type { Origin } from '../taint/provenance.ts';
import { type FateId, fateOfRow, type RowId, rowBefore } from './fates.ts';

export interface Cell {
  readonly amount: bigint;
  /** Unix seconds; `Infinity` and `-Infinity` where no arrival is known yet. */
  readonly first: number;
  readonly last: number;
  /** The fewest movements from here to where they ended. */
  readonly hops: number;
}

export type Cells = Map<RowId, Cell>;

/** Adds to a row. */
export function addCell(cells: Cells, row: RowId, cell: Cell): void {
  const { amount, first, last, hops } = cell;
  if (amount === 0n) return;
  const known = cells.get(row);
  if (known === undefined) cells.set(row, cell);
  else {
    cells.set(row, {
      amount: known.amount + amount,
      first: Math.min(known.first, first),
      last: Math.max(known.last, last),
      hops: Math.min(known.hops, hops),
    });
  }
}

export function addCells(cells: Cells, more: Cells): void {
  for (const [row, cell] of more) addCell(cells, row, cell);
}

/** The same, seen from one movement before. */
export function oneBefore(cells: Cells): Cells {
  const before: Cells = new Map();
  for (const [row, cell] of cells) addCell(before, rowBefore(row), { ...cell, hops: cell.hops + 1 });
  return before;
}

/** In the order of rows, which decides whose the remainders are. */
function sortedCells(cells: Cells): [RowId, Cell][] {
  return [...cells].sort(([a], [b]) => a - b);
}

/** Units in all. @param isCopy rows whose units stand in another row as well */
export function totalOf(cells: Cells, isCopy: IsCopy): bigint {
  return sum(Array.from(cells, ([row, { amount }]) => (isCopy(row) ? 0n : amount)));
}

/** Whether the units of a row stand in another row as well. */
export type IsCopy = (row: RowId) => boolean;

/**
 * Divides the cells of a source over its portions, in their order. Of a blend each portion gets its part of every row by the
 * largest remainder of what is left of them; of a conversion the rows get what was given for their units, by the largest remainder.
 */
export function divideCells(cells: Cells, origin: Origin, isCopy: IsCopy): Cells[] {
  switch (origin.kind) {
    case 'step':
      return [cells];
    case 'conversion':
      return [givenFor(cells, origin.portion.amount, origin.into, isCopy)];
    case 'blend':
      return sharedOut(
        cells,
        origin.portions.map(({ amount }) => amount),
        isCopy,
      );
  }
}

function sharedOut(cells: Cells, amounts: readonly bigint[], isCopy: IsCopy): Cells[] {
  const shares = amounts.map((): Cells => new Map());
  const lefts = new Map<FateId | null, bigint[]>();
  for (const [row, cell] of sortedCells(cells)) {
    // The units of a copy are those of the other rows once more.
    const counted = isCopy(row) ? fateOfRow(row) : null;
    const left = lefts.get(counted) ?? [...amounts];
    lefts.set(counted, left);
    for (const [index, amount] of splitByLargestRemainder(cell.amount, left).entries()) {
      left[index] = (left[index] ?? 0n) - amount;
      addCell(shares[index] as Cells, row, { ...cell, amount });
    }
  }
  return shares;
}

/** @param into units of the cells' asset that were got in all; those that are in no cell take their part too */
function givenFor(cells: Cells, given: bigint, into: bigint, isCopy: IsCopy): Cells {
  const sorted = sortedCells(cells);
  const ended = sorted.filter(([row]) => !isCopy(row));
  const missing = into - totalOf(cells, isCopy);
  const parts = splitByLargestRemainder(given, [...ended.map(([, { amount }]) => amount), missing]);
  const shares: Cells = new Map();
  for (const [index, [row, cell]] of ended.entries()) {
    addCell(shares, row, { ...cell, amount: parts[index] ?? 0n });
  }
  for (const [row, cell] of sorted) {
    const [amount = 0n] = isCopy(row)
      ? splitByLargestRemainder(given, [cell.amount, into - cell.amount])
      : [];
    addCell(shares, row, { ...cell, amount });
  }
  return shares;
}
