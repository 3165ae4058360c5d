/**
 * Works on the jobs of a queue that BullMQ delivers. BullMQ says that there may be something to do; SQL says whether there
 * is. A delivery of a job that is done ends at once, one that comes too early or while another process is at it is put
 * off, and what BullMQ keeps in mind of a failure is what stands in SQL.
 */

import { DelayedError, type Job as Delivery, UnrecoverableError, WaitingError, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import type { ClaimOfOne, Job } from '../cases/job.ts';
import { type AttemptDeps, attempt, textOf } from './attempt.ts';
import { type CarriedJob, WAIT_AS_TOLD } from './carried-job.ts';
import { closeWorker } from './close-worker.ts';
import { type JobQueueName, requireHandlers } from './job-queues.ts';
import { UnderWay } from './under-way.ts';

export interface BullWorkerDeps extends AttemptDeps {
  /** A patient connection; it stays with the caller. */
  readonly redis: Redis;
  readonly prefix: string;
  readonly onTrouble: (error: unknown) => void;
}

export interface BullWorkerOptions {
  /** Jobs under way at once. */
  readonly concurrency: number;
  /** A job whose process died is free again after this, in SQL as in BullMQ (milliseconds). */
  readonly leaseMs: number;
}

export interface BullWorker {
  /**
   * Takes no more jobs, and waits for those under way; what is not over after the deadline is put back.
   * @param deadlineMs milliseconds
   */
  stop(deadlineMs: number): Promise<void>;
}

/** How often a job may lose its worker before BullMQ gives it up. SQL counts attempts; BullMQ must not. */
const MAX_STALLED = 1_000_000;

/** The wait after Redis or SQL could not be reached (milliseconds). */
const OUT_OF_REACH_MS = 1000;

/** A job that BullMQ held for ready is looked at again after this, should it not be (milliseconds). */
const BLOCKED_MS = 2000;

/** A failure that SQL keeps another attempt for; BullMQ's is at the same time. */
class RetryError extends Error {
  readonly at: number;

  constructor(message: string, at: number) {
    super(message);
    this.at = at;
  }
}

/**
 * Begins to work on a queue.
 * @throws InvariantError when a kind of its jobs has no handler
 */
export function startBullWorker(
  queue: JobQueueName,
  deps: BullWorkerDeps,
  { concurrency, leaseMs }: BullWorkerOptions,
): BullWorker {
  requireHandlers(deps.handlers, [queue]);
  const { redis, prefix, clock, onTrouble } = deps;
  const taker = createTaker(deps, leaseMs);
  const worker = new Worker<CarriedJob>(queue, taker.take, {
    connection: redis,
    prefix,
    concurrency,
    lockDuration: leaseMs,
    stalledInterval: leaseMs / 3,
    maxStalledCount: MAX_STALLED,
    runRetryDelay: OUT_OF_REACH_MS,
    settings: {
      backoffStrategy: (_attempts, type, error) => {
        const isTold = type === WAIT_AS_TOLD && error instanceof RetryError;
        return isTold ? Math.max(0, error.at - clock.now()) : OUT_OF_REACH_MS;
      },
    },
  });
  worker.on('error', onTrouble);
  return {
    async stop(deadlineMs) {
      await worker.pause(true);
      const isFinished = await taker.stop(deadlineMs).catch((error: unknown) => {
        onTrouble(error);
        return false;
      });
      await closeWorker(worker, redis, isFinished);
    },
  };
}

/** Takes deliveries, until it is stopped. */
function createTaker(deps: BullWorkerDeps, leaseMs: number) {
  const underWay = new UnderWay({ jobs: deps.jobs, clock: deps.clock, leaseMs });
  const claiming = new Set<Promise<ClaimOfOne>>();
  let isStopped = false;
  const claimUnlessStopped = async (delivery: Delivery<CarriedJob>): Promise<ClaimOfOne> => {
    const claim = await claimed(delivery, underWay, deps);
    if (!isStopped || claim.state !== 'claimed') return claim;
    await deps.jobs.release([claim.job]).catch(deps.onTrouble);
    return { state: 'not-due', runAt: deps.clock.now() };
  };
  return {
    async take(delivery: Delivery<CarriedJob>, token?: string): Promise<void> {
      if (isStopped) return giveBack(delivery, token);
      const claimingOne = claimUnlessStopped(delivery);
      claiming.add(claimingOne);
      const claim = await claimingOne.finally(() => claiming.delete(claimingOne));
      if (claim.state === 'closed') return;
      if (claim.state !== 'claimed') return putOff(delivery, token, timeOf(claim, deps.clock.now()));
      await underWay.hold(claim.job, (job) => work(job, delivery, token, deps, leaseMs));
    },
    /** @returns whether all that was under way was finished in time */
    async stop(deadlineMs: number): Promise<boolean> {
      isStopped = true;
      // A claim that is on its way to SQL now is no job under way yet.
      await Promise.all(claiming);
      return underWay.finishOrRelease(deadlineMs);
    },
  };
}

/** SQL out of reach is no failure of the job. */
async function claimed(
  { data }: Delivery<CarriedJob>,
  underWay: UnderWay,
  { jobs, clock, onTrouble }: BullWorkerDeps,
): Promise<ClaimOfOne> {
  try {
    return await jobs.claimOne(data.jobId, underWay.lease());
  } catch (error) {
    onTrouble(error);
    return { state: 'not-due', runAt: clock.now() + OUT_OF_REACH_MS };
  }
}

/** When a job that could not be claimed should be delivered again. */
function timeOf(claim: Exclude<ClaimOfOne, { state: 'claimed' | 'closed' }>, now: number): number {
  switch (claim.state) {
    case 'not-due':
      return claim.runAt;
    case 'held':
      return claim.leaseUntil + 1;
    case 'blocked':
      return now + BLOCKED_MS;
  }
}

async function work(
  job: Job,
  delivery: Delivery<CarriedJob>,
  token: string | undefined,
  deps: BullWorkerDeps,
  leaseMs: number,
): Promise<void> {
  let outcome: Awaited<ReturnType<typeof attempt>>;
  try {
    outcome = await attempt(job, deps);
  } catch (error) {
    // Not even the failure could be written down: the job is free when its lease ends.
    deps.onTrouble(error);
    return putOff(delivery, token, deps.clock.now() + leaseMs);
  }
  if (outcome.kind === 'retry') throw new RetryError(textOf(outcome.error), outcome.at);
  if (outcome.kind === 'failed') throw new UnrecoverableError(textOf(outcome.error));
}

/** A delivery that is put off counts as no attempt. */
async function putOff(delivery: Delivery<CarriedJob>, token: string | undefined, at: number): Promise<never> {
  await delivery.moveToDelayed(Math.ceil(at), token);
  throw new DelayedError();
}

/** What was delivered while the worker was told to stop is for the others. */
async function giveBack(delivery: Delivery<CarriedJob>, token: string | undefined): Promise<never> {
  await delivery.moveToWait(token);
  throw new WaitingError();
}
