/**
 * The in-process runner: works on the job table from inside this process, several jobs at once, with no queue server.
 * What it knows of a job is in the table, so it may be killed at any point; `sweep` puts back what it held.
 */

import { setTimeout as sleep } from 'node:timers/promises';
import type { JobKind } from '../cases/job.ts';
import type { JobFeed } from '../cases/job-feed.ts';
import { sweep } from '../cases/sweep.ts';
import { type AttemptDeps, attempt } from './attempt.ts';
import { kindsOf } from './job-queues.ts';
import { UnderWay } from './under-way.ts';

export interface RunnerOptions {
  /** Jobs under way at once. */
  readonly concurrency: number;
  /** A job whose process died is free again after this (milliseconds). */
  readonly leaseMs: number;
}

export interface RunnerDeps extends AttemptDeps {
  /** Hears what the runner gets over by itself: a job table out of reach. */
  readonly onTrouble: (error: unknown) => void;
}

/** A runner that works until it is stopped. */
export interface Runner {
  /** Tells the runner that jobs were stored, so that it need not find out. */
  readonly feed: JobFeed;
  /**
   * Puts back what was abandoned. What is under way here is not, even when the process stood still for longer than a lease and
   * could not prolong it.
   * @throws StorageError
   */
  sweep(): Promise<void>;
  /**
   * Takes no more jobs, and waits for those under way; what is not over after the deadline is put back.
   * @param deadlineMs milliseconds
   */
  stop(deadlineMs: number): Promise<void>;
}

/** How often the table is asked when there is nothing to do but wait: for a retry, or for another process. */
const POLL_MS = 100;

/** The same for a runner that is told of new jobs (milliseconds). */
const IDLE_POLL_MS = 1000;

/**
 * Works until no job is queued or running, here or elsewhere.
 * @returns for each run that failed here the error that ended it
 * @throws StorageError when the job table cannot be read or written any more; what was under way is put back by `sweep`
 */
export async function drainJobs(
  deps: AttemptDeps,
  options: RunnerOptions,
): Promise<ReadonlyMap<string, unknown>> {
  const failures = new Map<string, unknown>();
  const broken: unknown[] = [];
  const crew = createCrew(deps, options, {
    onFailed: (runId, error) => {
      if (!failures.has(runId)) failures.set(runId, error);
    },
    onBroken: (error) => broken.push(error),
  });
  try {
    while (broken.length === 0) {
      await crew.take();
      if (crew.underWay.size > 0) await crew.underWay.any();
      else if ((await deps.jobs.unfinished(crew.kinds)) === 0) return failures;
      else if ((await sweep('many', deps)) === 0) await sleep(POLL_MS);
    }
  } finally {
    await crew.underWay.finish();
  }
  throw broken[0];
}

/** Works until it is stopped, whatever happens to the job table meanwhile. */
export function startRunner(deps: RunnerDeps, options: RunnerOptions): Runner {
  const crew = createCrew(deps, options, { onFailed: () => {}, onBroken: deps.onTrouble });
  let isStopped = false;
  let wake = () => {};
  const work = async () => {
    while (!isStopped) {
      // Before the table is asked: what is stored while it answers must not be slept over.
      const woken = new Promise<void>((resolve) => {
        wake = resolve;
      });
      await crew.take().catch(deps.onTrouble);
      const poll = setTimeout(wake, IDLE_POLL_MS);
      await (crew.underWay.size > 0 ? Promise.race([woken, crew.underWay.any()]) : woken);
      clearTimeout(poll);
    }
  };
  const working = work();
  return {
    feed: { publish: async () => wake() },
    sweep: crew.sweep,
    async stop(deadlineMs) {
      isStopped = true;
      wake();
      await working;
      await crew.underWay.finishOrRelease(deadlineMs).catch(deps.onTrouble);
    },
  };
}

interface CrewEvents {
  /** A job of a run was given up. */
  onFailed(runId: string, error: unknown): void;
  /** What became of a job could not be written down. */
  onBroken(error: unknown): void;
}

/** As many as may work at once, and what they are at. */
function createCrew(deps: AttemptDeps, { concurrency, leaseMs }: RunnerOptions, events: CrewEvents) {
  const kinds: readonly JobKind[] = kindsOf(deps.handlers);
  const underWay = new UnderWay({ jobs: deps.jobs, clock: deps.clock, leaseMs });
  const claimAndBegin = async () => {
    const limit = concurrency - underWay.size;
    for (const job of await deps.jobs.claim({ kinds, limit, ...underWay.lease() })) {
      underWay
        .hold(job, async () => {
          const outcome = await attempt(job, deps);
          if (outcome.kind === 'failed') events.onFailed(job.runId, outcome.error);
        })
        .catch(events.onBroken);
    }
  };
  let taking: Promise<void> = Promise.resolve();
  return {
    kinds,
    underWay,
    /** Claims and begins as many jobs as there are hands free. */
    take(): Promise<void> {
      taking = claimAndBegin();
      return taking;
    },
    /** See `Runner.sweep`. */
    async sweep(): Promise<void> {
      // Before the leases are prolonged, whatever time passes until they are.
      const at = deps.clock.now();
      await taking.catch(() => {});
      await underWay.renew();
      await sweep('many', { jobs: deps.jobs, clock: { now: () => at } });
    },
  };
}
