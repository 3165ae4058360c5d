/**
 * Configuration: `config/default.yaml`, overridden by a user's file and by environment variables, checked once at
 * start. Secrets come from environment variables that the configuration names.
 */

import { readFileSync } from 'node:fs';
import Type, { type Static } from 'typebox';
import { Compile } from 'typebox/compile';
import { parse } from 'yaml';
import { schemaProblem } from './cases/schema-problem.ts';
import { CONFIG_VARIABLE, type Environment, keysOf, settingsOf } from './config-environment.ts';
import { CHAINS, type Chain } from './core/chain.ts';
import { InvalidInputError } from './core/errors.ts';
import { isRecord } from './core/record.ts';
import { isLoopback } from './loopback.ts';

const closed = { additionalProperties: false } as const;

/** What explorers speak, and of which chain. */
export const CHAIN_OF_API = {
  esplora: 'bitcoin',
  etherscan: 'ethereum',
  blockscout: 'ethereum',
  'json-rpc': 'ethereum',
} as const satisfies Record<string, Chain>;
export type Api = keyof typeof CHAIN_OF_API;
export const APIS = Object.keys(CHAIN_OF_API) as readonly Api[];

const EXPLORER_NAME = '^[a-z][A-Za-z0-9]{0,30}$';
const Explorer = Type.Object(
  {
    api: Type.Enum(APIS),
    baseUrl: Type.String({ pattern: '^https?://' }),
    requestsPerSecond: Type.Optional(Type.Number({ exclusiveMinimum: 0 })),
    requestsPerDay: Type.Optional(Type.Integer({ minimum: 1 })),
    pauseSeconds: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 3600 })),
    concurrency: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })),
    batch: Type.Optional(Type.Integer({ minimum: 1, maximum: 50 })),
    keyVariable: Type.Optional(Type.String({ pattern: '^[A-Z][A-Z0-9_]*$' })),
  },
  closed,
);
export type ExplorerConfig = Static<typeof Explorer>;

/** Who may be asked for prices. */
const PRICE_SOURCES = ['file', 'defillama', 'coingecko'] as const;
export type PriceSourceName = (typeof PRICE_SOURCES)[number];

const PriceApi = Type.Object(
  {
    baseUrl: Type.String({ pattern: '^https?://' }),
    requestsPerSecond: Type.Optional(Type.Number({ exclusiveMinimum: 0 })),
    concurrency: Type.Integer({ minimum: 1, maximum: 1000 }),
    keyVariable: Type.Optional(Type.String({ pattern: '^[A-Z][A-Z0-9_]*$' })),
  },
  closed,
);

const Prices = Type.Object(
  {
    order: Type.Array(Type.Enum(PRICE_SOURCES), { uniqueItems: true }),
    file: Type.Optional(Type.String({ minLength: 1 })),
    withLocalExplorers: Type.Boolean(),
    defillama: PriceApi,
    coingecko: PriceApi,
  },
  closed,
);

const Finality = Type.Integer({ minimum: 1, maximum: 100_000 });
const ExplorerNames = Type.Array(Type.String({ pattern: EXPLORER_NAME }), { minItems: 1, uniqueItems: true });

const variable = Type.String({ pattern: '^[A-Z][A-Z0-9_]*$' });
const HOST_IN_URL = '^([a-z0-9.-]+|\\[[0-9a-f:.]+\\])(:[0-9]{1,5})?$';
const MAX_WAIT_SECONDS = 7 * 86_400;

const Notify = Type.Object(
  {
    allowedHosts: Type.Array(Type.String({ pattern: HOST_IN_URL })),
    timeoutMs: Type.Integer({ minimum: 1, maximum: 120_000 }),
    retrySeconds: Type.Array(Type.Integer({ minimum: 0, maximum: MAX_WAIT_SECONDS }), { maxItems: 20 }),
  },
  closed,
);

