/**
 * What of the picture is at a point.
 */

import { NODE } from './layout.ts';
import { type Curve, type Point, pointOn, type Scene } from './shapes.ts';

export interface Picked {
  readonly what: 'node' | 'link';
  readonly id: string;
}

/** Of a segment. */
const PARTS = 24;

/** A box, else the nearest curve. @param slack how far beside a curve still counts */
export function hit({ boxes, curves }: Scene, point: Point, slack: number): Picked | null {
  for (const { id, x, y } of boxes.values()) {
    const isIn = point.x >= x && point.x <= x + NODE.width && point.y >= y && point.y <= y + NODE.height;
    if (isIn) return { what: 'node', id };
  }
  let nearest: { id: string; distance: number } | null = null;
  for (const curve of curves) {
    const distance = isNear(curve, point, slack) ? distanceTo(curve, point) - curve.width / 2 : slack;
    if (distance < (nearest?.distance ?? slack)) nearest = { id: curve.id, distance };
  }
  return nearest === null ? null : { what: 'link', id: nearest.id };
}

/** Whether the point lies in the rectangle around the curve. */
function isNear({ bounds, width }: Curve, { x, y }: Point, slack: number): boolean {
  const room = slack + width;
  const { left, top, right, bottom } = bounds;
  return x > left - room && x < right + room && y > top - room && y < bottom + room;
}

function distanceTo(curve: Curve, point: Point): number {
  let least = Number.POSITIVE_INFINITY;
  const parts = PARTS * curve.segments.length;
  let before = pointOn(curve, 0);
  for (let part = 1; part <= parts; part += 1) {
    const next = pointOn(curve, part / parts);
    least = Math.min(least, distanceToLine(point, before, next));
    before = next;
  }
  return least;
}

function distanceToLine(point: Point, a: Point, b: Point): number {
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const length = dx * dx + dy * dy;
  const along = length === 0 ? 0 : ((point.x - a.x) * dx + (point.y - a.y) * dy) / length;
  const at = Math.min(1, Math.max(0, along));
  return Math.hypot(point.x - a.x - at * dx, point.y - a.y - at * dy);
}
