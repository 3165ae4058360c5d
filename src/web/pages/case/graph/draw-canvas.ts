/**
 * Draws the picture on a canvas. The farther away it is seen from, and while it moves, the less of its detail.
 */

import { groupedBy } from '../../../../core/multimap.ts';
import type { Palette } from './drawn-theme.ts';
import type { KindIcons } from './kind-icons.ts';
import { LABEL, labelWidth } from './label-places.ts';
import { NODE } from './layout.ts';
import type { Bounds, Box, Curve, Scene } from './shapes.ts';

/** What stands out. */
export interface Emphasis {
  /** Id of a node or a link. */
  readonly selected: string | null;
  /** Ids of nodes and links; all else is faint. Null when nothing is asked for. */
  readonly found: ReadonlySet<string> | null;
}

export interface Drawing {
  readonly scene: Scene;
  readonly palette: Palette;
  readonly icons: KindIcons;
  readonly emphasis: Emphasis;
}

/** Zoom from which on letters, icons, and amounts of links can be read. */
const READABLE = { title: 0.35, icon: 0.3, label: 0.5, arrow: 0.3 } as const;
const FAINT = 0.18;
const LINK = 0.55;
const ICON = 18;
const ARROW = 7;
const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif';

/** @param seen the part of the picture that is on the canvas */
export function drawScene(
  context: CanvasRenderingContext2D,
  { scene, palette, icons, emphasis }: Drawing,
  { k, seen }: { readonly k: number; readonly seen: Bounds },
): void {
  const isFound = (id: string) => emphasis.found === null || emphasis.found.has(id);
  const isSelected = ({ id, from, to }: Curve) =>
    emphasis.selected !== null && [id, from, to].includes(emphasis.selected);
  const curves = scene.curves.filter((curve) => isCurveSeen(curve, seen));
  drawCurves(context, curves, { palette, isFound, k });
  const selected = curves.filter(isSelected);
  if (selected.length > 0) drawSelected(context, selected, palette);
  if (k >= READABLE.label) {
    drawLabels(
      context,
      [...selected, ...curves.filter(({ id }) => emphasis.found?.has(id) !== false)],
      palette,
    );
  }
  const boxes = [...scene.boxes.values()].filter((box) => isBoxSeen(box, seen));
  context.textBaseline = 'middle';
  for (const box of boxes) {
    // Links pass behind a box also where it is faint.
    outline(context, box, palette.ground, palette.ground, 1);
    context.globalAlpha = isFound(box.id) ? 1 : FAINT;
    drawBox(context, box, { palette, icons, k, isSelected: box.id === emphasis.selected });
  }
  context.globalAlpha = 1;
}

/** Those alike in one stroke: much faster than one by one. */
function drawCurves(
  context: CanvasRenderingContext2D,
  curves: readonly Curve[],
  { palette, isFound, k }: { palette: Palette; isFound: (id: string) => boolean; k: number },
): void {
  const alike = groupedBy(curves, ({ id, kind, width }) => `${kind} ${width} ${isFound(id)}`);
  for (const same of alike.values()) {
    const [first] = same;
    if (first === undefined) continue;
    context.globalAlpha = LINK * (isFound(first.id) ? 1 : FAINT);
    strokeCurves(context, same, palette.kind(first.kind), first.width);
    if (k >= READABLE.arrow) fillArrows(context, same, palette.kind(first.kind));
  }
  context.globalAlpha = 1;
}

function drawSelected(context: CanvasRenderingContext2D, curves: readonly Curve[], palette: Palette): void {
  for (const curve of curves) strokeCurves(context, [curve], palette.accent, curve.width + 1);
  fillArrows(context, curves, palette.accent);
}

function strokeCurves(
  context: CanvasRenderingContext2D,
  curves: readonly Curve[],
  colour: string,
  width: number,
): void {
  context.beginPath();
  for (const { segments, end } of curves) {
    for (const { x1, y1, x2, y2, reach } of segments) {
      context.moveTo(x1, y1);
      context.bezierCurveTo(x1 + reach, y1, x2 - reach, y2, x2 === end.x ? x2 - ARROW / 2 : x2, y2);
    }
  }
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.stroke();
}

function fillArrows(context: CanvasRenderingContext2D, curves: readonly Curve[], colour: string): void {
  context.beginPath();
  for (const { end, width } of curves) {
    const size = ARROW + width / 2;
    context.moveTo(end.x, end.y);
    context.lineTo(end.x - size, end.y - size / 2);
    context.lineTo(end.x - size, end.y + size / 2);
    context.closePath();
  }
  context.fillStyle = colour;
  context.fill();
}

function drawLabels(context: CanvasRenderingContext2D, curves: readonly Curve[], palette: Palette): void {
  context.font = `11px ${FONT}`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  for (const { label, labelAt } of curves) {
    if (labelAt === null) continue;
    const width = labelWidth(label);
    context.fillStyle = palette.surface;
    context.beginPath();
    context.roundRect(labelAt.x - width / 2, labelAt.y - LABEL.height / 2, width, LABEL.height, 4);
    context.fill();
    context.fillStyle = palette.text;
    context.fillText(label, labelAt.x, labelAt.y, width);
  }
  context.textAlign = 'left';
}

function drawBox(
  context: CanvasRenderingContext2D,
  box: Box,
  { palette, icons, k, isSelected }: { palette: Palette; icons: KindIcons; k: number; isSelected: boolean },
): void {
  const { x, y, kind } = box;
  if (box.isGroup) outline(context, { x: x + 4, y: y + 4 }, palette.raised, palette.line, 1);
  const edge = isSelected ? palette.accent : palette.kind(kind);
  outline(context, box, palette.surface, edge, isSelected ? 4 : 1.5);
  const picture = k >= READABLE.icon ? icons.picture(kind) : null;
  if (picture !== null) context.drawImage(picture, x + 9, y + (NODE.height - ICON) / 2, ICON, ICON);
  if (k < READABLE.title) return;
  const room = NODE.width - 42;
  context.fillStyle = palette.text;
  context.font = box.isAddress ? '12px ui-monospace, Menlo, Consolas, monospace' : `600 13px ${FONT}`;
  context.fillText(box.title, x + 35, y + 16, room);
  context.fillStyle = palette.quiet;
  context.font = `11px ${FONT}`;
  context.fillText(box.subtitle, x + 35, y + 33, room);
}

function outline(
  context: CanvasRenderingContext2D,
  { x, y }: { readonly x: number; readonly y: number },
  fill: string,
  edge: string,
  width: number,
): void {
  context.beginPath();
  context.roundRect(x, y, NODE.width, NODE.height, 8);
  context.fillStyle = fill;
  context.fill();
  context.strokeStyle = edge;
  context.lineWidth = width;
  context.stroke();
}

const isBoxSeen = ({ x, y }: Box, { left, top, right, bottom }: Bounds) =>
  x + NODE.width > left && x < right && y + NODE.height > top && y < bottom;

const isCurveSeen = ({ bounds }: Curve, { left, top, right, bottom }: Bounds) =>
  bounds.right > left && bounds.left < right && bounds.bottom > top && bounds.top < bottom;
