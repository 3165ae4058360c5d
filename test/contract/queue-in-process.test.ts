/** The in-process runner does what every runner must. */

import { type Runner, startRunner } from '../../src/queue/in-process.ts';
import { publishingStores } from '../../src/queue/publishing-stores.ts';
import { describeRunner } from './queue-runners.ts';

const clock = { now: () => Date.now() };
const onTrouble = (error: unknown) => {
  throw error;
};

for (const storesName of ['memory', 'PostgreSQL'] as const) {
  describeRunner(`in-process, ${storesName}`, storesName, async (stores) => {
    let runner: Runner | null = null;
    const publish: Runner['feed']['publish'] = async (jobs) => runner?.feed.publish(jobs);
    return {
      stores: publishingStores(stores, { publish }),
      async start(handlers, { concurrency, leaseMs, onAttempt }) {
        const deps = { jobs: stores.jobs, clock, handlers, onAttempt, onTrouble };
        runner = startRunner(deps, { concurrency, leaseMs });
        return runner;
      },
      close: async () => {},
    };
  });
}
