/**
 * The composition root: the only file that knows every layer. It ties the explorers, the tags and the configuration
 * to the use cases; the command line and later the workers see nothing else.
 */

import { readdirSync, readFileSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse as parseYaml } from 'yaml';
import type { Sources } from './cases/expand-hop.ts';
import type { ReportJson } from './cases/report-json.ts';
import { type TraceProgress, traceCase } from './cases/trace-case.ts';
import { type Config, loadConfig } from './config.ts';
import type { Chain } from './core/chain.ts';
import { InvalidInputError } from './core/errors.ts';
import { createEsploraSource } from './explorers/esplora/client.ts';
import { createEtherscanSource } from './explorers/etherscan/client.ts';
import { createMemoryCache } from './explorers/transport/cache.ts';
import { createTransport } from './explorers/transport/transport.ts';
import { drainJobs } from './queue/in-process.ts';
import { FAULT_KINDS, type FaultKind, type FaultOptions } from './replay/faults.ts';
import { type Manifest, readManifest } from './replay/manifest.ts';
import { type Replay, type ReplayOptions, startReplay } from './replay/server.ts';
import type { DatabasePlace } from './storage/database.ts';
import { createMemoryStores } from './storage/memory-stores.ts';
import { readTagFiles } from './storage/tag-files.ts';

/** The package's own folder, of the sources as of the build. */
const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** A case file is an investigator's list of seeds; more than this is a mistake (bytes). */
const MAX_CASE_FILE_BYTES = 1024 * 1024;

/** Nobody but this process works on a trace of the command line (milliseconds). */
const LEASE_MS = 60_000;

export interface ComposeOptions {
  /** A user's configuration file on top of the defaults. */
  readonly configPath?: string;
  /** Where API keys are looked up. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

export interface TraceOptions {
  /** Base URLs that replace those of the configuration. */
  readonly explorers?: Readonly<Partial<Record<Chain, string>>>;
  /**
   * Requests per second to each explorer, 0 for no limit; default is the rate of the configuration, and no limit for
   * an explorer on this machine.
   */
  readonly requestsPerSecond?: number;
  readonly concurrency?: number;
  /** First wait between attempts, milliseconds. */
  readonly retryBaseMs?: number;
  readonly onProgress: (progress: TraceProgress) => void;
}

/** A dataset of the package, ready to be replayed. */
export interface BundledDataset {
  readonly dir: string;
  readonly manifest: Manifest;
  /** Case bodies of its `cases.json`. */
  readonly cases: readonly unknown[];
}

export interface MigrateResult {
  /** Where the database is; never a password. */
  readonly place: string;
  /** Names of the migrations that were run. */
  readonly migrations: readonly string[];
}

export interface App {
  /** Traces a case body. @throws CoinhoundError */
  trace(body: unknown, options: TraceOptions): Promise<ReportJson>;
  /** The datasets that come with the package, by name. */
  datasets(): Promise<BundledDataset[]>;
  /** Brings the database to the schema of this version. @throws StorageError */
  migrate(): Promise<MigrateResult>;
  replay(options: ReplayOptions): Promise<Replay>;
  /** Body of a preset of the package. @throws InvalidInputError listing the presets there are */
  preset(name: string): unknown;
  /** Body in a user's file, JSON or YAML. @throws InvalidInputError */
  caseFile(path: string): unknown;
}

/** Reads configuration and tags once and ties everything together. @throws InvalidInputError */
export function compose(options: ComposeOptions): App {
  const config = loadConfig(join(ROOT, 'config/default.yaml'), options.configPath);
  const clock = { now: () => performance.timeOrigin + performance.now() };
  const tags = readTagFiles(join(ROOT, 'config/tags'));
  return {
    async trace(body, traceOptions) {
      const stores = createMemoryStores();
      const concurrency = traceOptions.concurrency ?? config.concurrency;
      return traceCase(body, null, {
        stores,
        drain: (handle) =>
          drainJobs({ jobs: stores.jobs, clock, handle }, { concurrency, maxAttempts: 1, leaseMs: LEASE_MS }),
        sources: openSources(config, options.env, traceOptions),
        tags,
        clock,
        defaults: config.limits,
        onProgress: traceOptions.onProgress,
      });
    },
    datasets: readBundledDatasets,
    migrate: () => migrateDatabase(placeOfDatabase(config, options.env)),
    replay: startReplay,
    preset: readPreset,
    caseFile: readCaseFile,
  };
}

function placeOfDatabase(config: Config, env: ComposeOptions['env']): DatabasePlace {
  const url = env.DATABASE_URL;
  return url === undefined || url === ''
    ? { kind: 'folder', folder: config.storage.folder }
    : { kind: 'url', url };
}

