/**
 * Ties what jobs need to the use cases that do them: the same for a worker, and for the service in one process.
 */

import { deliverAlert } from '../cases/alerts/deliver-alert.ts';
import type { DeliveryStore } from '../cases/alerts/deliveries.ts';
import type { JobFeed } from '../cases/job-feed.ts';
import type { Clock, Stores } from '../cases/ports.ts';
import type { RescanStore } from '../cases/rescan-case.ts';
import { rescanDueCases } from '../cases/rescan-due-cases.ts';
import { rescanTaggedCases } from '../cases/rescan-tagged-cases.ts';
import { type JobHandlers, notifyHandlers, traceHandlers } from '../cases/run-job.ts';
import { SettledMemory } from '../cases/settled-memory.ts';
import { layeredTags } from '../cases/tags/tag-layers.ts';
import type { DigestedTags } from '../cases/tags/tag-store.ts';
import { createTrafficMeter } from '../cases/traffic-meter.ts';
import type { Config } from '../config.ts';
import type { Environment } from '../config-environment.ts';
import type { OpenTurns } from '../explorers/transport/turns.ts';
import { publishingDeliveries, publishingRescans, publishingStores } from '../queue/publishing-stores.ts';
import type { Tick } from '../queue/ticks.ts';
import { createAddressIndex } from '../storage/address-index.ts';
import { createArchiveStore } from '../storage/archive-store.ts';
import type { Database } from '../storage/database.ts';
import { createDeliveryStore } from '../storage/delivery-store.ts';
import { createRescanStore } from '../storage/rescan-store.ts';
import { createSqlStores } from '../storage/sql-stores.ts';
import { createTagStore } from '../storage/tag-store.ts';
import { openSources } from './explorers.ts';
import { readShippedMixers } from './mixers.ts';
import { openChannels } from './notify.ts';
import type { Observers } from './observe.ts';
import { openPrices } from './prices.ts';

/** What a process of the service has at hand. */
export interface WorkParts {
  readonly config: Config;
  readonly env: Environment;
  readonly clock: Clock;
  /** Migrated. */
  readonly database: Database;
  readonly shippedTags: DigestedTags;
  readonly observers: Observers;
  /** Makes the rates of explorers those of all processes together. */
  readonly turns?: OpenTurns;
}

/** What is to be done, and how. */
export interface Work {
  /** Tell the feed of the jobs they store. */
  readonly stores: Stores;
  readonly rescans: RescanStore;
  readonly deliveries: DeliveryStore;
  readonly handlers: JobHandlers;
  /** What comes round besides the sweep. */
  readonly ticks: readonly Tick[];
}

/** Ties it together. @throws InvalidInputError when the configuration names a secret that is not there */
export function openWork(parts: WorkParts, feed: JobFeed): Work {
  const { config, env, clock, database, shippedTags, observers, turns } = parts;
  const stores = publishingStores(createSqlStores(database), feed);
  const rescans = publishingRescans(createRescanStore(database), feed);
  const archive = createArchiveStore(database);
  const explorerDeps = {
    observer: observers.explorers,
    archive,
    ...(turns === undefined ? {} : { turns }),
  };
  const sources = openSources(config, env, {}, explorerDeps);
  const prices = openPrices(config, env, {}, explorerDeps);
  const asked = [...Object.values(sources), ...(prices === undefined ? [] : [prices])];
  const deliveries = publishingDeliveries(createDeliveryStore(database), feed);
  const tags = layeredTags(shippedTags, createTagStore(database));
  const due = { rescans, clock, maxUnderWay: config.rescans.maxUnderWay };
  const deliverDeps = { deliveries, clock, ...openChannels(config, env) };
  return {
    stores,
    rescans,
    deliveries,
    handlers: {
      ...traceHandlers({
        ...stores,
        sources,
        ...(prices === undefined ? {} : { prices }),
        clock,
        finality: config.finality,
        verification: config.verification,
        tags,
        ...readShippedMixers(),
        readsFreezes: config.freezes.read,
        traffic: createTrafficMeter(asked),
        lookupAttempts: config.queue.lookupAttempts,
        settled: new SettledMemory(),
      }),
      ...notifyHandlers({
        jobs: stores.jobs,
        deliver: (deliveryId) => deliverAlert(deliveryId, deliverDeps),
      }),
    },
    ticks: [
      {
        name: 'rescan-due-cases',
        everyMs: config.rescans.checkSeconds * 1000,
        run: () => rescanDueCases(due),
      },
      {
        name: 'rescan-tagged-cases',
        everyMs: config.rescans.tagCheckSeconds * 1000,
        run: () => rescanTaggedCases({ ...due, tags, addresses: createAddressIndex(database) }),
      },
    ],
  };
}
