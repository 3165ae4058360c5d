/**
 * Where the points of movements stand on the strip.
 */

import type { Movement } from '../graph/money-model.ts';
import type { MovementRow } from './movement-rows.ts';
import type { TimeWindow } from './time-window.ts';

/** Of a row (px). */
export const ROW = 28;

export interface Dot {
  readonly movement: Movement;
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  readonly role: string;
}

const RADIUS = { least: 2, most: 11 } as const;
/** How far beside a point it still counts as pointed at (px). */
const SLACK = 4;

/** Those within the window, the largest first, so that smaller ones lie on top. */
export function dotsOf(
  rows: readonly MovementRow[],
  { from, to }: TimeWindow,
  width: number,
  roleOf: (id: string) => string,
): Dot[] {
  const all = rows.flatMap(({ movements }) => movements);
  const most = all.reduce((largest, { amount }) => (amount > largest ? amount : largest), 1n);
  const dots = rows.flatMap(({ movements }, row) =>
    movements.flatMap((movement): Dot[] => {
      const time = Date.parse(movement.time);
      if (time < from || time > to) return [];
      const share = Number((movement.amount * 1_000_000n) / most) / 1_000_000;
      const radius = RADIUS.least + (RADIUS.most - RADIUS.least) * Math.sqrt(share);
      const x = ((time - from) / (to - from)) * width;
      return [{ movement, x, y: (row + 0.5) * ROW, radius, role: roleOf(movement.to) }];
    }),
  );
  return dots.sort((a, b) => b.radius - a.radius);
}

/** The point at a place; of several the smallest. */
export function dotAt(dots: readonly Dot[], x: number, y: number): Dot | null {
  return dots.findLast((dot) => Math.hypot(dot.x - x, dot.y - y) <= dot.radius + SLACK) ?? null;
}
