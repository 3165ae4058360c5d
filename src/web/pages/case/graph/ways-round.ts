/**
 * How links get past the boxes of the columns between their ends: a link that ran behind a box would look as if it led to it.
 * It goes through the nearest gap between two boxes, or above or below all of them.
 */

import { GAP, NODE } from './layout.ts';
import { type Box, type Point, pointOnSegment, type Segment } from './shapes.ts';

const SHORTEST_REACH = 60;
/** Past more columns than these nobody follows a link by eye; it runs straight then. */
const MOST_COLUMNS = 6;
/** Points at which a curve is tried. */
const TRIES = 24;
/** From the edge of a box to the middle of the gap beside it (px). */
const CLEAR = GAP.row / 2;

export type Columns = ReadonlyMap<number, readonly Box[]>;

/** The segments from the right of a box to the left of another. */
export function segmentsBetween(
  from: Box,
  to: Box,
  ends: readonly [number, number],
  columns: Columns,
): Segment[] {
  const [start, end] = [
    { x: from.x + NODE.width, y: ends[0] },
    { x: to.x, y: ends[1] },
  ];
  const straight = segment(start, end);
  const passed = to.column - from.column - 1;
  if (passed < 1 || passed > MOST_COLUMNS) return [straight];
  const between = Array.from({ length: passed }, (_, n) => columns.get(from.column + 1 + n) ?? []);
  if (!isBlocked(straight, between.flat())) return [straight];
  const segments: Segment[] = [];
  let at: Point = start;
  for (const boxes of between) {
    const [first] = boxes;
    if (first === undefined) continue;
    const y = gapNear(boxes, at.y + ((end.y - at.y) * (first.x - at.x)) / (end.x - at.x));
    const [left, right] = [
      { x: first.x, y },
      { x: first.x + NODE.width, y },
    ];
    segments.push(segment(at, left), segment(left, right));
    at = right;
  }
  return [...segments, segment(at, end)];
}

function segment(a: Point, b: Point): Segment {
  const shortest = a.y === b.y ? 0 : SHORTEST_REACH;
  return { x1: a.x, y1: a.y, x2: b.x, y2: b.y, reach: Math.max(shortest, Math.abs(b.x - a.x) / 2) };
}

function isBlocked(straight: Segment, boxes: readonly Box[]): boolean {
  for (let part = 1; part < TRIES; part += 1) {
    const { x, y } = pointOnSegment(straight, part / TRIES);
    const isIn = (box: Box) =>
      x >= box.x && x <= box.x + NODE.width && y >= box.y && y <= box.y + NODE.height;
    if (boxes.some(isIn)) return true;
  }
  return false;
}

/** The middle of the gap that is nearest to a height; the boxes of a column stand equally far apart. */
function gapNear(boxes: readonly Box[], y: number): number {
  const gaps = boxes.flatMap((box) => [box.y - CLEAR, box.y + NODE.height + CLEAR]);
  return gaps.reduce((best, gap) => (Math.abs(gap - y) < Math.abs(best - y) ? gap : best));
}
