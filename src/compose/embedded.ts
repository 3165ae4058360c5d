/**
 * The work of the service inside one process, without Redis: the runner, the sweep and what else comes round.
 */

import type { JobFeed } from '../cases/job-feed.ts';
import { sweep } from '../cases/sweep.ts';
import { type Runner, startRunner } from '../queue/in-process.ts';
import { JOB_QUEUES, requireHandlers } from '../queue/job-queues.ts';
import { startTimers } from '../queue/ticks.ts';
import { createTrouble } from './trouble.ts';
import { openWork, type Work, type WorkParts } from './work.ts';

export interface Embedded {
  readonly work: Work;
  readonly feed: JobFeed;
  /** Finishes what is under way, up to the deadline of the configuration. */
  stop(): Promise<void>;
}

/**
 * Begins to work.
 * @param workers `one`: the database is this process's alone, so what is marked as running was abandoned; `many`: others
 *   may be at work on it
 * @throws StorageError when the database cannot be read
 */
export async function startEmbedded(parts: WorkParts, workers: 'one' | 'many'): Promise<Embedded> {
  const { config, clock, observers } = parts;
  const { concurrency, leaseSeconds, shutdownSeconds, sweepSeconds } = config.queue;
  const onTrouble = createTrouble(observers.log, 'the work goes on after a failure');
  let runner: Runner | null = null;
  const feed: JobFeed = { publish: async (jobs) => runner?.feed.publish(jobs) };
  const work = openWork(parts, feed);
  const { handlers, stores, ticks } = work;
  requireHandlers(handlers, JOB_QUEUES);
  const { jobs } = stores;
  await sweep(workers, { jobs, clock });
  const { onAttempt } = observers;
  const options = { concurrency, leaseMs: leaseSeconds * 1000 };
  const started = startRunner({ jobs, clock, handlers, onAttempt, onTrouble }, options);
  runner = started;
  const sweepTick = {
    name: 'sweep',
    everyMs: sweepSeconds * 1000,
    run: () => started.sweep(),
  };
  const timers = startTimers([sweepTick, ...ticks], onTrouble);
  return {
    work,
    feed,
    async stop() {
      await timers.stop();
      await started.stop(shutdownSeconds * 1000);
    },
  };
}
