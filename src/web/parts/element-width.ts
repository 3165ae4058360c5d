/**
 * The width that an element has on the screen, as it changes.
 */

import { type RefObject, useEffect, useRef, useState } from 'react';

/** @returns what to put at the element, and its width in pixels; 0 before it is known */
export function useWidth<Kind extends HTMLElement>(): readonly [RefObject<Kind | null>, number] {
  const element = useRef<Kind>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const { current } = element;
    if (current === null) return;
    const watch = new ResizeObserver(([entry]) => setWidth(Math.floor(entry?.contentRect.width ?? 0)));
    watch.observe(current);
    return () => watch.disconnect();
  }, []);
  return [element, width];
}
