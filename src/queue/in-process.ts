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
 * @throws the error of the first job that was given up, after all others were done
 */
export async function drainJobs(deps: RunnerDeps, options: RunnerOptions): Promise<void> {
  const { jobs, clock } = deps;
  const { concurrency, leaseMs } = options;
  const underWay = new Map<Job, Promise<void>>();
  const givenUp: unknown[] = [];
  const heartbeat = setInterval(() => {
    // A lease that is not prolonged costs a job done twice, no more.
    jobs.extend([...underWay.keys()], clock.now() + leaseMs).catch(() => {});
  }, leaseMs / 3);
  try {
    for (;;) {
      const limit = concurrency - underWay.size;
      for (const job of await jobs.claim({ limit, at: clock.now(), leaseUntil: clock.now() + leaseMs })) {
        const work = attempt(job, deps, options, givenUp).finally(() => underWay.delete(job));
        underWay.set(job, work);
      }
      if (underWay.size > 0) await Promise.race(underWay.values());
      else if ((await jobs.unfinished()) === 0) break;
      else if ((await sweep('many', deps)) === 0) await sleep(POLL_MS);
    }
  } finally {
    clearInterval(heartbeat);
    await Promise.allSettled(underWay.values());
  }
  if (givenUp.length > 0) throw givenUp[0];
}

/** Tries a job once, and writes down what becomes of it when it fails. */
async function attempt(
  job: Job,
  { jobs, clock, handle }: RunnerDeps,
  { maxAttempts }: RunnerOptions,
  givenUp: unknown[],
): Promise<void> {
  try {
    await handle(job);
  } catch (error) {
    const message = printable(error instanceof Error ? error.message : String(error));
    if (mayPass(error) && job.attempts < maxAttempts) {
      await jobs.retry(job, message, clock.now() + retryDelay(job.attempts));
    } else {
      givenUp.push(error);
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
