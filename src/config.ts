/**
 * Configuration: `config/default.yaml`, overridden by a user's file, checked once at start. Secrets come from
 * environment variables that the configuration names.
 */

import { readFileSync } from 'node:fs';
import Type, { type Static } from 'typebox';
import { Compile } from 'typebox/compile';
import { parse } from 'yaml';
import { schemaProblem } from './cases/schema-problem.ts';
import { InvalidInputError } from './core/errors.ts';

const closed = { additionalProperties: false } as const;
const explorer = <Api extends string>(api: Api) =>
  Type.Object(
    {
      api: Type.Literal(api),
      baseUrl: Type.String({ pattern: '^https?://' }),
      requestsPerSecond: Type.Optional(Type.Number({ exclusiveMinimum: 0 })),
      concurrency: Type.Integer({ minimum: 1, maximum: 1000 }),
      keyVariable: Type.Optional(Type.String({ pattern: '^[A-Z][A-Z0-9_]*$' })),
    },
    closed,
  );

const Config = Type.Object(
  {
    limits: Type.Object(
      {
        maxHops: Type.Integer({ minimum: 0 }),
        maxLookups: Type.Integer({ minimum: 1 }),
        maxTransactionsPerAddress: Type.Integer({ minimum: 1 }),
        minShareMillionths: Type.Integer({ minimum: 0, maximum: 1_000_000 }),
      },
      closed,
    ),
    concurrency: Type.Integer({ minimum: 1, maximum: 1000 }),
    storage: Type.Object({ folder: Type.String({ minLength: 1 }) }, closed),
    explorers: Type.Object({ bitcoin: explorer('esplora'), ethereum: explorer('etherscan') }, closed),
  },
  closed,
);
export type Config = Static<typeof Config>;

const form = Compile(Config);

/**
 * Reads the defaults and, when given, a user's file on top of them.
 * @throws InvalidInputError naming file, field, value and remedy
 */
export function loadConfig(defaultsPath: string, userPath?: string): Config {
  const defaults = readYaml(defaultsPath);
  const config = userPath === undefined ? defaults : overlay(defaults, readYaml(userPath));
  const source = userPath ?? defaultsPath;
  if (!form.Check(config)) {
    throw schemaProblem(form.Errors(config), config, '', `see config/default.yaml (reading ${source})`);
  }
  return config;
}

function readYaml(path: string): unknown {
  try {
    return parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new InvalidInputError(
      `configuration file ${path} cannot be read: ${message}`,
      { field: 'config', value: path },
      cause,
    );
  }
}

/** Values of `top` win; objects are overlaid key by key. */
function overlay(base: unknown, top: unknown): unknown {
  if (!isRecord(base) || !isRecord(top)) return top === undefined || top === null ? base : top;
  const keys = new Set([...Object.keys(base), ...Object.keys(top)]);
  return Object.fromEntries([...keys].map((key) => [key, overlay(base[key], top[key])]));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
