/**
 * What the storage needs of a database engine: connections that run one statement at a time. `pg` and PGlite are
 * brought to this one form (`postgres-engine.ts`, `pglite-engine.ts`), so that Kysely and everything above it run
 * the same code on both.
 */

import type { PostgresPool, PostgresQueryResult } from 'kysely';
import { storageErrorOf } from './sql-errors.ts';
import { toParameter } from './sql-values.ts';

/** One connection, held by one user at a time. */
export interface Connection {
  query<R>(sql: string, parameters: readonly unknown[]): Promise<PostgresQueryResult<R>>;
  release(): void;
}

export interface Engine {
  /** Where the data is, for people; never a password. */
  readonly place: string;
  connect(): Promise<Connection>;
  /** Waits for what runs, then closes. */
  end(): Promise<void>;
}

/** The engine as Kysely's PostgreSQL dialect wants it, with parameters and errors brought to one form. */
export function poolOf(engine: Engine): PostgresPool {
  const { place } = engine;
  return {
    async connect() {
      const connection = await engine.connect().catch((error: unknown) => {
        throw storageErrorOf(error, place);
      });
      const query = async (sql: string, parameters: readonly unknown[]) => {
        try {
          return await connection.query(sql, parameters.map(toParameter));
        } catch (error) {
          throw storageErrorOf(error, place);
        }
      };
      // Kysely's type also has a form for cursors, which it uses only when it was given a cursor class.
      return { query: query as never, release: () => connection.release() };
    },
    end: () => engine.end(),
  };
}
