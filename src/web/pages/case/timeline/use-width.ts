/**
 * How wide an element is, also after it changed.
 */

import { type RefObject, useLayoutEffect, useState } from 'react';

/** px; 0 before the first look. */
export function useWidth(element: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const shown = element.current;
    if (shown === null) return;
    const read = () => setWidth(shown.clientWidth);
    read();
    const observer = new ResizeObserver(read);
    observer.observe(shown);
    return () => observer.disconnect();
  }, [element]);
  return width;
}
