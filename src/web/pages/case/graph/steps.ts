/**
 * Where arrow keys lead: left and right along links, up and down within the column.
 */

import { compare } from '../../../../core/amount.ts';
import type { Box, Curve, Scene } from './shapes.ts';

export type Direction = 'left' | 'right' | 'up' | 'down';

/** The box that comes next; the same one where there is none. @param from null for none yet: the first of all */
export function nextBox({ boxes, curves }: Scene, from: string | null, direction: Direction): string | null {
  const here = from === null ? undefined : boxes.get(from);
  if (here === undefined) return firstBox(boxes);
  if (direction === 'left' || direction === 'right') return along(curves, boxes, here, direction) ?? here.id;
  const isBeyond = ({ y }: Box) => (direction === 'up' ? y < here.y : y > here.y);
  const column = [...boxes.values()].filter((box) => box.column === here.column && isBeyond(box));
  return column.sort((a, b) => Math.abs(a.y - here.y) - Math.abs(b.y - here.y))[0]?.id ?? here.id;
}

/** The other end of the link with most on that side. */
function along(
  curves: readonly Curve[],
  boxes: ReadonlyMap<string, Box>,
  here: Box,
  direction: 'left' | 'right',
): string | null {
  const links = curves.filter(({ from, to }) => (direction === 'right' ? from : to) === here.id);
  const yOf = (curve: Curve) => boxes.get(direction === 'right' ? curve.to : curve.from)?.y ?? 0;
  const [widest] = links.sort((a, b) => b.share - a.share || yOf(a) - yOf(b) || compare(a.id, b.id));
  if (widest === undefined) return null;
  return direction === 'right' ? widest.to : widest.from;
}

function firstBox(boxes: ReadonlyMap<string, Box>): string | null {
  const sorted = [...boxes.values()].sort((a, b) => a.column - b.column || a.y - b.y);
  return sorted[0]?.id ?? null;
}
