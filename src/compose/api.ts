/**
 * Ties the API to the stores of a database and to the use cases.
 */

import { listDeliveries } from '../cases/alerts/list-deliveries.ts';
import { redeliverAlert } from '../cases/alerts/redeliver-alert.ts';
import type { StoredJob } from '../cases/job.ts';
import type { JobFeed } from '../cases/job-feed.ts';
import { checkCase, type OpenDeps, openCase } from '../cases/open-case.ts';
import { rescanCase } from '../cases/rescan-case.ts';
import { screenAddress } from '../cases/screen-address.ts';
import { sharedRead } from '../cases/shared-read.ts';
import { importTags } from '../cases/tags/import-tags.ts';
import { removeTags } from '../cases/tags/remove-tags.ts';
import { entityPage, type ShowDeps, tagsOfAddress, tagsOfAddresses } from '../cases/tags/show-tags.ts';
import type { HttpDeps, Writes } from '../http/deps.ts';
import { publishingDeliveries, publishingRescans, publishingStores } from '../queue/publishing-stores.ts';
import { createActorStore } from '../storage/actor-store.ts';
import { createAddressIndex } from '../storage/address-index.ts';
import { createAlertLog } from '../storage/alert-log.ts';
import { createAuditLog } from '../storage/audit-store.ts';
import { createCaseCatalog } from '../storage/catalog.ts';
import type { Database } from '../storage/database.ts';
import { createDeliveryStore } from '../storage/delivery-store.ts';
import { createEventReader } from '../storage/event-reader.ts';
import { joinedDatabase } from '../storage/joined-database.ts';
import { createKeyStore } from '../storage/key-store.ts';
import { createRescanStore } from '../storage/rescan-store.ts';
import { createRunResults } from '../storage/run-results.ts';
import { createSqlStores } from '../storage/sql-stores.ts';
import { createTagStore } from '../storage/tag-store.ts';
import { createWatchStore } from '../storage/watch-store.ts';

/** What the API needs beside the database. */
export interface ApiParts
  extends Pick<
    HttpDeps,
    | 'presets'
    | 'installation'
    | 'documents'
    | 'readiness'
    | 'metrics'
    | 'board'
    | 'observer'
    | 'clock'
    | 'redis'
  > {
  readonly opening: Pick<OpenDeps, 'defaults' | 'alerts'>;
  /** Told of the jobs that calls stored. */
  readonly feed: JobFeed;
  readonly shippedTags: ShowDeps['shipped'];
}

/** The needs of the API, met by a database, which must be migrated. */
export function apiDeps(database: Database, parts: ApiParts): HttpDeps {
  const { opening, shippedTags, feed, ...rest } = parts;
  const [tags, addresses] = [createTagStore(database), createAddressIndex(database)];
  const deliveries = createDeliveryStore(database);
  const showing = { shipped: shippedTags, tags, actors: createActorStore(database), clock: parts.clock };
  const [catalog, keys] = [createCaseCatalog(database), createKeyStore(database)];
  return {
    ...rest,
    // Every call asks for its key, and those who watch a case ask for the same one.
    catalog: { ...catalog, read: sharedRead(catalog.read) },
    keys: { ...keys, holder: sharedRead(keys.holder) },
    results: createRunResults(database),
    events: createEventReader(database),
    alerts: createAlertLog(database),
    audit: createAuditLog(database),
    tags,
    tagPages: {
      ofAddress: (address) => tagsOfAddress(address, showing),
      ofAddresses: (addresses) => tagsOfAddresses(addresses, showing),
      ofEntity: (name) => entityPage(name, showing),
    },
    checkCase: (body) => checkCase(body, opening),
    async write(work) {
      // A queue is told of jobs when they are there to be done: after the commit.
      const stored: StoredJob[] = [];
      const later: JobFeed = { publish: async (jobs) => void stored.push(...jobs) };
      const result = await database.transaction((sql) =>
        work(writesOf(joinedDatabase(database, sql), parts, later)),
      );
      await feed.publish(stored);
      return result;
    },
    listDeliveries: (alertId, principal) => listDeliveries(alertId, principal, { deliveries }),
    screenAddress: (request, principal) =>
      screenAddress(request, principal, { shipped: shippedTags, tags, addresses }),
  };
}

/** @param database the transaction, in which all of them take part */
function writesOf(database: Database, { opening, clock }: ApiParts, feed: JobFeed): Writes {
  const [tags, actors] = [createTagStore(database), createActorStore(database)];
  const deliveries = publishingDeliveries(createDeliveryStore(database), feed);
  const rescans = publishingRescans(createRescanStore(database), feed);
  const { cases } = publishingStores(createSqlStores(database), feed);
  return {
    audit: createAuditLog(database),
    keys: createKeyStore(database),
    watches: createWatchStore(database),
    openCase: (body, opener) => openCase(body, opener, { ...opening, clock, cases }),
    rescanCase: (request) => rescanCase(request, { rescans, clock }),
    redeliver: (deliveryId, principal) => redeliverAlert(deliveryId, principal, { deliveries, clock }),
    importTags: (request) => importTags(request, { tags, actors, clock }),
    removeTags: (source) => removeTags(source, { tags, clock }),
  };
}
