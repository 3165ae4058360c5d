/**
 * Times as users write them: ISO 8601 in UTC.
 */

import { InvalidInputError } from '../core/errors.ts';

const UTC_TIME = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?Z)?$/;

/**
 * Parses `2022-01-17` (midnight UTC) or `2022-01-17T12:46:00Z` into Unix seconds.
 * @throws InvalidInputError for local times, other offsets and dates that do not exist
 */
export function parseUtcTime(field: string, text: string): number {
  const milliseconds = UTC_TIME.test(text) ? Date.parse(text) : Number.NaN;
  const isReal =
    !Number.isNaN(milliseconds) && new Date(milliseconds).toISOString().startsWith(text.slice(0, 10));
  if (!isReal) {
    throw new InvalidInputError(
      `${field} "${text.slice(0, 100)}" is not a UTC time; write it like 2022-01-17T12:46:00Z`,
      { field, value: text.slice(0, 100) },
    );
  }
  return Math.floor(milliseconds / 1000);
}

/** ISO 8601 text of Unix seconds, to the second. */
export function formatUtcTime(seconds: number): string {
  return `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`;
}
