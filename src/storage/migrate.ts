/**
 * Brings a database to the schema of this version. Safe when several processes do it at once: Kysely's migrator holds
 * an advisory lock and runs all pending migrations in one transaction.
 */

import { type Migration as KyselyMigration, Migrator, sql } from 'kysely';
import { StorageError } from '../core/errors.ts';
import type { Database } from './database.ts';
import { MIGRATIONS } from './migrations/all.ts';
import type { Migration } from './migrations/migration.ts';

/**
 * Runs what is pending, in order.
 * @returns the names of the migrations that were run
 * @throws StorageError when the database cannot be migrated, or belongs to a newer version
 */
export async function migrate(
  database: Database,
  migrations: readonly Migration[] = MIGRATIONS,
): Promise<readonly string[]> {
  await refuseNewer(database, migrations);
  const { error, results = [] } = await migratorFor(database, migrations).migrateToLatest();
  if (error !== undefined) throw error;
  return results.map(({ migrationName }) => migrationName);
}

/**
 * For processes that must not migrate by themselves.
 * @throws StorageError when a migration is pending, or the database belongs to a newer version
 */
export async function requireMigrated(database: Database): Promise<void> {
  await refuseNewer(database, MIGRATIONS);
  const done = await migratedNames(database);
  const pending = MIGRATIONS.filter(({ name }) => !done.includes(name));
  if (pending.length === 0) return;
  throw new StorageError(
    `the database at ${database.place} lacks ${pending.map(({ name }) => name).join(', ')}; run coinhound migrate`,
    { place: database.place },
  );
}

async function refuseNewer(database: Database, migrations: readonly Migration[]): Promise<void> {
  const known = migrations.map(({ name }) => name);
  const unknown = (await migratedNames(database)).filter((name) => !known.includes(name));
  if (unknown.length === 0) return;
  throw new StorageError(
    `the database at ${database.place} was made by a newer version (${unknown.join(', ')}); use that version`,
    { place: database.place },
  );
}

/** Names of the migrations a database has had; none when it is new. */
async function migratedNames(database: Database): Promise<string[]> {
  const { rows } = await sql<{ found: string | null }>`
    select to_regclass('kysely_migration')::text as found`.execute(database.sql);
  if (rows[0]?.found == null) return [];
  const done = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(
    database.sql,
  );
  return done.rows.map(({ name }) => name);
}

function migratorFor(database: Database, migrations: readonly Migration[]): Migrator {
  const byName = Object.fromEntries(
    migrations.map(({ name, statements }): [string, KyselyMigration] => [
      name,
      {
        up: async (schema) => {
          for (const statement of statements) await sql.raw(statement).execute(schema);
        },
      },
    ]),
  );
  return new Migrator({ db: database.sql, provider: { getMigrations: async () => byName } });
}
