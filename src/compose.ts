/**
 * The composition root: this file and its folder alone know every layer. They tie the explorers, the tags and the
 * configuration to the use cases; the command line and the workers see nothing else.
 */

import { join } from 'node:path';
import type { ReportJson } from './cases/report-json.ts';
import { fixedTags } from './cases/tag-source.ts';
import { type TraceProgress, traceCase } from './cases/trace-case.ts';
import {
  type BundledDataset,
  ROOT,
  readBundledDatasets,
  readCaseFile,
  readPreset,
} from './compose/case-files.ts';
import { type CheckedExplorer, checkExplorers } from './compose/check-explorers.ts';
import { type MigrateResult, migrateDatabase, placeOfDatabase } from './compose/database.ts';
import { type ExplorerOptions, namedExplorers, openSources } from './compose/explorers.ts';
import { type KeyCommands, keyCommands } from './compose/keys.ts';
import { openPrices, type PriceOptions } from './compose/prices.ts';
import { ROLES, type Role } from './compose/roles.ts';
import type { Service, ServiceOptions } from './compose/service.ts';
import { type TagCommands, tagCommands } from './compose/tags.ts';
import type { Workers } from './compose/workers.ts';
import { type Config, loadConfig } from './config.ts';
import type { Environment } from './config-environment.ts';
import { InvalidInputError } from './core/errors.ts';
import type { VerificationRules } from './core/trace/verification.ts';
import { drainJobs } from './queue/in-process.ts';
import { type Replay, type ReplayOptions, startReplay } from './replay/server.ts';
import { type FolderArchive, openFolderArchive } from './storage/folder-archive.ts';
import { createMemoryStores } from './storage/memory-stores.ts';
import { readTagFiles } from './storage/tag-files.ts';

/** Nobody but this process works on a trace of the command line (milliseconds). */
const LEASE_MS = 60_000;

export interface ComposeOptions {
  /** A user's configuration file on top of the defaults. */
  readonly configPath?: string;
  /** Where API keys are looked up. */
  readonly env: Environment;
}

export interface TraceOptions extends ExplorerOptions, PriceOptions {
  readonly onProgress: (progress: TraceProgress) => void;
  /** Folder where every answer that is used is kept, and taken from when it may be used again. */
  readonly archive?: string;
  /** True to ask nobody: what is not in the archive is a gap. */
  readonly isOffline?: boolean;
  /** Instead of what the configuration says. */
  readonly verification?: Partial<VerificationRules>;
}

export interface App {
  /** Traces a case body. @throws CoinhoundError */
  trace(body: unknown, options: TraceOptions): Promise<ReportJson>;
  /** The datasets that come with the package, by name. */
  datasets(): Promise<BundledDataset[]>;
  /** Brings the database to the schema of this version. @throws StorageError */
  migrate(): Promise<MigrateResult>;
  /** Keys of the API. */
  readonly keys: KeyCommands;
  /** Tags imported into the database. */
  readonly tags: TagCommands;
  replay(options: ReplayOptions): Promise<Replay>;
  /** Asks every explorer for its newest block. @throws InvalidInputError */
  checkExplorers(options: ExplorerOptions): Promise<CheckedExplorer[]>;
  /** What a worker may be for. */
  readonly roles: readonly Role[];
  /** Begins to work on the jobs of the service. @throws InvalidInputError @throws StorageError */
  work(roles: readonly Role[]): Promise<Workers>;
  /** Starts the API, and without Redis the work beside it. @throws InvalidInputError @throws StorageError */
  serve(options: ServiceOptions): Promise<Service>;
  /** Body of a preset of the package. @throws InvalidInputError listing the presets there are */
  preset(name: string): unknown;
  /** Body in a user's file, JSON or YAML. @throws InvalidInputError */
  caseFile(path: string): unknown;
}

/** Reads the configuration and ties everything together. @throws InvalidInputError */
export function compose(options: ComposeOptions): App {
  const config = loadConfig(join(ROOT, 'config/default.yaml'), options.configPath, options.env);
  const clock = { now: () => performance.timeOrigin + performance.now() };
  const tags = lazily(() => readTagFiles(join(ROOT, 'config/tags')));
  return {
    async trace(body, traceOptions) {
      const stores = createMemoryStores();
      const concurrency = traceOptions.concurrency ?? config.concurrency;
      const archive = await openTraceArchive(config, traceOptions);
      const deps = {
        ...(archive === null ? {} : { archive }),
        isOffline: traceOptions.isOffline ?? false,
      };
      try {
        const prices = openPrices(config, options.env, traceOptions, deps);
        return await traceCase(body, null, {
          stores,
          drain: (handle) =>
            drainJobs(
              { jobs: stores.jobs, clock, handlers: { settle: handle, expand: handle }, maxAttempts: 1 },
              { concurrency, leaseMs: LEASE_MS },
            ),
          sources: openSources(config, options.env, traceOptions, deps),
          ...(prices === undefined ? {} : { prices }),
          tags: fixedTags(tags()),
          clock,
          finality: config.finality,
          verification: { ...config.verification, ...traceOptions.verification },
          defaults: config.limits,
          onProgress: traceOptions.onProgress,
        });
      } finally {
        await archive?.close();
      }
    },
    datasets: readBundledDatasets,
    migrate: () => migrateDatabase(placeOfDatabase(config, options.env)),
    keys: keyCommands(placeOfDatabase(config, options.env), clock),
    tags: tagCommands(placeOfDatabase(config, options.env), clock),
    replay: startReplay,
    checkExplorers: (explorers) => checkExplorers(config, options.env, explorers),
    roles: ROLES,
    async work(roles) {
      // Loaded on demand: commands without a queue start faster.
      const { startWorkers } = await import('./compose/workers.ts');
      return startWorkers(roles, { config, env: options.env, clock, shippedTags: tags() });
    },
    async serve(serveOptions) {
      const { startService } = await import('./compose/service.ts');
      return startService({ config, env: options.env, clock, shippedTags: tags() }, serveOptions);
    },
    preset: readPreset,
    caseFile: readCaseFile,
  };
}

/** The archive of a trace. @throws InvalidInputError when it is to be made without one, and without anybody to ask */
async function openTraceArchive(
  config: Config,
  { archive, isOffline = false, ...explorers }: TraceOptions,
): Promise<FolderArchive | null> {
  if (archive !== undefined)
    return openFolderArchive(archive, { explorers: namedExplorers(config, explorers) });
  if (!isOffline) return null;
  throw new InvalidInputError('offline, a trace needs an archive to read from: give --archive DIR', {
    field: 'archive',
  });
}

/** Reads when it is first asked: most commands do without tags, and reading them takes a third of a second. */
function lazily<T>(read: () => T): () => T {
  let known: { readonly value: T } | null = null;
  return () => {
    known ??= { value: read() };
    return known.value;
  };
}
