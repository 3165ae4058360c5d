/**
 * The stretch of time that is shown.
 */

/** Milliseconds since 1970. */
export interface TimeWindow {
  readonly from: number;
  readonly to: number;
}

/** Nobody needs to see less (ms). */
const SHORTEST = 60_000;
/** Of the whole, left and right of it. */
const MARGIN = 0.02;

/** From the first to the last of the times, with a little room. */
export function wholeWindow(times: readonly number[]): TimeWindow {
  const first = times.reduce((least, time) => Math.min(least, time), Number.POSITIVE_INFINITY);
  const last = times.reduce((most, time) => Math.max(most, time), Number.NEGATIVE_INFINITY);
  if (times.length === 0) return { from: 0, to: SHORTEST };
  const room = Math.max((last - first) * MARGIN, SHORTEST);
  return { from: first - room, to: last + room };
}

/** @param factor above 1 shows less time, larger @param at what stays where it is, 0 for the left end to 1 for the right */
export function zoomed({ from, to }: TimeWindow, factor: number, at: number, whole: TimeWindow): TimeWindow {
  const length = Math.max((to - from) / factor, SHORTEST);
  const fixed = from + (to - from) * at;
  return kept({ from: fixed - length * at, to: fixed + length * (1 - at) }, whole);
}

/** @param part of its own length; below 0 to what was earlier */
export function moved({ from, to }: TimeWindow, part: number, whole: TimeWindow): TimeWindow {
  const by = (to - from) * part;
  return kept({ from: from + by, to: to + by }, whole);
}

/** Between two points of it, in either order. */
export function brushed({ from, to }: TimeWindow, a: number, b: number, whole: TimeWindow): TimeWindow {
  const [left, right] = [Math.min(a, b), Math.max(a, b)];
  const next = { from: from + (to - from) * left, to: from + (to - from) * right };
  const room = Math.max(0, SHORTEST - (next.to - next.from)) / 2;
  return kept({ from: next.from - room, to: next.to + room }, whole);
}

/** Within the whole, as long as it is if that fits. */
function kept({ from, to }: TimeWindow, whole: TimeWindow): TimeWindow {
  if (to - from >= whole.to - whole.from) return whole;
  if (from < whole.from) return { from: whole.from, to: whole.from + (to - from) };
  if (to > whole.to) return { from: whole.to - (to - from), to: whole.to };
  return { from, to };
}
