/**
 * What is published of the mixers in a report: each once, with who had used it before the first flagged transaction.
 */

import type { ReportJson } from '../cases/report/report-json.ts';

type Flags = ReportJson['flags'];
type Profile = NonNullable<Flags[number]['profile']>;

/** One line for each mixer on record. */
export function profileLines(flags: Flags): string[] {
  const first = new Map<string, Flags[number]>();
  for (const flag of flags) {
    const known = first.get(flag.profile?.entity ?? '');
    if (flag.profile !== null && (known === undefined || flag.time < known.time))
      first.set(flag.profile.entity, flag);
  }
  return [...first.values()].flatMap(({ profile, time }) => (profile === null ? [] : lineOf(profile, time)));
}

function lineOf({ entity, kind, active: { from, to }, past }: Profile, time: string): string {
  const since = from === null ? '' : ` from ${from}`;
  const until = to === null ? '' : ` until ${to}`;
  const active = since + until === '' ? '' : `, active${since}${until}`;
  const users = past.map(({ who, what, date }) => `${who}, by ${date}: ${what}`);
  const before =
    users.length === 0
      ? `no use on record before ${time.slice(0, 10)}`
      : `used before ${time.slice(0, 10)} by ${users.join('; ')}`;
  return `${entity}: ${kind}${active}; ${before}`;
}
