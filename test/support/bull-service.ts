/** A service on BullMQ inside a test: its stores tell a real Redis of their jobs, and workers and sweeps can be begun. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { JobKind } from '../../src/cases/job.ts';
import type { Stores } from '../../src/cases/ports.ts';
import { refillQueue } from '../../src/cases/refill-queue.ts';
import type { JobHandlers } from '../../src/cases/run-job.ts';
import { sweep } from '../../src/cases/sweep.ts';
import type { Attempt } from '../../src/queue/attempt.ts';
import { createBullTransport } from '../../src/queue/bull-transport.ts';
import { startBullWorker } from '../../src/queue/bull-worker.ts';
import { publishingStores } from '../../src/queue/publishing-stores.ts';
import { closeRedis, openRedis } from '../../src/queue/redis.ts';
import { createJobOutbox } from '../../src/storage/job-outbox.ts';
import { testPrefix } from './test-redis.ts';
import { createTestStores } from './test-stores.ts';

const KINDS: readonly JobKind[] = ['settle', 'expand', 'notify'];

/** @param redisUrl where Redis is, or will be */
export async function createBullService(redisUrl: string) {
  const kept = await createTestStores('PostgreSQL');
  if (kept.database === null) throw new Error('no database');
  const plain: Stores = await kept.empty();
  const clock = { now: () => Date.now() };
  const prefix = testPrefix();
  const troubles: unknown[] = [];
  const attempts: Attempt[] = [];
  const onTrouble = (error: unknown) => troubles.push(error);
  const onAttempt = (attempt: Attempt) => attempts.push(attempt);
  const hasty = openRedis(redisUrl, 'hasty', onTrouble);
  const patient = openRedis(redisUrl, 'patient', onTrouble);
  const outbox = createJobOutbox(kept.database);
  const transport = createBullTransport({ redis: hasty, prefix, outbox, clock, onTrouble });
  const stopping: (() => Promise<void>)[] = [];
  const { jobs } = plain;
  return {
    /** Stores that tell nobody. */
    plain,
    /** Stores that tell Redis. */
    stores: publishingStores(plain, transport),
    database: kept.database,
    prefix,
    transport,
    outbox,
    troubles,
    attempts,
    ready: () => new Promise<void>((resolve) => hasty.once('ready', () => resolve())),
    startWorker(handlers: JobHandlers, { concurrency = 4, leaseMs = 3000 } = {}) {
      const deps = { jobs, clock, handlers, onAttempt, redis: patient, prefix, onTrouble };
      const worker = startBullWorker('trace', deps, { concurrency, leaseMs });
      stopping.unshift(() => worker.stop(0));
    },
    startSweeps(everyMs = 200, staleMs = 60_000) {
      const run = async () => {
        await sweep('many', { jobs, clock });
        await refillQueue({ outbox, transport, clock }, { staleMs });
      };
      const timer = setInterval(() => run().catch(onTrouble), everyMs);
      stopping.unshift(async () => clearInterval(timer));
    },
    async allDone() {
      while ((await jobs.unfinished(KINDS)) > 0) await sleep(10);
    },
    async close() {
      for (const stop of stopping) await stop();
      await transport.close();
      closeRedis(hasty);
      closeRedis(patient);
      await kept.drop();
    },
  };
}

export type BullService = Awaited<ReturnType<typeof createBullService>>;
