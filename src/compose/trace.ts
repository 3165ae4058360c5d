/**
 * One trace of the command line: in memory, with an archive when one is named, and nobody else at work on it.
 */

import type { Clock } from '../cases/ports.ts';
import type { ReportJson } from '../cases/report-json.ts';
import { fixedTags, type TagSet } from '../cases/tag-source.ts';
import { type TraceProgress, traceCase } from '../cases/trace-case.ts';
import type { Config } from '../config.ts';
import type { Environment } from '../config-environment.ts';
import { InvalidInputError } from '../core/errors.ts';
import type { MixerProfile } from '../core/flags/mixer-profile.ts';
import type { VerificationRules } from '../core/trace/verification.ts';
import { drainJobs } from '../queue/in-process.ts';
import { type FolderArchive, openFolderArchive } from '../storage/folder-archive.ts';
import { createMemoryStores } from '../storage/memory-stores.ts';
import { readEventFiles } from './exits.ts';
import { type ExplorerOptions, namedExplorers, openSources } from './explorers.ts';
import { shippedMixers } from './mixers.ts';
import { openPrices, type PriceOptions } from './prices.ts';

/** Nobody but this process works on a trace of the command line (milliseconds). */
const LEASE_MS = 60_000;

export interface TraceOptions extends ExplorerOptions, PriceOptions {
  readonly onProgress: (progress: TraceProgress) => void;
  /** Folder where every answer that is used is kept, and taken from when it may be used again. */
  readonly archive?: string;
  /** True to ask nobody: what is not in the archive is a gap. */
  readonly isOffline?: boolean;
  /** Whether issuers are asked for freezes; what the configuration says when absent. */
  readonly freezes?: boolean;
  /** Files of events of mixers' pools. */
  readonly poolEvents?: readonly string[];
  /** Instead of what the configuration says. */
  readonly verification?: Partial<VerificationRules>;
}

export interface TraceParts {
  readonly config: Config;
  readonly env: Environment;
  readonly clock: Clock;
  readonly shippedTags: TagSet;
  readonly profiles?: readonly MixerProfile[];
}

/** Traces a case body. @throws CoinhoundError */
export async function traceOnce(
  body: unknown,
  options: TraceOptions,
  { config, env, clock, shippedTags, profiles = [] }: TraceParts,
): Promise<ReportJson> {
  const stores = createMemoryStores();
  const concurrency = options.concurrency ?? config.concurrency;
  const archive = await openTraceArchive(config, options);
  const deps = {
    ...(archive === null ? {} : { archive }),
    isOffline: options.isOffline ?? false,
  };
  try {
    const prices = openPrices(config, env, options, deps);
    return await traceCase(body, null, {
      stores,
      drain: (handle) =>
        drainJobs(
          { jobs: stores.jobs, clock, handlers: { settle: handle, expand: handle }, maxAttempts: 1 },
          { concurrency, leaseMs: LEASE_MS },
        ),
      sources: openSources(config, env, options, deps),
      ...(prices === undefined ? {} : { prices }),
      tags: fixedTags(shippedTags),
      profiles,
      mixers: shippedMixers(),
      readsFreezes: options.freezes ?? config.freezes.read,
      ...(isAny(options.poolEvents) ? { poolEvents: readEventFiles(options.poolEvents) } : {}),
      clock,
      finality: config.finality,
      verification: { ...config.verification, ...options.verification },
      defaults: config.limits,
      onProgress: options.onProgress,
    });
  } finally {
    await archive?.close();
  }
}

function isAny(paths: readonly string[] | undefined): paths is readonly string[] {
  return paths !== undefined && paths.length > 0;
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
