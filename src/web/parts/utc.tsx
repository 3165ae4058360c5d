/** A time, in UTC and to the second, as it would stand in a report. */

export function Utc({ time }: { readonly time: string }) {
  return (
    <time dateTime={time} className="number">
      {utcText(time)}
    </time>
  );
}

/** `2022-01-17 12:46:00 UTC`. @param time ISO 8601 */
export const utcText = (time: string): string => `${time.slice(0, 10)} ${time.slice(11, 19)} UTC`;