const Smtp = Type.Object(
  {
    host: Type.String({ minLength: 1 }),
    port: Type.Integer({ minimum: 1, maximum: 65_535 }),
    secure: Type.Boolean(),
    from: Type.String({ pattern: '^[^\\s@,;<>"]+@[A-Za-z0-9.-]+$' }),
    userVariable: Type.Optional(variable),
    passwordVariable: Type.Optional(variable),
  },
  closed,
);

const Http = Type.Object(
  {
    host: Type.String({ minLength: 1 }),
    port: Type.Integer({ minimum: 0, maximum: 65_535 }),
    jsonBytes: Type.Integer({ minimum: 1024, maximum: 256 * 1024 * 1024 }),
    csvBytes: Type.Integer({ minimum: 1024, maximum: 256 * 1024 * 1024 }),
    requestSeconds: Type.Integer({ minimum: 1, maximum: 3600 }),
    requestsPerMinute: Type.Integer({ minimum: 1 }),
    wrongKeysPerMinute: Type.Integer({ minimum: 1 }),
    streamsPerKey: Type.Integer({ minimum: 1, maximum: 10_000 }),
    trustedProxies: Type.Array(Type.String({ pattern: '^[0-9a-fA-F.:]+(/[0-9]{1,3})?$' })),
  },
  closed,
);

const Queue = Type.Object(
  {
    concurrency: Type.Integer({ minimum: 1, maximum: 1000 }),
    lookupAttempts: Type.Integer({ minimum: 1, maximum: 20 }),
    leaseSeconds: Type.Integer({ minimum: 1, maximum: 3600 }),
    shutdownSeconds: Type.Integer({ minimum: 0, maximum: 3600 }),
    sweepSeconds: Type.Integer({ minimum: 1, maximum: 3600 }),
    staleSeconds: Type.Integer({ minimum: 1, maximum: 86_400 }),
    prefix: Type.String({ pattern: '^[A-Za-z0-9_.-]+$' }),
  },
  closed,
);

const Rescans = Type.Object(
  {
    checkSeconds: Type.Integer({ minimum: 1, maximum: 3600 }),
    tagCheckSeconds: Type.Integer({ minimum: 1, maximum: 86_400 }),
    maxUnderWay: Type.Integer({ minimum: 1 }),
  },
  closed,
);

const link = (name: string) => Type.String({ pattern: `^(https?://[^\\s"<>]*\\{${name}\\}[^\\s"<>]*)?$` });
const Links = Type.Object({ transaction: link('txid'), address: link('address') }, closed);

const Config = Type.Object(
  {
    limits: Type.Object(
      {
        maxHops: Type.Integer({ minimum: 0 }),
        maxLookups: Type.Integer({ minimum: 1 }),
        maxTransactionsPerAddress: Type.Integer({ minimum: 1 }),
        minShareMillionths: Type.Integer({ minimum: 0, maximum: 1_000_000 }),
        maxDays: Type.Integer({ minimum: 0, maximum: 36_500 }),
      },
      closed,
    ),
    concurrency: Type.Integer({ minimum: 1, maximum: 1000 }),
    log: Type.Object({ level: Type.Enum(['silent', 'error', 'warn', 'info', 'debug']) }, closed),
    http: Http,
    probe: Type.Object(
      { host: Type.String({ minLength: 1 }), port: Type.Integer({ minimum: 0, maximum: 65_535 }) },
      closed,
    ),
    queue: Queue,
    rescans: Rescans,
    storage: Type.Object({ folder: Type.String({ minLength: 1 }) }, closed),
    finality: Type.Object({ bitcoin: Finality, ethereum: Finality }, closed),
    verification: Type.Object(
      {
        maxTransactions: Type.Integer({ minimum: 0, maximum: 1_000_000 }),
        blocks: Type.Boolean(),
        secondOpinion: Type.Boolean(),
      },
      closed,
    ),
    freezes: Type.Object({ read: Type.Boolean() }, closed),
    explorerOrder: Type.Object({ bitcoin: ExplorerNames, ethereum: ExplorerNames }, closed),
    explorers: Type.Record(Type.String({ pattern: EXPLORER_NAME }), Explorer, closed),
    prices: Prices,
    links: Type.Object({ bitcoin: Links, ethereum: Links }, closed),
    notify: Notify,
    smtp: Type.Optional(Smtp),
  },
  closed,
);
export type Config = Static<typeof Config>;

