/** Stores for tests, in memory and on both engines, empty at the start of every test. */
import { sql } from 'kysely';
import type { StoredJob } from '../../src/cases/job.ts';
import type { Stores } from '../../src/cases/ports.ts';
import type { Database } from '../../src/storage/database.ts';
import { insertNotifyJob } from '../../src/storage/job-rows.ts';
import { MemoryJobs } from '../../src/storage/memory-jobs.ts';
import { createMemoryStores } from '../../src/storage/memory-stores.ts';
import { migrate } from '../../src/storage/migrate.ts';
import { createSqlStores } from '../../src/storage/sql-stores.ts';
import { createTestDatabase, ENGINES } from './test-database.ts';

export const STORES = ['memory', ...ENGINES] as const;
export type StoresName = (typeof STORES)[number];

export interface TestStores {
  /** New or emptied stores. */
  empty(): Promise<Stores>;
  /** Stores a job that notifies about a run. */
  notify(stores: Stores, runId: string, deliveryId: string, at: number): Promise<StoredJob>;
  /** Where they are, for a second process; null where there is none. */
  readonly url: string | null;
  readonly database: Database | null;
  drop(): Promise<void>;
}

export async function createTestStores(name: StoresName): Promise<TestStores> {
  if (name === 'memory') {
    return {
      empty: async () => createMemoryStores(),
      async notify({ jobs }, runId, deliveryId, at) {
        if (!(jobs instanceof MemoryJobs)) throw new Error('not in memory');
        return jobs.put({ kind: 'notify', runId, deliveryId }, null, 0, at);
      },
      url: null,
      database: null,
      drop: async () => {},
    };
  }
  const { database, url, drop } = await createTestDatabase(name);
  await migrate(database);
  const empty = async () => {
    await sql`truncate cases cascade`.execute(database.sql);
    return createSqlStores(database);
  };
  const notify: TestStores['notify'] = (_, runId, deliveryId, at) =>
    insertNotifyJob(database.sql, { runId, deliveryId, number: 1, runAt: new Date(at) });
  return { empty, notify, url, database, drop };
}
