/**
 * The composition root: this file and its folder alone know every layer. They tie the explorers, the tags and the
 * configuration to the use cases; the command line and the workers see nothing else.
 */

import { join } from 'node:path';
import type { LeadsJson } from './cases/exit-leads.ts';
import type { Surroundings } from './cases/look-around.ts';
import type { ReportJson } from './cases/report/report-json.ts';
import {
  type BundledDataset,
  ROOT,
  readBundledDatasets,
  readCaseFile,
  readPreset,
} from './compose/case-files.ts';
import type { CheckedExplorer } from './compose/check-explorers.ts';
import { type MigrateResult, migrateDatabase, placeOfDatabase } from './compose/database.ts';
import type { ExitOptions } from './compose/exits.ts';
import type { ExplorerOptions } from './compose/explorers.ts';
import { type KeyCommands, keyCommands } from './compose/keys.ts';
import { ROLES, type Role } from './compose/roles.ts';
import type { ScreenRequest } from './compose/screen.ts';
import type { Service, ServiceOptions } from './compose/service.ts';
import { type TagCommands, tagCommands } from './compose/tags.ts';
import type { Traced, TraceOptions } from './compose/trace.ts';
import type { Verdict } from './compose/verify-bundle.ts';
import type { Workers } from './compose/workers.ts';
import { loadConfig } from './config.ts';
import type { Environment } from './config-environment.ts';
import type { Replay, ReplayOptions } from './replay/server.ts';

export interface ComposeOptions {
  /** A user's configuration file on top of the defaults. */
  readonly configPath?: string;
  /** Where API keys are looked up. */
  readonly env: Environment;
}

export interface App {
  /** Traces a case body. @throws CoinhoundError */
  trace(body: unknown, options: TraceOptions): Promise<ReportJson>;
  /** Looks around an address: where its coins came from and went to. @throws CoinhoundError */
  screen(request: ScreenRequest, options: ExplorerOptions): Promise<Surroundings>;
  /** The same with all that may be written of it. @throws CoinhoundError */
  traceInFull(body: unknown, options: TraceOptions): Promise<Traced>;
  /** A trace as a file of that kind. */
  written(traced: Traced, kind: 'html' | 'pdf' | 'graphml'): Promise<Uint8Array | string>;
  /** Checks an evidence bundle. @param publicKey that it should be signed with; null for any @throws InvalidInputError */
  verify(bundle: Uint8Array, publicKey: string | null): Promise<Verdict>;
  /** The public key of this installation, base64; the key is made when there is none. @throws StorageError */
  publicKey(): Promise<string>;
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
  /** Looks for withdrawals that may be those of depositors. @throws InvalidInputError */
  exits(options: ExitOptions): Promise<LeadsJson>;
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

/**
 * Reads the configuration and ties everything together. What a command needs is loaded when it is asked for: all of it takes
 * a second. @throws InvalidInputError
 */
export function compose(options: ComposeOptions): App {
  const config = loadConfig(join(ROOT, 'config/default.yaml'), options.configPath, options.env);
  const clock = { now: () => performance.timeOrigin + performance.now() };
  const parts = { config, env: options.env, clock };
  const shippedTags = lazily(async () => {
    const { readTagFiles } = await import('./storage/tag-files.ts');
    return readTagFiles(join(ROOT, 'config/tags'));
  });
  const traced = async (body: unknown, traceOptions: TraceOptions) => {
    const { traceOnce } = await import('./compose/trace.ts');
    return traceOnce(body, traceOptions, { ...parts, shippedTags: await shippedTags() });
  };
  return {
    async screen(request, explorers) {
      const { screenOnce } = await import('./compose/screen.ts');
      return screenOnce(request, explorers, { ...parts, shippedTags: await shippedTags() });
    },
    trace: async (body, traceOptions) => (await traced(body, traceOptions)).report,
    traceInFull: traced,
    async written(trace, kind) {
      const { writtenTrace } = await import('./compose/written-report.ts');
      return writtenTrace(trace, kind);
    },
    async verify(bundle, publicKey) {
      const { verifyBundle } = await import('./compose/verify-bundle.ts');
      return verifyBundle(bundle, publicKey, config);
    },
    async publicKey() {
      const { openSigner } = await import('./storage/signing-key.ts');
      return openSigner(config.storage.folder).publicKey;
    },
    datasets: readBundledDatasets,
    migrate: () => migrateDatabase(placeOfDatabase(config, options.env)),
    keys: keyCommands(placeOfDatabase(config, options.env), clock),
    tags: tagCommands(placeOfDatabase(config, options.env), clock, shippedTags),
    async replay(replayOptions) {
      const { startReplay } = await import('./replay/server.ts');
      return startReplay(replayOptions);
    },
    async checkExplorers(explorers) {
      const { checkExplorers } = await import('./compose/check-explorers.ts');
      return checkExplorers(config, options.env, explorers);
    },
    async exits(exitOptions) {
      const { findExits } = await import('./compose/exits.ts');
      return findExits(exitOptions);
    },
    roles: ROLES,
    async work(roles) {
      const { startWorkers } = await import('./compose/workers.ts');
      return startWorkers(roles, { ...parts, shippedTags: await shippedTags() });
    },
    async serve(serveOptions) {
      const { startService } = await import('./compose/service.ts');
      return startService({ ...parts, shippedTags: await shippedTags() }, serveOptions);
    },
    preset: readPreset,
    caseFile: readCaseFile,
  };
}

/** Reads when it is first asked: most commands do without tags, and reading them takes a third of a second. */
function lazily<T>(read: () => T): () => T {
  let known: { readonly value: T } | null = null;
  return () => {
    known ??= { value: read() };
    return known.value;
  };
}
