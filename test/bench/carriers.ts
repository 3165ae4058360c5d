/**
 * What carries the jobs of a benchmark to the code that does them: the in-process runner, or BullMQ on a Redis, in this
 * process either way.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Stores } from '../../src/cases/ports.ts';
import type { JobHandlers } from '../../src/cases/run-job.ts';
import { createBullTransport } from '../../src/queue/bull-transport.ts';
import { startBullWorker } from '../../src/queue/bull-worker.ts';
import { drainJobs } from '../../src/queue/in-process.ts';
import { publishingStores } from '../../src/queue/publishing-stores.ts';
import { closeRedis, openRedis } from '../../src/queue/redis.ts';
import type { Database } from '../../src/storage/database.ts';
import { createJobOutbox } from '../../src/storage/job-outbox.ts';

export const clock = { now: () => performance.timeOrigin + performance.now() };

/** Longer than any benchmark. */
const OPTIONS = { concurrency: 16, leaseMs: 600_000 };

export interface Carrier {
  /** Stores whose new jobs are carried. */
  readonly stores: Stores;
  /** Works until no job is left. @returns the failures by run */
  drain(handlers: JobHandlers): Promise<ReadonlyMap<string, unknown>>;
  close(): Promise<void>;
}

export function inProcess(stores: Stores): Carrier {
  return {
    stores,
    drain: (handlers) => drainJobs({ jobs: stores.jobs, clock, handlers, maxAttempts: 1 }, OPTIONS),
    close: async () => {},
  };
}

/** @param redisUrl of an empty Redis */
export async function onBull(stores: Stores, database: Database, redisUrl: string): Promise<Carrier> {
  const failures = new Map<string, unknown>();
  const onTrouble = (error: unknown) => failures.set('trouble', error);
  const [hasty, patient] = [
    openRedis(redisUrl, 'hasty', onTrouble),
    openRedis(redisUrl, 'patient', onTrouble),
  ];
  await new Promise((resolve) => hasty.once('ready', resolve));
  const [prefix, outbox] = ['bench', createJobOutbox(database)];
  const transport = createBullTransport({ redis: hasty, prefix, outbox, clock, onTrouble });
  const { jobs } = stores;
  return {
    stores: publishingStores(stores, transport),
    async drain(handlers) {
      const deps = { jobs, clock, handlers, redis: patient, prefix, onTrouble, maxAttempts: 1 };
      const worker = startBullWorker('trace', deps, OPTIONS);
      while (failures.size === 0 && (await jobs.unfinished(['settle', 'expand'])) > 0) await sleep(20);
      await worker.stop(1000);
      return failures;
    },
    async close() {
      await transport.close();
      for (const redis of [hasty, patient]) closeRedis(redis);
    },
  };
}
