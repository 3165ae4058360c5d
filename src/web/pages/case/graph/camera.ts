/**
 * Where a picture is seen from.
 */

import { NODE } from './layout.ts';
import type { Bounds, Box, Camera } from './shapes.ts';

export interface Size {
  readonly width: number;
  readonly height: number;
}

export const ZOOM = { least: 0.02, most: 3, step: 1.4 } as const;
const MARGIN = 24;
/** A small picture is not blown up. */
const LARGEST_FIT = 1.1;
/** Below it names cannot be read. */
const READABLE = 0.6;

/** All of it. */
export function fitted(bounds: Bounds, size: Size): Camera {
  const [width, height] = [bounds.right - bounds.left, bounds.bottom - bounds.top];
  const across = (size.width - 2 * MARGIN) / Math.max(width, 1);
  const down = (size.height - 2 * MARGIN) / Math.max(height, 1);
  const k = Math.max(ZOOM.least, Math.min(across, down, LARGEST_FIT));
  return {
    k,
    x: (size.width - width * k) / 2 - bounds.left * k,
    y: (size.height - height * k) / 2 - bounds.top * k,
  };
}

/** All of it where that can be read; else its beginning on the left, as large as can be read. */
export function firstLook(bounds: Bounds, size: Size): Camera {
  const all = fitted(bounds, size);
  if (all.k >= READABLE) return all;
  const k = READABLE * 1.25;
  const middle = (bounds.top + bounds.bottom) / 2;
  return { k, x: MARGIN - bounds.left * k, y: size.height / 2 - middle * k };
}

/** A box in the middle, as large as can be read. */
export function centred({ x, y }: Box, size: Size, before: Camera): Camera {
  const k = Math.max(before.k, 0.8);
  return { k, x: size.width / 2 - (x + NODE.width / 2) * k, y: size.height / 2 - (y + NODE.height / 2) * k };
}

/** The least move that brings a box into sight; the same camera when it is. */
export function broughtIn(box: Box, size: Size, camera: Camera): Camera {
  const [left, top] = [box.x * camera.k + camera.x, box.y * camera.k + camera.y];
  const [right, bottom] = [left + NODE.width * camera.k, top + NODE.height * camera.k];
  const isIn = left >= 0 && top >= 0 && right <= size.width && bottom <= size.height;
  return isIn ? camera : centred(box, size, camera);
}
