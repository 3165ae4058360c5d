/** Rows of links that scroll where they do not fit: the one that is open must be seen. */

import { type RefObject, useEffect } from 'react';

/** @param path what is open */
export function useCurrentInSight(row: RefObject<HTMLElement | null>, path: string): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is current follows from the path
  useEffect(() => {
    const { current } = row;
    const open = current?.querySelector<HTMLElement>('[aria-current]');
    if (current == null || open == null) return;
    // In the middle, so that both neighbours tell that there is more.
    const left = open.offsetLeft - current.offsetLeft;
    current.scrollLeft = left - (current.clientWidth - open.offsetWidth) / 2;
  }, [path, row]);
}
