/**
 * Times of a dataset: ISO 8601 in UTC, whole seconds, as chains keep them.
 */

const UTC = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.000)?Z$/;
const SECONDS_LENGTH = 'YYYY-MM-DDTHH:MM:SS'.length;

/** What a time field must hold, for error messages. */
export const UTC_TIME_FORM = 'a UTC time in whole seconds such as 2022-01-18T00:53:13Z';

/** Unix seconds of `text`; null when it is no such time or no day of the calendar (2022-02-30). */
export function unixSeconds(text: string): number | null {
  if (!UTC.test(text)) return null;
  const time = new Date(text);
  if (Number.isNaN(time.getTime())) return null;
  // An impossible day rolls over to the next month instead of failing: compare with what was meant.
  const meant = text.slice(0, SECONDS_LENGTH);
  return time.toISOString().startsWith(meant) ? time.getTime() / 1000 : null;
}
