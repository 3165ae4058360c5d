/**
 * Colours and icons for what is drawn, read anew whenever the theme changes.
 */

import { type RefObject, useEffect, useState } from 'react';
import type { Palette } from './drawn-theme.ts';
import { type KindIcons, readKindIcons } from './kind-icons.ts';
import { readPalette } from './palette.ts';

export interface DrawnTheme {
  readonly palette: Palette | null;
  readonly icons: KindIcons | null;
}

/** @param kinds those of the legend, as a text that changes when they do */
export function useDrawnTheme(legend: RefObject<HTMLElement | null>, kinds: string): DrawnTheme {
  const [theme, setTheme] = useState<DrawnTheme>({ palette: null, icons: null });
  // biome-ignore lint/correctness/useExhaustiveDependencies: the legend holds the kinds
  useEffect(() => {
    let isThere = true;
    const read = () => {
      const element = legend.current;
      if (element === null) return;
      const palette = readPalette(element);
      const icons = readKindIcons(element, palette, () => {
        // A new object, so that what was drawn without the icon is drawn again.
        if (isThere) setTheme({ palette, icons: { ...icons } });
      });
      setTheme({ palette, icons });
    };
    read();
    const dark = matchMedia('(prefers-color-scheme: dark)');
    dark.addEventListener('change', read);
    const observer = new MutationObserver(read);
    observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
    return () => {
      isThere = false;
      dark.removeEventListener('change', read);
      observer.disconnect();
    };
  }, [legend, kinds]);
  return theme;
}
