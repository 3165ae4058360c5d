/** The colours of the theme, for what is drawn and not styled. */

import { kindColour } from '../../../parts/kind-badge.tsx';

export interface Palette {
  readonly ground: string;
  readonly surface: string;
  readonly raised: string;
  readonly line: string;
  readonly text: string;
  readonly quiet: string;
  readonly accent: string;
  kind(kind: string): string;
}

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
