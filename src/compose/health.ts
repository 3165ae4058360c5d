/**
 * What a process of the service needs, as checks for its readiness.
 */

import type { Redis } from 'ioredis';
import { sql } from 'kysely';
import type { Check } from '../observe/health.ts';
import type { Database } from '../storage/database.ts';
import { requireMigrated } from '../storage/migrate.ts';

/** The database answers, and has the schema of this version. */
export function databaseChecks(database: Database): Check[] {
  return [
    { part: 'database', run: () => sql`select 1`.execute(database.sql) },
    { part: 'schema', run: () => requireMigrated(database) },
  ];
}

/** Redis answers, and takes writes: a replica, or one whose disk is full, answers too. */
export function redisCheck(redis: Redis): Check {
  return { part: 'redis', run: () => redis.set('coinhound:ready', '1', 'EX', 60) };
}
