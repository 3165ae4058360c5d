/**
 * One trace of the command line: in memory, with an archive when one is named, and nobody else at work on it.
 */

import type { Sources } from '../cases/expand-hop.ts';
import { type Notes, notedStores } from '../cases/noted-stores.ts';
import type { Clock } from '../cases/ports.ts';
import { type MoneyGraphJson, moneyGraphJson } from '../cases/report/money-graph-json.ts';
import type { ReportJson } from '../cases/report/report-json.ts';
import { evidenceOf, type LineEvidence, type Said } from '../cases/run-evidence.ts';
import { fixedTags, type TagSet } from '../cases/tags/tag-source.ts';
import { rememberedTags } from '../cases/tags/used-tags.ts';
import { type TraceProgress, traceCase } from '../cases/trace-case.ts';
import type { Config } from '../config.ts';
import type { Environment } from '../config-environment.ts';
import { InvalidInputError, InvariantError } from '../core/errors.ts';
import type { Expansion } from '../core/graph/subject.ts';
import { graphUnder } from '../core/report/money-graph.ts';
import type { VerificationRules } from '../core/report/verification.ts';
import type { Tag } from '../core/tags/tag.ts';
import { drainJobs } from '../queue/in-process.ts';
import { type FolderArchive, openFolderArchive } from '../storage/folder-archive.ts';
import { createMemoryStores } from '../storage/memory-stores.ts';
import { createWholeArchive } from '../storage/whole-archive.ts';
import { readEventFiles } from './exits.ts';
import { type ExplorerOptions, namedExplorers, openSources } from './explorers.ts';
import { bundledConfiguration, makeBundle } from './make-bundle.ts';
import { readShippedMixers } from './mixers.ts';
import { openPrices, type PriceOptions } from './prices.ts';
import { labelsOf } from './written-report.ts';

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
  /** True to put the evidence together. */
  readonly isBundled?: boolean;
  /** Instead of what the configuration says. */
  readonly verification?: Partial<VerificationRules>;
}

export interface TraceParts {
  readonly config: Config;
  readonly env: Environment;
  readonly clock: Clock;
  readonly shippedTags: TagSet;
  /** Explorers that are open already; else they are opened for the trace. */
  readonly sources?: Sources;
}

/** A finished trace. */
export interface Traced {
  readonly report: ReportJson;
  /** The evidence bundle, when one was asked for. */
  readonly bundle: Uint8Array | null;
  readonly graph: MoneyGraphJson;
  /** Tags of the addresses that stolen value reached. */
  readonly labels: readonly Tag[];
}

/** Traces a case body. @throws CoinhoundError */
export async function traceOnce(
  body: unknown,
  options: TraceOptions,
  { config, env, clock, shippedTags, sources }: TraceParts,
): Promise<Traced> {
  const { stores, notes } = notedStores(createMemoryStores(), whatItSaid);
  const concurrency = options.concurrency ?? config.concurrency;
  const folder = await openTraceArchive(config, options);
  const archive = folder ?? (options.isBundled === true ? createWholeArchive() : null);
  const deps = {
    ...(archive === null ? {} : { archive }),
    isOffline: options.isOffline ?? false,
  };
  const tags = rememberedTags(shippedTags);
  const verification = { ...config.verification, ...options.verification };
  try {
    const prices = openPrices(config, env, options, deps);
    const report = await traceCase(body, null, {
      stores,
      drain: (handle) =>
        drainJobs(
          { jobs: stores.jobs, clock, handlers: { settle: handle, expand: handle }, maxAttempts: 1 },
          { concurrency, leaseMs: LEASE_MS },
        ),
      sources: sources ?? openSources(config, env, options, deps),
      ...(prices === undefined ? {} : { prices }),
      ...readShippedMixers(),
      readsFreezes: options.freezes ?? config.freezes.read,
      ...(isAny(options.poolEvents) ? { poolEvents: readEventFiles(options.poolEvents) } : {}),
      tags: fixedTags(tags.set),
      clock,
      finality: config.finality,
      verification,
      defaults: config.limits,
      onProgress: options.onProgress,
    });
    const noted = required(notes());
    const traced = (bundle: Uint8Array | null) => tracedWith(report, bundle, noted, shippedTags);
    if (options.isBundled !== true || archive === null) return traced(null);
    const { digest } = shippedTags;
    const bundled = {
      line: lineOf(noted),
      report,
      tags: [{ revision: 0, digest, tags: tags.used() }],
      configuration: bundledConfiguration(config, options, verification, prices !== undefined),
      archive,
    };
    return traced(await makeBundle(bundled, config.storage.folder));
  } finally {
    await folder?.close();
  }
}

function isAny(paths: readonly string[] | undefined): paths is readonly string[] {
  return paths !== undefined && paths.length > 0;
}

/** The graph is made when it is asked for, which a trace that is only reported never does. */
function tracedWith(
  report: ReportJson,
  bundle: Uint8Array | null,
  noted: Notes<Said>,
  { lookup }: TagSet,
): Traced {
  let json: MoneyGraphJson | null = null;
  const shown = () => {
    json ??= moneyGraphJson(graphUnder(noted.graph, report.run.method));
    return json;
  };
  return {
    report,
    bundle,
    get graph() {
      return shown();
    },
    get labels() {
      return labelsOf(shown(), lookup);
    },
  };
}

/** Without the transactions, which the graph holds. */
const whatItSaid = ({ subject, status, reason, evidence, prices }: Expansion): Said => ({
  subject,
  status,
  ...(reason === undefined ? {} : { reason }),
  ...(evidence === undefined ? {} : { evidence }),
  ...(prices === undefined ? {} : { prices }),
});

function required(notes: Notes<Said> | null): Notes<Said> {
  if (notes === null) throw new InvariantError('a trace that has a report was never finished');
  return notes;
}

function lineOf({ opening, pins, said }: Notes<Said>): LineEvidence {
  return { body: opening.body, runs: [evidenceOf({ number: 1, limits: opening.limits }, pins, said)] };
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
