/**
 * Where the database is, and how it is brought to the schema of this version.
 */

import type { Config } from '../config.ts';
import type { Environment } from '../config-environment.ts';
import type { Database, DatabasePlace } from '../storage/database.ts';

export interface MigrateResult {
  /** Where the database is; never a password. */
  readonly place: string;
  /** Names of the migrations that were run. */
  readonly migrations: readonly string[];
}

/** PostgreSQL by DATABASE_URL, else the folder of the configuration. */
export function placeOfDatabase(config: Config, env: Environment): DatabasePlace {
  const url = env.DATABASE_URL;
  return url === undefined || url === ''
    ? { kind: 'folder', folder: config.storage.folder }
    : { kind: 'url', url };
}

/** The database is loaded on demand: commands without one start faster. @throws StorageError */
export async function migrateDatabase(place: DatabasePlace): Promise<MigrateResult> {
  const [{ openDatabase }, { migrate }] = await Promise.all([
    import('../storage/database.ts'),
    import('../storage/migrate.ts'),
  ]);
  const database = await openDatabase(place);
  try {
    return { place: database.place, migrations: await migrate(database) };
  } finally {
    await database.close();
  }
}

/**
 * Opens the database for one piece of work and closes it. A data folder belongs to its user and is made as needed; a
 * server may be in use by others, and is left as it is.
 * @throws StorageError
 */
export async function withDatabase<T>(
  place: DatabasePlace,
  work: (database: Database) => Promise<T>,
): Promise<T> {
  const [{ openDatabase }, { migrate, requireMigrated }] = await Promise.all([
    import('../storage/database.ts'),
    import('../storage/migrate.ts'),
  ]);
  const database = await openDatabase(place);
  try {
    if (place.kind === 'url') await requireMigrated(database);
    else await migrate(database);
    return await work(database);
  } finally {
    await database.close();
  }
}
