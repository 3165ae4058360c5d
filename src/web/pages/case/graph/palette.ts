/**
 * Reads the colours of the theme off the page.
 */

import { kindColour } from '../../../parts/kind-badge.tsx';
import type { Palette } from './drawn-theme.ts';

/** As the theme now resolves them. @param host an element of the page */
export function readPalette(host: HTMLElement): Palette {
  const probe = document.createElement('span');
  probe.hidden = true;
  host.append(probe);
  const read = (colour: string) => {
    probe.style.color = colour;
    return getComputedStyle(probe).color;
  };
  const kinds = new Map<string, string>();
  for (const { dataset } of host.ownerDocument.querySelectorAll<HTMLElement>('[data-kind]')) {
    const kind = dataset.kind ?? '';
    kinds.set(kind, read(kindColour(kind)));
  }
  const address = read(kindColour('address'));
  const palette = {
    ground: read('var(--ground)'),
    surface: read('var(--surface)'),
    raised: read('var(--raised)'),
    line: read('var(--line)'),
    text: read('var(--text)'),
    quiet: read('var(--quiet)'),
    accent: read('var(--accent)'),
    kind: (kind: string) => kinds.get(kind) ?? address,
  };
  probe.remove();
  return palette;
}
