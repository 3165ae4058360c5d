/** BullMQ on a real Redis does what every runner must. */

import { refillQueue } from '../../src/cases/refill-queue.ts';
import { createBullTransport } from '../../src/queue/bull-transport.ts';
import { startBullWorker } from '../../src/queue/bull-worker.ts';
import { JOB_QUEUES } from '../../src/queue/job-queues.ts';
import { publishingStores } from '../../src/queue/publishing-stores.ts';
import { closeRedis, openRedis } from '../../src/queue/redis.ts';
import { createJobOutbox } from '../../src/storage/job-outbox.ts';
import { flushPrefix, testPrefix, testRedisUrl } from '../support/test-redis.ts';
import { describeRunner } from './queue-runners.ts';

const clock = { now: () => Date.now() };

describeRunner('BullMQ', 'PostgreSQL', async (stores, { database }) => {
  if (database === null) throw new Error('no database');
  const prefix = testPrefix();
  const troubles: unknown[] = [];
  const onTrouble = (error: unknown) => troubles.push(error);
  const hasty = openRedis(testRedisUrl(), 'hasty', onTrouble);
  const patient = openRedis(testRedisUrl(), 'patient', onTrouble);
  await new Promise((resolve) => hasty.once('ready', resolve));
  const outbox = createJobOutbox(database);
  const transport = createBullTransport({ redis: hasty, prefix, outbox, clock, onTrouble });
  return {
    stores: publishingStores(stores, transport),
    async start(handlers, { concurrency, leaseMs, onAttempt }) {
      const all = { settle: async () => {}, expand: async () => {}, notify: async () => {}, ...handlers };
      const deps = { jobs: stores.jobs, clock, handlers: all, onAttempt, redis: patient, prefix, onTrouble };
      const workers = JOB_QUEUES.map((queue) => startBullWorker(queue, deps, { concurrency, leaseMs }));
      // What the tests store past the feed, or put back by hand, is told by sweeps.
      const sweep = () => refillQueue({ outbox, transport, clock }, { staleMs: 60_000 }).catch(onTrouble);
      let swept: Promise<unknown> = Promise.resolve();
      const sweeps = setInterval(() => {
        swept = swept.then(sweep);
      }, 200);
      return {
        async stop(deadlineMs) {
          clearInterval(sweeps);
          await swept;
          await Promise.all(workers.map((worker) => worker.stop(deadlineMs)));
        },
      };
    },
    async close() {
      await transport.close();
      closeRedis(hasty);
      closeRedis(patient);
      await flushPrefix(prefix);
      if (troubles.length > 0) throw troubles[0];
    },
  };
});
