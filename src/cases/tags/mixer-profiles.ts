/**
 * Reads mixer profiles (`config/mixers/profiles.json`, form in docs/exposure.md). One mistake stops everything: it is one of
 * the package.
 */

import Type from 'typebox';
import { Compile } from 'typebox/compile';
import { InvalidInputError } from '../../core/errors.ts';
import { CUSTODY_KINDS, type MixerProfile } from '../../core/flags/mixer-profile.ts';
import { schemaProblem } from '../schema-problem.ts';

const closed = { additionalProperties: false } as const;
const Text = Type.String({ minLength: 1, maxLength: 500 });
/** A day, a month or a year. */
const PartialDate = Type.String({ pattern: '^\\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\\d|3[01]))?)?$' });
const MaybeDate = Type.Union([PartialDate, Type.Null()]);

const Profiles = Type.Array(
  Type.Object(
    {
      entity: Text,
      names: Type.Array(Text, { minItems: 1, maxItems: 20 }),
      kind: Type.Enum([...CUSTODY_KINDS]),
      active: Type.Object(
        { from: MaybeDate, to: MaybeDate, source: Type.String({ maxLength: 500 }) },
        closed,
      ),
      incidents: Type.Array(Type.Object({ who: Text, what: Text, date: PartialDate, source: Text }, closed), {
        maxItems: 100,
      }),
    },
    closed,
  ),
  { maxItems: 1000 },
);
const check = Compile(Profiles);

const REMEDY = 'see docs/exposure.md';

/** The profiles in a JSON text. @throws InvalidInputError naming the field */
export function readMixerProfiles(text: string): MixerProfile[] {
  const value = parseJson(text);
  if (!check.Check(value)) throw schemaProblem(check.Errors(value), value, 'profiles', REMEDY);
  const names = new Map<string, string>();
  return value.map(({ incidents, ...profile }, index) => {
    for (const name of profile.names) {
      const known = names.get(name.toLowerCase());
      if (known !== undefined) throw problem(`profiles[${index}].names`, name, `is also a name of ${known}`);
      names.set(name.toLowerCase(), profile.entity);
    }
    const { from, to, source } = profile.active;
    if ((from !== null || to !== null) && source === '') {
      throw problem(`profiles[${index}].active`, `${from} to ${to}`, 'has no source');
    }
    const dated = incidents.map((incident) => ({ ...incident, pastFrom: endOf(incident.date, index) }));
    return { ...profile, incidents: dated.sort((a, b) => a.pastFrom - b.pastFrom) };
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw problem('profiles', text.slice(0, 40), 'is no JSON');
  }
}

/** The second after a day, a month or a year, Unix seconds. */
function endOf(date: string, index: number): number {
  const [year = 0, month, day] = date.split('-').map(Number);
  if (month === undefined) return Date.UTC(year + 1, 0, 1) / 1000;
  if (day === undefined) return Date.UTC(year, month, 1) / 1000;
  const start = Date.UTC(year, month - 1, day);
  if (new Date(start).getUTCDate() !== day) throw problem(`profiles[${index}].incidents`, date, 'is no day');
  return (start + 86_400_000) / 1000;
}

function problem(field: string, value: string, text: string): InvalidInputError {
  return new InvalidInputError(`${field} "${value}" ${text}; ${REMEDY}`, { field, value });
}
