/**
 * Databases for tests, on both engines: an empty one of its own for every test file.
 */
import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { type Database, openDatabase } from '../../src/storage/database.ts';
import { emptyDump } from './pglite-template.ts';

export const ENGINES = ['PGlite', 'PostgreSQL'] as const;
export type EngineName = (typeof ENGINES)[number];

export interface TestDatabase {
  /** A further connection to the same database: another process would have one. Only PostgreSQL allows it. */
  readonly url: string | null;
  readonly database: Database;
  /** Closes and removes it. */
  drop(): Promise<void>;
}

/** An empty database without tables. @param ownServer instead of the PostgreSQL of the test run */
export async function createTestDatabase(engine: EngineName, ownServer?: string): Promise<TestDatabase> {
  if (engine === 'PGlite') {
    const database = await openDatabase({ kind: 'memory', dump: await emptyDump() });
    return { url: null, database, drop: () => database.close() };
  }
  const server = ownServer ?? process.env.COINHOUND_TEST_POSTGRES;
  if (server === undefined) throw new Error('run the tests with npm test: its set-up starts PostgreSQL');
  const name = `coinhound_test_${randomUUID().replaceAll('-', '')}`;
  await administer(server, `create database ${name} template template0 encoding 'UTF8'`);
  const url = Object.assign(new URL(server), { pathname: `/${name}` }).href;
  const database = await openDatabase({ kind: 'url', url });
  const drop = async () => {
    await database.close();
    await administer(server, `drop database ${name} with (force)`);
  };
  return { url, database, drop };
}

async function administer(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
