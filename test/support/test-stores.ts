/** Stores for tests, in memory and on both engines, empty at the start of every test. */
import { sql } from 'kysely';
import type { Stores } from '../../src/cases/ports.ts';
import type { Database } from '../../src/storage/database.ts';
import { createMemoryStores } from '../../src/storage/memory-stores.ts';
import { migrate } from '../../src/storage/migrate.ts';
import { createSqlStores } from '../../src/storage/sql-stores.ts';
import { createTestDatabase, ENGINES } from './test-database.ts';

export const STORES = ['memory', ...ENGINES] as const;
export type StoresName = (typeof STORES)[number];

export interface TestStores {
  /** New or emptied stores. */
  empty(): Promise<Stores>;
  /** Where they are, for a second process; null where there is none. */
  readonly url: string | null;
  readonly database: Database | null;
  drop(): Promise<void>;
}

export async function createTestStores(name: StoresName): Promise<TestStores> {
  if (name === 'memory') {
    return { empty: async () => createMemoryStores(), url: null, database: null, drop: async () => {} };
  }
  const { database, url, drop } = await createTestDatabase(name);
  await migrate(database);
  const empty = async () => {
    await sql`truncate cases cascade`.execute(database.sql);
    return createSqlStores(database);
  };
  return { empty, url, database, drop };
}
