/**
 * Where labels of links stand: on their curve, clear of boxes and of each other; the links with most choose first.
 */

import { compare } from '../../../../core/amount.ts';
import { append } from '../../../../core/multimap.ts';
import { NODE } from './layout.ts';
import { type Box, type Curve, type Point, pointOn } from './shapes.ts';

/** Of a label (px). */
export const LABEL = { height: 18, perLetter: 6.4, padding: 8 } as const;
/** Where on the curve it is tried. */
const TRIES = [0.5, 0.4, 0.6, 0.3, 0.7] as const;
const CELL = 80;

interface Rectangle {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export const labelWidth = (label: string): number => label.length * LABEL.perLetter + LABEL.padding;

export function labelPlaces(
  curves: readonly Omit<Curve, 'labelAt'>[],
  boxes: readonly Box[],
): Map<string, Point> {
  const taken = createTaken();
  for (const { x, y } of boxes) {
    taken.add({ left: x, top: y, right: x + NODE.width, bottom: y + NODE.height });
  }
  const places = new Map<string, Point>();
  for (const curve of [...curves].sort((a, b) => b.share - a.share || compare(a.id, b.id))) {
    if (curve.label === '') continue;
    for (const at of TRIES) {
      const point = pointOn(curve, at);
      const around = rectangleAt(point, labelWidth(curve.label));
      if (taken.has(around)) continue;
      taken.add(around);
      places.set(curve.id, point);
      break;
    }
  }
  return places;
}

function rectangleAt({ x, y }: Point, width: number): Rectangle {
  return {
    left: x - width / 2,
    top: y - LABEL.height / 2,
    right: x + width / 2,
    bottom: y + LABEL.height / 2,
  };
}

/** Rectangles, found by the cells of a grid that they touch. */
function createTaken() {
  const cells = new Map<string, Rectangle[]>();
  return {
    add(rectangle: Rectangle): void {
      for (const key of cellsOf(rectangle)) {
        append(cells, key, rectangle);
      }
    },
    has: (rectangle: Rectangle): boolean =>
      cellsOf(rectangle).some((key) => cells.get(key)?.some((other) => isOverlap(rectangle, other)) === true),
  };
}

function cellsOf({ left, top, right, bottom }: Rectangle): string[] {
  const keys: string[] = [];
  for (let x = Math.floor(left / CELL); x <= Math.floor(right / CELL); x += 1) {
    for (let y = Math.floor(top / CELL); y <= Math.floor(bottom / CELL); y += 1) keys.push(`${x} ${y}`);
  }
  return keys;
}

const isOverlap = (a: Rectangle, b: Rectangle) =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
