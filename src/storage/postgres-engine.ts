/**
 * PostgreSQL by URL, through node-postgres.
 */

import { DatabaseError, Pool, types } from 'pg';
import { InvalidInputError } from '../core/errors.ts';
import type { Engine } from './engine.ts';
import { PARSERS } from './sql-values.ts';

/** Connections of one process. A job holds one only during a statement or a transaction, and PostgreSQL allows 100 by default. */
const MAX_CONNECTIONS = 10;

/** Longer than this without a connection is a failure, not patience (milliseconds). */
const CONNECT_TIMEOUT_MS = 30_000;

/**
 * Opens a pool; the first query connects.
 * @throws InvalidInputError when the text is no PostgreSQL URL
 */
export function openPostgres(url: string): Engine {
  const place = placeOf(url);
  const pool = new Pool({
    connectionString: url,
    max: MAX_CONNECTIONS,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    options: '-c timezone=UTC',
    types: {
      getTypeParser: ((oid: number, format?: 'text') =>
        PARSERS[oid] ?? types.getTypeParser(oid, format)) as typeof types.getTypeParser,
    },
  });
  // An idle connection that breaks is dropped by the pool and replaced at the next query; unheard, the event would
  // end the process.
  pool.on('error', () => {});
  // The same for a connection in use: its query fails too, and that failure is the one that is heard.
  pool.on('connect', (client) => client.on('error', () => {}));
  return {
    place,
    async connect() {
      const client = await pool.connect();
      let isBroken = false;
      return {
        async query(sql, parameters) {
          try {
            const { command, rowCount, rows } = await client.query(sql, [...parameters]);
            return { command: command as 'SELECT', rowCount: rowCount ?? 0, rows };
          } catch (error) {
            isBroken ||= endsConnection(error);
            throw error;
          }
        },
        release: () => client.release(isBroken),
      };
    },
    end: () => pool.end(),
  };
}

/** After these the connection must not go back to the pool: the server closes it (FATAL), or the network did. */
function endsConnection(error: unknown): boolean {
  return !(error instanceof DatabaseError) || error.severity === 'FATAL' || error.severity === 'PANIC';
}

/** Host and database of a URL, without user and password. */
function placeOf(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : null;
  if (parsed === null || !['postgres:', 'postgresql:'].includes(parsed.protocol)) {
    throw new InvalidInputError(
      'DATABASE_URL is no PostgreSQL URL; write it like postgresql://user:password@host:5432/coinhound',
      { field: 'DATABASE_URL' },
    );
  }
  return `postgresql://${parsed.host}${parsed.pathname}`;
}
