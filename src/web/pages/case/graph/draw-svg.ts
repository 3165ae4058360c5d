/**
 * The whole picture as an SVG document, to keep or to print.
 */

import type { IconMarkup, Palette } from './drawn-theme.ts';
import { LABEL, labelWidth } from './label-places.ts';
import { NODE } from './layout.ts';
import type { Box, Curve, Scene } from './shapes.ts';

export const MARGIN = 24;
const ARROW = 7;
const SANS = 'system-ui, Arial, sans-serif';
const MONO = 'ui-monospace, Consolas, monospace';

export function sceneSvg(
  { boxes, curves, bounds }: Scene,
  palette: Palette,
  icons: IconMarkup,
  title: string,
): string {
  const [width, height] = [bounds.right - bounds.left + 2 * MARGIN, bounds.bottom - bounds.top + 2 * MARGIN];
  const box = `${bounds.left - MARGIN} ${bounds.top - MARGIN} ${width} ${height}`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="${box}">`,
    `<title>${escaped(title)}</title>`,
    `<rect x="${bounds.left - MARGIN}" y="${bounds.top - MARGIN}" width="${width}" height="${height}" fill="${palette.ground}"/>`,
    ...curves.map((curve) => curveSvg(curve, palette)),
    ...curves.map((curve) => labelSvg(curve, palette)),
    ...[...boxes.values()].map((each) => boxSvg(each, palette, icons)),
    '</svg>',
  ].join('\n');
}

function curveSvg({ segments, end, width, kind }: Curve, palette: Palette): string {
  const [colour, size] = [palette.kind(kind), ARROW + width / 2];
  const path = segments
    .map(({ x1, y1, x2, y2, reach }) => {
      const last = x2 === end.x ? x2 - ARROW / 2 : x2;
      return `M${x1} ${y1}C${x1 + reach} ${y1} ${x2 - reach} ${y2} ${last} ${y2}`;
    })
    .join('');
  const arrow = `M${end.x} ${end.y}l${-size} ${-size / 2}v${size}z`;
  return `<g opacity="0.55"><path d="${path}" fill="none" stroke="${colour}" stroke-width="${width}"/><path d="${arrow}" fill="${colour}"/></g>`;
}

function labelSvg({ label, labelAt }: Curve, palette: Palette): string {
  if (labelAt === null) return '';
  const width = labelWidth(label);
  const [x, y] = [labelAt.x - width / 2, labelAt.y - LABEL.height / 2];
  return `<rect x="${x}" y="${y}" width="${width}" height="${LABEL.height}" rx="4" fill="${palette.surface}"/><text x="${labelAt.x}" y="${labelAt.y + 4}" text-anchor="middle" font-family="${SANS}" font-size="11" fill="${palette.text}">${escaped(label)}</text>`;
}

function boxSvg(
  { x, y, kind, title, subtitle, isGroup, isAddress }: Box,
  palette: Palette,
  icons: IconMarkup,
): string {
  const colour = palette.kind(kind);
  const rect = (at: number, fill: string, edge: string) =>
    `<rect x="${x + at}" y="${y + at}" width="${NODE.width}" height="${NODE.height}" rx="8" fill="${fill}" stroke="${edge}" stroke-width="1.5"/>`;
  const name = isAddress
    ? `font-family="${MONO}" font-size="12"`
    : `font-family="${SANS}" font-size="13" font-weight="600"`;
  return [
    isGroup ? rect(4, palette.raised, palette.line) : '',
    rect(0, palette.surface, colour),
    `<g transform="translate(${x + 9} ${y + 14}) scale(0.75)" fill="none" stroke="${colour}" stroke-width="2" stroke-linecap="round" stroke-linejoin="round">${icons.markup(kind)}</g>`,
    `<text x="${x + 35}" y="${y + 20}" ${name} fill="${palette.text}">${escaped(title)}</text>`,
    `<text x="${x + 35}" y="${y + 37}" font-family="${SANS}" font-size="11" fill="${palette.quiet}">${escaped(subtitle)}</text>`,
  ].join('');
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text: string) => text.replace(/[&<>"]/g, (character) => ENTITIES[character] ?? character);
