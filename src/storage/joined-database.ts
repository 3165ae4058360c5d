/**
 * A transaction that is passed on as a database: stores that are made on it take part in it, instead of beginning
 * their own. So the steps of several stores are one transaction, and none of them knows.
 */

import type { Kysely } from 'kysely';
import type { Database } from './database.ts';
import type { Tables } from './tables.ts';

/** The database as seen from inside a transaction; it may be used until that ends. */
export function joinedDatabase(database: Database, sql: Kysely<Tables>): Database {
  return { place: database.place, sql, transaction: (work) => work(sql), close: async () => {} };
}
