/**
 * Days as the commands print them.
 */

/** The UTC day of a time in milliseconds, `2024-05-01`. */
export function dayOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 10);
}
