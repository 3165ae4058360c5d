/**
 * The parts of the picture: boxes for nodes, curves for links. Lengths in px at zoom 1.
 */

import type { Place } from './layout.ts';

export interface Box extends Place {
  readonly id: string;
  readonly title: string;
  readonly subtitle: string;
  readonly kind: string;
  readonly isGroup: boolean;
  readonly isAddress: boolean;
}

/** A cubic curve that leaves to the right and comes in from the left. */
export interface Segment {
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
  /** How far its handles reach from its ends. */
  readonly reach: number;
}

/** From the right of one box to the left of another. */
export interface Curve {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  /** One after the other; several where it goes around boxes. */
  readonly segments: readonly Segment[];
  /** Where it may be, at most. */
  readonly bounds: Bounds;
  readonly end: Point;
  readonly width: number;
  /** Of the largest amount of the same asset, 0 to 1; of several assets the most. */
  readonly share: number;
  /** Of the box that it leads to. */
  readonly kind: string;
  readonly label: string;
  /** The middle of the label; null where there is no room for it. */
  readonly labelAt: Point | null;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Bounds {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Where the picture stands on the canvas: px of the canvas are `x + k * px` of the picture. */
export interface Camera {
  readonly k: number;
  readonly x: number;
  readonly y: number;
}

export interface Scene {
  readonly boxes: ReadonlyMap<string, Box>;
  readonly curves: readonly Curve[];
  readonly bounds: Bounds;
}

/** The point of a curve; 0 is its beginning, 1 its end. */
export function pointOn({ segments }: Pick<Curve, 'segments'>, at: number): Point {
  const index = Math.min(segments.length - 1, Math.floor(at * segments.length));
  const segment = segments[index];
  return segment === undefined ? { x: 0, y: 0 } : pointOnSegment(segment, at * segments.length - index);
}

export function pointOnSegment({ x1, y1, x2, y2, reach }: Segment, at: number): Point {
  const [a, b, c, d] = [(1 - at) ** 3, 3 * (1 - at) ** 2 * at, 3 * (1 - at) * at ** 2, at ** 3];
  return { x: a * x1 + b * (x1 + reach) + c * (x2 - reach) + d * x2, y: (a + b) * y1 + (c + d) * y2 };
}

/** The least rectangle around all of them; around nothing it is a point. */
export function boundsAround(rectangles: readonly Bounds[]): Bounds {
  const [first = { left: 0, top: 0, right: 0, bottom: 0 }] = rectangles;
  const bounds = { ...first };
  for (const { left, top, right, bottom } of rectangles) {
    bounds.left = Math.min(bounds.left, left);
    bounds.top = Math.min(bounds.top, top);
    bounds.right = Math.max(bounds.right, right);
    bounds.bottom = Math.max(bounds.bottom, bottom);
  }
  return bounds;
}
