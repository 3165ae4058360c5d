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

/** A cubic curve from the right of one box to the left of another. */
export interface Curve {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
  /** How far its handles reach from its ends. */
  readonly reach: number;
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
export function pointOn({ x1, y1, x2, y2, reach }: Omit<Curve, 'labelAt'>, at: number): Point {
  const [a, b, c, d] = [(1 - at) ** 3, 3 * (1 - at) ** 2 * at, 3 * (1 - at) * at ** 2, at ** 3];
  return { x: a * x1 + b * (x1 + reach) + c * (x2 - reach) + d * x2, y: (a + b) * y1 + (c + d) * y2 };
}
