/** Times of sources and datasets: ISO 8601 in UTC at whole seconds on the outside, Unix seconds in between. */

import { badSourceValue } from './source-csv.ts';

const SOURCE_TIME = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}:\d{2})(?:Z|\+00:00)?$/;

/**
 * Unix seconds of a source's UTC time, `2022-01-18 00:53:13` or `2022-03-29T21:41:18+00:00`.
 * @throws InvalidInputError for any other form or a date that does not exist
 */
export function unixSecondsOf(where: string, text: string): number {
  const [, day, clock] = SOURCE_TIME.exec(text) ?? [];
  const milliseconds = Date.parse(`${day}T${clock}Z`);
  if (Number.isNaN(milliseconds)) throw badSourceValue(where, 'time', text, 'a UTC time');
  return milliseconds / 1000;
}

/** `2022-01-18T00:53:13Z` of Unix seconds. */
export function isoTime(unixSeconds: number): string {
  return new Date(unixSeconds * 1000).toISOString().replace('.000Z', 'Z');
}
