/** Migrations on PGlite and on PostgreSQL: in order, once, whole or not at all, and by several processes at once. */
import { describe, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { InvariantError, StorageError } from '../../src/core/errors.ts';
import { type Database, openDatabase } from '../../src/storage/database.ts';
import { migrate, requireMigrated } from '../../src/storage/migrate.ts';
import { MIGRATIONS } from '../../src/storage/migrations/all.ts';
import type { Migration } from '../../src/storage/migrations/migration.ts';
import { createTestDatabase, ENGINES } from '../support/test-database.ts';

const NAMES = MIGRATIONS.map(({ name }) => name);
const ONE: Migration = {
  name: '0001-one',
  statements: ['create table one (n integer)', 'insert into one values (1)'],
};
const TWO: Migration = {
  name: '0002-two',
  statements: ['create table two (n integer)', 'update one set n = n + 1'],
};
const BROKEN: Migration = {
  name: '0002-broken',
  statements: ['create table two (n integer)', 'select * from nothing'],
};

async function tables(database: Database): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`select tablename as name from pg_tables
    where schemaname = 'public' and tablename not like 'kysely%' order by name`.execute(database.sql);
  return rows.map(({ name }) => name);
}

describe('the migrations', () => {
  test('are numbered without a gap', () => {
    expect(NAMES.map((name) => name.slice(0, 5))).toEqual(
      NAMES.map((_, index) => `${String(index + 1).padStart(4, '0')}-`),
    );
  });
});

describe.each(ENGINES)('migrate on %s', (engine) => {
  test('makes a new database current, and a current one no different', async () => {
    const { database, drop } = await createTestDatabase(engine);
    await expect(requireMigrated(database)).rejects.toThrow('run coinhound migrate');
    expect(await migrate(database)).toEqual(NAMES);
    expect(await tables(database)).toEqual([
      'actors',
      'alerts',
      'api_keys',
      'audit',
      'bodies',
      'cases',
      'deliveries',
      'delivery_attempts',
      'events',
      'exchanges',
      'expansion_transactions',
      'expansions',
      'jobs',
      'rescan_requests',
      'run_addresses',
      'runs',
      'tag_imports',
      'tags',
      'transactions',
    ]);
    expect(await migrate(database)).toEqual([]);
    await requireMigrated(database);
    await drop();
  });

  test('runs what is pending, in order; a broken one leaves nothing behind; a newer database is refused', async () => {
    const { database, drop } = await createTestDatabase(engine);
    expect(await migrate(database, [ONE])).toEqual(['0001-one']);
    await expect(migrate(database, [ONE, BROKEN])).rejects.toThrow(InvariantError);
    expect(await tables(database)).toEqual(['one']);
    expect(await migrate(database, [ONE, TWO])).toEqual(['0002-two']);
    expect((await sql<{ n: number }>`select n from one`.execute(database.sql)).rows).toEqual([{ n: 2 }]);
    await expect(migrate(database, [ONE])).rejects.toThrow(StorageError);
    await expect(migrate(database, [ONE])).rejects.toThrow('newer version (0002-two)');
    await drop();
  });

  test('by several at once runs each migration once', async () => {
    const { database, url, drop } = await createTestDatabase(engine);
    const others = await Promise.all(
      [1, 2, 3].map(async () => (url === null ? database : openDatabase({ kind: 'url', url }))),
    );
    const done = await Promise.all([database, ...others].map((each) => migrate(each, [ONE, TWO])));
    expect(done.flat().sort()).toEqual(['0001-one', '0002-two']);
    expect((await sql<{ n: number }>`select n from one`.execute(database.sql)).rows).toEqual([{ n: 2 }]);
    await Promise.all(others.map((each) => each.close()));
    await drop();
  });
});
