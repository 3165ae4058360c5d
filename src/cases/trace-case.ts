/**
 * Traces a case from its body to its report: opens it and works on its jobs until none is left. In which stores, and
 * by which runner, is up to the caller; the result is a function of the case, the tips, the tags and what the explorers
 * say.
 */

import { ConflictError } from '../core/errors.ts';
import type { VerificationRules } from '../core/report/verification.ts';
import type { Limits } from '../core/trace/limits.ts';
import type { Finality } from './find-forks.ts';
import type { FinishDeps } from './finish-run.ts';
import type { TraceJob } from './job.ts';
import { type AlertRules, openCase } from './open-case.ts';
import type { Stores } from './ports.ts';
import type { ReportJson } from './report/report-json.ts';
import { runTraceJob } from './run-job.ts';
import type { Settled } from './settle-hop.ts';
import { SettledMemory } from './settled-memory.ts';
import type { TagSource } from './tags/tag-source.ts';
import { createTrafficMeter } from './traffic-meter.ts';

/** Somebody waits for a trace, so an explorer that does not answer is reported at once. */
const LOOKUP_ATTEMPTS = 1;

/** A trace ends with its process: there is nobody to tell, so what a case file says of it has no effect. */
const NO_ALERTS: AlertRules = { checkWebhook: () => {}, checkEmails: () => {}, newSecret: () => '' };

/** A trace has no users: who runs it sees it. */
const NOBODY = '';

/** What a run tells while it works. */
export interface TraceProgress {
  /** Round, from 1. */
  readonly round: number;
  /** Look-ups made, and known to be needed so far. */
  readonly done: number;
  readonly total: number;
  readonly transactions: number;
}

/** Works on jobs until none is left. @returns for each run that failed meanwhile the error that ended it */
export type Drain = (handle: (job: TraceJob) => Promise<void>) => Promise<ReadonlyMap<string, unknown>>;

export interface TraceDeps extends Omit<FinishDeps, 'runs' | 'traffic'> {
  readonly stores: Stores;
  readonly drain: Drain;
  readonly tags: TagSource;
  readonly finality: Finality;
  readonly verification: VerificationRules;
  /** Limits of the configuration, used where the case sets none. */
  readonly defaults: Limits;
  readonly onProgress: (progress: TraceProgress) => void;
}

/**
 * Traces a case to its end, or goes on where an earlier call with the same idempotency key was stopped.
 * @throws InvalidInputError naming the field, its value and the remedy
 * @throws ConflictError when the idempotency key names another case, or a run that failed
 * @throws ProviderError when not even the tip of a chain can be had
 * @throws InvariantError when the outcomes do not add up (a bug)
 */
export async function traceCase(
  body: unknown,
  idempotencyKey: string | null,
  deps: TraceDeps,
): Promise<ReportJson> {
  const { stores, sources, prices } = deps;
  const { runId } = await openCase(
    body,
    { owner: NOBODY, idempotencyKey },
    { alerts: NO_ALERTS, cases: stores.cases, ...deps },
  );
  const traffic = createTrafficMeter([...Object.values(sources), ...(prices === undefined ? [] : [prices])]);
  const jobDeps = {
    runs: stores.runs,
    graphs: stores.graphs,
    traffic,
    lookupAttempts: LOOKUP_ATTEMPTS,
    settled: new SettledMemory(),
    ...deps,
  };
  const progress = createProgress(deps.onProgress);
  const failures = await deps.drain(async (job) => {
    const settled = await runTraceJob(job, jobDeps);
    if (settled === null) progress.lookedUp();
    else progress.settled(settled);
  });
  if (failures.has(runId)) throw failures.get(runId);
  const { state, report, error } = await stores.runs.read(runId);
  if (report !== null) return report as ReportJson;
  throw new ConflictError(`run ${runId} ended earlier as ${state}: ${error ?? 'no reason is known'}`, {
    run: runId,
  });
}

/** A run that is taken up again says nothing before its next round: only then is known how much there is to do. */
function createProgress(tell: TraceDeps['onProgress']) {
  let now: TraceProgress | null = null;
  const say = (progress: TraceProgress) => {
    now = progress;
    tell(progress);
  };
  return {
    settled({ round, lookups, frontier, transactions }: Settled) {
      if (frontier > 0) say({ round, done: lookups, total: lookups + frontier, transactions });
    },
    lookedUp() {
      if (now !== null) say({ ...now, done: now.done + 1 });
    },
  };
}
