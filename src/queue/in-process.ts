/**
 * The in-process runner: works on the job table from inside this process, several jobs at once, with no queue server.
 * What it knows of a job is in the table, so it may be killed at any point; `sweep` puts back what it held.
 */

import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock, Job, JobStore } from '../cases/ports.ts';
import { printable } from '../cases/printable.ts';
import { sweep } from '../cases/sweep.ts';
import { CoinhoundError } from '../core/errors.ts';

export interface RunnerDeps {
  readonly jobs: JobStore;
  readonly clock: Clock;
  readonly handle: (job: Job) => Promise<void>;
}

export interface RunnerOptions {
  /** Jobs under way at once. */
  readonly concurrency: number;
  /** Times that a job is tried when its failure may pass by itself. */
  readonly maxAttempts: number;
  /** A job whose process died is free again after this; it is prolonged three times as often (milliseconds). */
  readonly leaseMs: number;
}

/** How often the table is asked when there is nothing to do but wait: for a retry, or for another process. */
const POLL_MS = 100;

/** The wait before the second attempt; it doubles up to the longest (milliseconds). */
const RETRY_MS = 500;
const LONGEST_RETRY_MS = 60_000;

/**
 * Works until no job is queued or running, here or elsewhere.
 * @returns for each run that failed here the error that ended it
 * @throws StorageError when the job table cannot be read or written any more; what was under way is put back by `sweep`
 */
export async function drainJobs(
  deps: RunnerDeps,
  options: RunnerOptions,
): Promise<ReadonlyMap<string, unknown>> {
  const { jobs, clock } = deps;
  const { concurrency, leaseMs } = options;
  const state: RunnerState = { underWay: new Map(), failures: new Map(), broken: [] };
  const { underWay, broken } = state;
  const heartbeat = setInterval(() => {
    // A lease that is not prolonged costs a job done twice, no more.
    jobs.extend([...underWay.keys()], clock.now() + leaseMs).catch(() => {});
  }, leaseMs / 3);
  try {
    while (broken.length === 0) {
      const limit = concurrency - underWay.size;
      for (const job of await jobs.claim({ limit, at: clock.now(), leaseUntil: clock.now() + leaseMs })) {
        begin(job, deps, options, state);
      }
      if (underWay.size > 0) await Promise.race(underWay.values());
      else if ((await jobs.unfinished()) === 0) return state.failures;
      else if ((await sweep('many', deps)) === 0) await sleep(POLL_MS);
    }
  } finally {
    clearInterval(heartbeat);
    await Promise.all(underWay.values());
  }
  throw broken[0];
}

interface RunnerState {
  readonly underWay: Map<Job, Promise<void>>;
  /** By run. */
  readonly failures: Map<string, unknown>;
  /** Failures of the job table itself. */
  readonly broken: unknown[];
}

/** Its promise never rejects: while the loop waits for something else, nobody would hear it. */
function begin(job: Job, deps: RunnerDeps, { maxAttempts }: RunnerOptions, state: RunnerState): void {
  const work = attempt(job, deps, maxAttempts, state.failures)
    .catch((error: unknown) => {
      state.broken.push(error);
    })
    .finally(() => state.underWay.delete(job));
  state.underWay.set(job, work);
}

/** Tries a job once, and writes down what becomes of it when it fails. */
async function attempt(
  job: Job,
  { jobs, clock, handle }: RunnerDeps,
  maxAttempts: number,
  failures: Map<string, unknown>,
): Promise<void> {
  try {
    await handle(job);
  } catch (error) {
    const message = printable(error instanceof Error ? error.message : String(error));
    if (mayPass(error) && job.attempts < maxAttempts) {
      await jobs.retry(job, message, clock.now() + retryDelay(job.attempts));
    } else {
      if (!failures.has(job.runId)) failures.set(job.runId, error);
      await jobs.fail(job, message, clock.now());
    }
  }
}

/** The queue's half of the error tree: only what Coinhound itself calls retryable is tried again. */
function mayPass(error: unknown): boolean {
  return error instanceof CoinhoundError && error.retryable;
}

function retryDelay(attempts: number): number {
  return Math.min(RETRY_MS * 2 ** (attempts - 1), LONGEST_RETRY_MS);
}
