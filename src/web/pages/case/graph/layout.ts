/**
 * Where nodes stand: in columns from left to right by hop, wrapped where a hop has very many, and within a column in the order
 * that crosses few links (barycentres; Sugiyama, Tagawa and Toda, 1981). The same graph gives the same picture, whatever order it came in.
 */

import { compare } from '../../../../core/amount.ts';
import { append, groupedBy } from '../../../../core/multimap.ts';

export interface LaidNode {
  readonly id: string;
  readonly hop: number;
}

export interface LaidLink {
  readonly from: string;
  readonly to: string;
}

/** Upper left corner (px). */
export interface Place {
  readonly x: number;
  readonly y: number;
  /** From the left, each part of a wrapped hop by itself. */
  readonly column: number;
}

/** Of a node (px). */
export const NODE = { width: 188, height: 46 } as const;
/** Free room between columns, with that for labels of links; between parts of a wrapped hop; between rows (px). */
export const GAP = { column: 170, part: 36, row: 18 } as const;
/** Nodes above each other: more when there are many, so that the picture stays roughly as wide as high. */
const ROWS = { fewest: 40, most: 70, perRoot: 1.5 } as const;
const SWEEPS = 6;

export function layout(nodes: readonly LaidNode[], links: readonly LaidLink[]): Map<string, Place> {
  const hops = [...groupedBy(nodes, ({ hop }) => hop)].sort(([a], [b]) => a - b);
  const columns = hops.map(([, column]) => column.map(({ id }) => id).sort(compare));
  ordered(columns, links);
  return placed(columns, rowsFor(nodes.length));
}

function rowsFor(count: number): number {
  return Math.min(ROWS.most, Math.max(ROWS.fewest, Math.ceil(ROWS.perRoot * Math.sqrt(count))));
}

/** Sorts the columns, from left to right by what comes in and back by what goes out. */
function ordered(columns: string[][], links: readonly LaidLink[]): void {
  const columnOf = new Map(columns.flatMap((column, index) => column.map((id) => [id, index] as const)));
  const sides = { left: new Map<string, string[]>(), right: new Map<string, string[]>() };
  const sorted = [...links].sort((a, b) => compare(a.from, b.from) || compare(a.to, b.to));
  for (const { from, to } of sorted) {
    const [a, b] = [columnOf.get(from), columnOf.get(to)];
    if (a === undefined || b === undefined || a === b) continue;
    const [left, right] = a < b ? [from, to] : [to, from];
    append(sides.left, right, left);
    append(sides.right, left, right);
  }
  const heights = new Map<string, number>();
  for (const column of columns) setHeights(column, heights);
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
    const isForth = sweep % 2 === 0;
    for (const column of isForth ? columns : [...columns].reverse()) {
      sortColumn(column, isForth ? sides.left : sides.right, heights);
    }
  }
}

/** By the mean height of the neighbours on one side; those without stay about where they are. */
function sortColumn(
  column: string[],
  side: ReadonlyMap<string, readonly string[]>,
  heights: Map<string, number>,
): void {
  const means = new Map(
    column.map((id) => [id, meanOf(side.get(id) ?? [], heights) ?? heights.get(id) ?? 0]),
  );
  column.sort((a, b) => (means.get(a) ?? 0) - (means.get(b) ?? 0) || compare(a, b));
  setHeights(column, heights);
}

function meanOf(ids: readonly string[], heights: ReadonlyMap<string, number>): number | null {
  return ids.length === 0 ? null : ids.reduce((sum, id) => sum + (heights.get(id) ?? 0), 0) / ids.length;
}

/** Rows from the middle of the column. */
function setHeights(column: readonly string[], heights: Map<string, number>): void {
  for (const [row, id] of column.entries()) heights.set(id, row - (column.length - 1) / 2);
}

function placed(columns: readonly (readonly string[])[], rows: number): Map<string, Place> {
  const places = new Map<string, Place>();
  let [x, number] = [0, 0];
  for (const column of columns) {
    const parts = Math.ceil(column.length / rows);
    const height = Math.ceil(column.length / parts);
    for (const [index, id] of column.entries()) {
      const [part, row] = [Math.floor(index / height), index % height];
      const inPart = Math.min(height, column.length - part * height);
      const top = (-(inPart - 1) / 2) * (NODE.height + GAP.row) - NODE.height / 2;
      const left = x + part * (NODE.width + GAP.part);
      // Half a row lower in every other part, so that links to it pass between the boxes before it.
      const shift = part % 2 === 0 ? 0 : (NODE.height + GAP.row) / 2;
      places.set(id, { x: left, y: shift + top + row * (NODE.height + GAP.row), column: number + part });
    }
    x += parts * NODE.width + (parts - 1) * GAP.part + GAP.column;
    number += parts;
  }
  return places;
}