const form = Compile(Config);

/** Paths of all settings, in their order. @param config names the explorers there are */
export function settingPaths(config: unknown): (readonly string[])[] {
  return keysOf(Config, config);
}

/**
 * Reads the defaults, a user's file on top of them (given, or named by COINHOUND_CONFIG), and the environment on top of
 * both.
 * @throws InvalidInputError naming source, field, value and remedy
 */
export function loadConfig(defaultsPath: string, userPath?: string, env: Environment = {}): Config {
  const filePath = userPath ?? (env[CONFIG_VARIABLE] || undefined);
  const layers = [
    { from: defaultsPath, read: () => readYaml(defaultsPath) },
    ...(filePath === undefined ? [] : [{ from: filePath, read: () => readYaml(filePath) }]),
    { from: 'environment variables COINHOUND_…', read: (below: unknown) => settingsOf(Config, env, below) },
  ];
  // Checked layer by layer, so that a problem is told of the layer that brings it.
  return layers.reduce<unknown>((below, { from, read }) => {
    const top = read(below);
    return checked(overlay(withoutForeign(below, top), top), from);
  }, {}) as Config;
}

function checked(config: unknown, from: string): Config {
  const remedy = `see docs/operations.md (reading ${from})`;
  if (!form.Check(config)) throw schemaProblem(form.Errors(config), config, '', remedy);
  for (const chain of CHAINS) {
    for (const name of config.explorerOrder[chain]) checkExplorer(name, chain, config, remedy);
  }
  checkPriceFile(config, remedy);
  return config;
}

/** An explorer that is to be asked must be there, and speak of the chain. */
function checkExplorer(name: string, chain: Chain, { explorers }: Config, remedy: string): void {
  const explorer = explorers[name];
  if (explorer !== undefined && CHAIN_OF_API[explorer.api] === chain) return;
  const field = `explorerOrder.${chain}`;
  const fitting = Object.keys(explorers).filter((known) => {
    const api = explorers[known]?.api;
    return api !== undefined && CHAIN_OF_API[api] === chain;
  });
  const problem =
    explorer === undefined
      ? 'which explorers does not have'
      : `whose API (${explorer.api}) is of another chain`;
  throw new InvalidInputError(
    `${field} names "${name}", ${problem}; take some of ${fitting.join(', ')}; ${remedy}`,
    { field, value: name },
  );
}

/** A table that nobody would look at is a mistake. */
function checkPriceFile({ prices: { file, order } }: Config, remedy: string): void {
  if (file === undefined || order.length === 0 || order.includes('file')) return;
  const problem = `prices.file names "${file}", but prices.order does not have file; add it, or leave the file out`;
  throw new InvalidInputError(`${problem}; ${remedy}`, { field: 'prices.order', value: order.join(', ') });
}

/** The explorer without what is polite towards a host of others: on this machine nobody else is kept waiting. */
export function onThisMachine(explorer: ExplorerConfig): ExplorerConfig {
  const { requestsPerSecond: _rate, requestsPerDay: _budget, pauseSeconds: _pause, ...rest } = explorer;
  const { concurrency: _concurrency, ...own } = rest;
  return own;
}

/** A base URL on this machine comes without the limits of the one that it replaces; they can be given with it. */
function withoutForeign(below: unknown, top: unknown): unknown {
  if (!isRecord(below) || !isRecord(below.explorers) || !isRecord(top) || !isRecord(top.explorers)) {
    return below;
  }
  const given = top.explorers;
  const explorers = Object.entries(below.explorers).map(([name, explorer]) => {
    const { baseUrl } = isRecord(given[name]) ? given[name] : {};
    const isMoved = typeof baseUrl === 'string' && isLoopback(baseUrl);
    return [name, isMoved ? onThisMachine(explorer as ExplorerConfig) : explorer];
  });
  return { ...below, explorers: Object.fromEntries(explorers) };
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
