/**
 * Stores that tell a queue of the jobs they stored: after the commit, and as well as it goes. The use cases know
 * nothing of queues, and nothing fails because a queue is away.
 */

import type { DeliveryStore } from '../cases/alerts/deliveries.ts';
import type { JobFeed } from '../cases/job-feed.ts';
import type { Stores } from '../cases/ports.ts';
import type { RescanStore } from '../cases/rescan-case.ts';

/** The same stores; what `open`, `advance` and `finish` store is told to the feed. */
export function publishingStores(stores: Stores, feed: JobFeed): Stores {
  const { cases, runs } = stores;
  return {
    ...stores,
    cases: {
      async open(opening) {
        const stored = await cases.open(opening);
        await feed.publish(stored.jobs);
        return stored;
      },
    },
    runs: {
      ...runs,
      async advance(job, frontier, lookups, at) {
        const stored = await runs.advance(job, frontier, lookups, at);
        await feed.publish(stored);
        return stored;
      },
      async finish(job, result) {
        const stored = await runs.finish(job, result);
        await feed.publish(stored);
        return stored;
      },
    },
  };
}

/** The same re-scans; what `begin` stores is told to the feed. */
export function publishingRescans(rescans: RescanStore, feed: JobFeed): RescanStore {
  return {
    ...rescans,
    async begin(request, at) {
      const stored = await rescans.begin(request, at);
      if (stored !== null) await feed.publish(stored.jobs);
      return stored;
    },
  };
}

/** The same deliveries; what `requeue` stores is told to the feed. */
export function publishingDeliveries(deliveries: DeliveryStore, feed: JobFeed): DeliveryStore {
  return {
    ...deliveries,
    async requeue(deliveryId, at) {
      const stored = await deliveries.requeue(deliveryId, at);
      await feed.publish([stored]);
      return stored;
    },
  };
}
