/**
 * Keeps a picture as a file.
 */

import { drawScene } from './draw-canvas.ts';
import { MARGIN, sceneSvg } from './draw-svg.ts';
import type { Palette } from './drawn-theme.ts';
import type { KindIcons } from './kind-icons.ts';
import type { Scene } from './shapes.ts';

/** Browsers take no larger canvas (px of a side). */
const LARGEST = 8000;
const SHARPNESS = 2;

export interface Exported {
  readonly scene: Scene;
  readonly palette: Palette;
  readonly icons: KindIcons;
  /** Of the picture, and of the file. */
  readonly title: string;
}

export function saveSvg({ scene, palette, icons, title }: Exported): void {
  const svg = sceneSvg(scene, palette, icons, title);
  save(new Blob([svg], { type: 'image/svg+xml' }), `${fileName(title)}.svg`);
}

export function savePng({ scene, palette, icons, title }: Exported): void {
  const { left, top, right, bottom } = scene.bounds;
  const [width, height] = [right - left + 2 * MARGIN, bottom - top + 2 * MARGIN];
  const k = Math.min(SHARPNESS, LARGEST / width, LARGEST / height);
  const canvas = document.createElement('canvas');
  canvas.width = Math.ceil(width * k);
  canvas.height = Math.ceil(height * k);
  const context = canvas.getContext('2d');
  if (context === null) return;
  context.fillStyle = palette.ground;
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.setTransform(k, 0, 0, k, (MARGIN - left) * k, (MARGIN - top) * k);
  const all = { left: left - MARGIN, top: top - MARGIN, right: right + MARGIN, bottom: bottom + MARGIN };
  // Letters are drawn whatever the size: who keeps a picture can look closer.
  drawScene(
    context,
    { scene, palette, icons, emphasis: { selected: null, found: null } },
    { k: 1, seen: all },
  );
  canvas.toBlob((blob) => {
    if (blob !== null) save(blob, `${fileName(title)}.png`);
  });
}

function save(blob: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

const fileName = (title: string) =>
  title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 80) || 'graph';
