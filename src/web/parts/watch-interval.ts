/** How often a case is scanned again. */

/** Seconds, and what they are called. */
export const WATCH_INTERVALS = [
  [3600, 'every hour'],
  [21_600, 'every 6 hours'],
  [86_400, 'every day'],
  [604_800, 'every week'],
] as const;

/** The least and the most that the service takes (seconds). */
export const WATCH_LIMITS = { least: 60, most: 366 * 86_400 } as const;

const UNITS = [
  [86_400, 'day'],
  [3600, 'hour'],
  [60, 'minute'],
  [1, 'second'],
] as const;

/** `every 90 minutes`. */
export function intervalText(seconds: number): string {
  const known = WATCH_INTERVALS.find(([length]) => length === seconds);
  if (known !== undefined) return known[1];
  const [length, unit] = UNITS.find(([size]) => seconds % size === 0) ?? [1, 'second'];
  const count = seconds / length;
  return count === 1 ? `every ${unit}` : `every ${count} ${unit}s`;
}
