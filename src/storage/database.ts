/**
 * The one database: PGlite in a folder or in memory, or PostgreSQL by URL. Stores get it and speak Kysely; they never
 * learn which engine is below.
 */

import { AsyncLocalStorage } from 'node:async_hooks';
import { Kysely, PostgresDialect } from 'kysely';
import { InvariantError } from '../core/errors.ts';
import { type Engine, poolOf } from './engine.ts';
import { openFolder, openMemory } from './pglite-engine.ts';
import { openPostgres } from './postgres-engine.ts';
import type { Tables } from './tables.ts';

/** Where the database is. */
export type DatabasePlace =
  | { readonly kind: 'url'; readonly url: string }
  | { readonly kind: 'folder'; readonly folder: string }
  | { readonly kind: 'memory'; readonly dump?: Blob };

export interface Database {
  /** For people; never a password. */
  readonly place: string;
  /** Runs single statements, each a transaction of its own. */
  readonly sql: Kysely<Tables>;
  /**
   * Runs the work in one transaction, which is undone when the work throws. Inside, only the given handle may be
   * used. Transactions see what others have committed (READ COMMITTED).
   */
  transaction<T>(work: (sql: Kysely<Tables>) => Promise<T>): Promise<T>;
  /** Waits for what runs, then closes. Closing twice is closing once. */
  close(): Promise<void>;
}

/**
 * Opens the database; its tables come with `migrate`.
 * @throws StorageError when the folder is in use or cannot be opened
 * @throws InvalidInputError when the URL is none of PostgreSQL
 */
export async function openDatabase(place: DatabasePlace): Promise<Database> {
  const inTransaction = new AsyncLocalStorage<true>();
  const engine = guarded(await openEngine(place), inTransaction);
  const sql = new Kysely<Tables>({
    dialect: new PostgresDialect({ pool: poolOf(engine) }),
  });
  let closing: Promise<void> | null = null;
  return {
    place: engine.place,
    sql,
    transaction: (work) =>
      sql
        .connection()
        .execute((connection) => inTransaction.run(true, () => connection.transaction().execute(work))),
    close: () => {
      closing ??= close(sql, engine);
      return closing;
    },
  };
}

/** Kysely ends its pool only when it was used. */
async function close(sql: Kysely<Tables>, engine: Engine): Promise<void> {
  await sql.destroy();
  await engine.end();
}

async function openEngine(place: DatabasePlace): Promise<Engine> {
  switch (place.kind) {
    case 'url':
      return openPostgres(place.url);
    case 'folder':
      return openFolder(place.folder);
    case 'memory':
      return openMemory(place.dump);
  }
}

/** On PGlite's one connection a second one, asked for inside a transaction, would wait for ever: say so instead. */
function guarded(engine: Engine, inTransaction: AsyncLocalStorage<true>): Engine {
  let ended: Promise<void> | null = null;
  return {
    place: engine.place,
    connect: async () => {
      if (inTransaction.getStore() === true) {
        throw new InvariantError('a query inside a transaction must use the handle of the transaction');
      }
      return engine.connect();
    },
    end: () => {
      ended ??= engine.end();
      return ended;
    },
  };
}