/** The database is loaded on demand: commands without one start faster. */
async function migrateDatabase(place: DatabasePlace): Promise<MigrateResult> {
  const [{ openDatabase }, { migrate }] = await Promise.all([
    import('./storage/database.ts'),
    import('./storage/migrate.ts'),
  ]);
  const database = await openDatabase(place);
  try {
    return { place: database.place, migrations: await migrate(database) };
  } finally {
    await database.close();
  }
}

function openSources(config: Config, env: ComposeOptions['env'], options: TraceOptions): Sources {
  const transportFor = (chain: Chain) => {
    const { requestsPerSecond, keyVariable, api, ...configured } = config.explorers[chain];
    const baseUrl = options.explorers?.[chain] ?? configured.baseUrl;
    // Nobody else is kept waiting by an explorer on this machine.
    const own = isLoopback(baseUrl);
    const rate = options.requestsPerSecond ?? (own ? 0 : (requestsPerSecond ?? 0));
    const key = keyVariable === undefined ? undefined : env[keyVariable];
    return createTransport({
      provider: api,
      baseUrl,
      concurrency: options.concurrency ?? (own ? config.concurrency : configured.concurrency),
      cache: createMemoryCache(),
      ...(rate > 0 ? { requestsPerSecond: rate } : {}),
      ...(key === undefined ? {} : { secretParams: { apikey: key } }),
      ...(options.retryBaseMs === undefined ? {} : { retryBaseMs: options.retryBaseMs }),
    });
  };
  return {
    bitcoin: createEsploraSource(transportFor('bitcoin')),
    ethereum: createEtherscanSource(transportFor('ethereum')),
  };
}

function isLoopback(url: string): boolean {
  return URL.canParse(url) && /^(localhost|127(\.\d+){3}|\[::1\])$/.test(new URL(url).hostname);
}

/** Base URLs of an explorer that serves both chains at one origin, as the replay explorer does. */
export function explorersAt(origin: string): Record<Chain, string> {
  const base = origin.replace(/\/+$/, '');
  return { bitcoin: `${base}/api`, ethereum: `${base}/v2/api` };
}

/** Faults of the replay explorer from the words of the command line. @throws InvalidInputError for an unknown kind */
export function parseFaults(words: { rate: number; seed: string; kinds?: readonly string[] }): FaultOptions {
  const kinds = words.kinds?.map((word): FaultKind => {
    const kind = FAULT_KINDS.find((known) => known === word);
    if (kind !== undefined) return kind;
    throw new InvalidInputError(`fault "${word}" is unknown; known are ${FAULT_KINDS.join(', ')}`, {
      field: 'faults',
      value: word,
    });
  });
  return { rate: words.rate, seed: words.seed, ...(kinds === undefined ? {} : { kinds }) };
}

async function readBundledDatasets(): Promise<BundledDataset[]> {
  const root = join(ROOT, 'data');
  const names = readdirSync(root).filter(
    (name) => statSync(join(root, name)).isDirectory() && name !== 'sources',
  );
  return Promise.all(
    names.sort().map(async (name) => {
      const dir = join(root, name);
      const { manifest } = await readManifest(dir);
      const cases: unknown = JSON.parse(readFileSync(join(dir, 'cases.json'), 'utf8'));
      return { dir, manifest, cases: Array.isArray(cases) ? cases : [cases] };
    }),
  );
}

function readPreset(name: string): unknown {
  const folder = join(ROOT, 'config/presets');
  const names = readdirSync(folder).map((file) => file.replace(/\.yaml$/, ''));
  if (!names.includes(name)) {
    throw new InvalidInputError(`preset "${name}" does not exist; there are: ${names.join(', ')}`, {
      field: 'preset',
      value: name,
    });
  }
  return readCaseFile(join(folder, `${name}.yaml`));
}

function readCaseFile(path: string): unknown {
  const problem = (text: string, cause?: unknown) =>
    new InvalidInputError(`case file ${path} ${text}`, { field: 'case', value: path }, cause);
  const size = fileSize(path);
  if (size === null) throw problem('does not exist or cannot be read');
  if (size === 0) throw problem('is empty; the form is described in docs/cases.md');
  if (size > MAX_CASE_FILE_BYTES) {
    throw problem(`has ${size} bytes; at most ${MAX_CASE_FILE_BYTES} are read, split it into several cases`);
  }
  const form = extname(path) === '.json' ? 'JSON' : 'YAML';
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path));
    return form === 'JSON' ? JSON.parse(text) : parseYaml(text, { maxAliasCount: 0 });
  } catch (cause) {
    throw problem(`is not valid ${form}: ${cause instanceof Error ? cause.message : String(cause)}`, cause);
  }
}

function fileSize(path: string): number | null {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat?.isFile() === true ? stat.size : null;
}
