/**
 * How far a run is, counted in its jobs.
 */

import { type Kysely, sql as raw } from 'kysely';
import type { Progress } from '../cases/catalog.ts';
import type { Tables } from './tables.ts';

/** Counts the look-ups of the rounds so far. */
export async function readProgress(sql: Kysely<Tables>, runId: string): Promise<Progress> {
  return sql
    .selectFrom('jobs')
    .select([
      raw<number>`count(*)`.as('lookups'),
      raw<number>`count(*) filter (where state = 'done')`.as('lookupsDone'),
    ])
    .where('run_id', '=', runId)
    .where('kind', '=', 'expand')
    .executeTakeFirstOrThrow();
}
