/**
 * Settings from environment variables: `COINHOUND_` and the path of the key, in capitals with underscores, as in
 * `COINHOUND_LIMITS_MAX_HOPS` for `limits.maxHops`. They win over files, as containers expect.
 */

import { InvalidInputError } from './core/errors.ts';
import { isRecord } from './core/record.ts';

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

const PREFIX = 'COINHOUND_';

/** Names the user's configuration file, for want of `--config`. */
export const CONFIG_VARIABLE = 'COINHOUND_CONFIG';

/** Variables of the tests, which their processes inherit; not settings. */
const OF_THE_TESTS = /^COINHOUND_(TEST|CHAOS|BENCH)_/;

/** The variable of a key, given by its path. */
export function variableOf(path: readonly string[]): string {
  return PREFIX + path.map((key) => key.replace(/[A-Z]/g, '_$&').toUpperCase()).join('_');
}

/**
 * Paths of all keys with a value of their own, in the order of the JSON schema.
 * @param config where the schema lets users choose names, those there are
 */
export function keysOf(schema: object, config: unknown, path: readonly string[] = []): (readonly string[])[] {
  const properties = propertiesOf(schema, config);
  if (properties === null) return [path];
  return Object.entries(properties).flatMap(([key, inner]) =>
    keysOf(inner, isRecord(config) ? config[key] : undefined, [...path, key]),
  );
}

function propertiesOf(schema: object, config: unknown): Readonly<Record<string, object>> | null {
  if ('properties' in schema) return schema.properties as Record<string, object>;
  if (!('patternProperties' in schema)) return null;
  const [named = {}] = Object.values(schema.patternProperties as Record<string, object>);
  return Object.fromEntries((isRecord(config) ? Object.keys(config) : []).map((name) => [name, named]));
}

/**
 * The settings of the environment as a file would give them. An empty variable is none.
 * @param schema of the configuration, as JSON schema
 * @param below what files say
 * @throws InvalidInputError naming a variable that is no setting
 */
export function settingsOf(schema: object, env: Environment, below: unknown): Record<string, unknown> {
  const keys = new Map(keysOf(schema, below).map((path) => [variableOf(path), path]));
  const settings: Record<string, unknown> = {};
  for (const [name, text] of Object.entries(env)) {
    if (!name.startsWith(PREFIX) || name === CONFIG_VARIABLE || OF_THE_TESTS.test(name)) continue;
    const path = keys.get(name);
    if (path === undefined) {
      const problem = `environment variable ${name} is no setting; those there are stand in docs/operations.md`;
      throw new InvalidInputError(problem, { field: name });
    }
    if (text !== undefined && text !== '') put(settings, path, parsed(schemaAt(schema, below, path), text));
  }
  return settings;
}

function schemaAt(schema: object, config: unknown, [key, ...rest]: readonly string[]): object {
  if (key === undefined) return schema;
  const inner = propertiesOf(schema, config)?.[key] ?? {};
  return schemaAt(inner, isRecord(config) ? config[key] : undefined, rest);
}

/** What does not have the type stays a text: the check of the whole configuration then names it. */
function parsed(schema: { readonly type?: unknown; readonly items?: object }, text: string): unknown {
  const { type, items = {} } = schema;
  if (type === 'array') return text.split(',').map((item) => parsed(items, item.trim()));
  if (type === 'boolean') return text === 'true' || (text === 'false' ? false : text);
  const isNumber = (type === 'number' || type === 'integer') && /^-?\d+(\.\d+)?$/.test(text);
  return isNumber ? Number(text) : text;
}

function put(
  settings: Record<string, unknown>,
  [key = '', ...rest]: readonly string[],
  value: unknown,
): void {
  if (rest.length === 0) {
    settings[key] = value;
    return;
  }
  const inner = (settings[key] ?? {}) as Record<string, unknown>;
  settings[key] = inner;
  put(inner, rest, value);
}
