/**
 * The icons of kinds for what is drawn: those that the legend shows.
 */

import type { IconMarkup, Palette } from './drawn-theme.ts';

/** Of an icon (px), as it is drawn on a canvas: four times as large as on a node, for screens with many dots. */
const DRAWN = 72;

export interface KindIcons extends IconMarkup {
  /** A picture of it; null while it is not there yet. */
  picture(kind: string): HTMLCanvasElement | null;
}

/** @param legend whose parts say their kind and hold an icon each @param onPicture told when one more can be drawn */
export function readKindIcons(legend: HTMLElement, palette: Palette, onPicture: () => void): KindIcons {
  const markup = new Map<string, string>();
  const pictures = new Map<string, HTMLCanvasElement>();
  for (const part of legend.querySelectorAll<HTMLElement>('[data-kind]')) {
    const [kind, inner] = [part.dataset.kind ?? '', part.querySelector('svg')?.innerHTML ?? ''];
    markup.set(kind, inner);
    paint(inner, palette.kind(kind), (picture) => {
      pictures.set(kind, picture);
      onPicture();
    });
  }
  const of = <T>(icons: ReadonlyMap<string, T>, kind: string) => icons.get(kind) ?? icons.get('address');
  return { markup: (kind) => of(markup, kind) ?? '', picture: (kind) => of(pictures, kind) ?? null };
}

function paint(inner: string, colour: string, onPicture: (picture: HTMLCanvasElement) => void): void {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${DRAWN}" height="${DRAWN}" viewBox="0 0 24 24" fill="none" stroke="${colour}" stroke-width="2" stroke-linecap="round" stroke-linejoin="round">${inner}</svg>`;
  const image = new Image(DRAWN, DRAWN);
  image.onload = () => {
    const picture = document.createElement('canvas');
    picture.width = DRAWN;
    picture.height = DRAWN;
    picture.getContext('2d')?.drawImage(image, 0, 0, DRAWN, DRAWN);
    onPicture(picture);
  };
  image.src = `data:image/svg+xml,${encodeURIComponent(svg)}`;
}
