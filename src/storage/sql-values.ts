/**
 * How values cross the border to SQL, the same for both engines: `numeric` is bigint, `int8` a safe integer,
 * `timestamptz` a Date (an instant, so UTC), `json` and `jsonb` are parsed. The engines' own defaults differ: `pg`
 * gives int8 and numeric as text, PGlite gives int8 as number or bigint, whichever fits.
 */

import { type RawBuilder, sql } from 'kysely';
import { InvariantError } from '../core/errors.ts';

/** Type ids from PostgreSQL's catalog (src/include/catalog/pg_type.dat). */
const OID = { int8: 20, json: 114, timestamptz: 1184, numeric: 1700, jsonb: 3802 } as const;

/** Parsers of the text form, by type id. */
export const PARSERS: Readonly<Record<number, (text: string) => unknown>> = {
  [OID.int8]: parseSafeInteger,
  [OID.json]: (text) => JSON.parse(text),
  [OID.jsonb]: (text) => JSON.parse(text),
  [OID.numeric]: parseAmount,
  [OID.timestamptz]: parseInstant,
};

function parseSafeInteger(text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value)) return value;
  throw new InvariantError(`int8 ${text} from SQL is beyond 2^53; amounts belong into numeric`, {
    value: text,
  });
}

function parseAmount(text: string): bigint {
  if (/^-?\d+$/.test(text)) return BigInt(text);
  throw new InvariantError(`numeric ${text} from SQL is not an integer; amounts are`, { value: text });
}

function parseInstant(text: string): Date {
  const instant = new Date(text);
  if (!Number.isNaN(instant.getTime())) return instant;
  throw new InvariantError(`timestamptz ${text} from SQL is no instant`, { value: text });
}

/**
 * A parameter in a form that both engines take alike.
 * @throws InvariantError for objects and arrays, which the engines write differently: they go through `jsonb`
 */
export function toParameter(value: unknown): string | number | boolean | null {
  if (value === null || value === undefined) return null;
  switch (typeof value) {
    case 'bigint':
      return value.toString();
    case 'string':
    case 'number':
    case 'boolean':
      return value;
    default:
      if (value instanceof Date) return value.toISOString();
      throw new InvariantError(`a parameter of type ${typeof value} has no SQL form; wrap it in asJsonb`);
  }
}

/** A value for a `json` column, which keeps the order of the keys, unlike `jsonb`. */
export function asJson<T>(value: T): RawBuilder<T> {
  return sql<T>`cast(${JSON.stringify(value)} as json)`;
}

/** A value for a `jsonb` column. Amounts inside are decimal strings already. */
export function asJsonb<T>(value: T): RawBuilder<T> {
  return sql<T>`cast(${JSON.stringify(value)} as jsonb)`;
}

/** Texts for `= any(…)`, as one parameter however many they are: PostgreSQL takes 65,535 in a statement. */
export function asArray(texts: readonly string[], type: 'text' | 'uuid'): RawBuilder<unknown> {
  return sql`array(select cast(jsonb_array_elements_text(${asJsonb(texts)}) as ${sql.raw(type)}))`;
}
