/**
 * How much there is to do, counted in SQL. Finished jobs are left out, so that the cost follows the work at hand and not
 * the history.
 */

import type { ReadServiceCounts, StateCount } from '../cases/service-counts.ts';
import type { Database } from './database.ts';

/** Counts over the whole database. */
export function createServiceCounts(database: Database): ReadServiceCounts {
  return async (at) => {
    const jobs = await countJobs(database);
    const oldest = await oldestDueJob(database, new Date(at));
    return {
      jobs,
      oldestDueJobSeconds: oldest === null ? 0 : Math.max(0, at - oldest.getTime()) / 1000,
      runs: await countStates(database, 'runs'),
      deliveries: await countStates(database, 'deliveries'),
    };
  };
}

async function countJobs(database: Database) {
  return (
    database.sql
      .selectFrom('jobs')
      .select((row) => ['kind', 'state', row.cast<number>(row.fn.countAll(), 'bigint').as('count')])
      // Three conditions and not one on a list: each has a partial index.
      .where((row) =>
        row.or([row('state', '=', 'queued'), row('state', '=', 'running'), row('state', '=', 'failed')]),
      )
      .groupBy(['kind', 'state'])
      .orderBy('kind')
      .orderBy('state')
      .execute()
  );
}

/** Since when the job waits that waits longest and could be done. */
async function oldestDueJob(database: Database, at: Date): Promise<Date | null> {
  const row = await database.sql
    .selectFrom('jobs')
    .select('run_at')
    .where('state', '=', 'queued')
    .where('run_at', '<=', at)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('jobs as child')
            .select('child.id')
            .whereRef('child.parent_id', '=', 'jobs.id')
            .where('child.state', '<>', 'done'),
        ),
      ),
    )
    .orderBy('run_at')
    .limit(1)
    .executeTakeFirst();
  return row?.run_at ?? null;
}

async function countStates(database: Database, table: 'runs' | 'deliveries'): Promise<StateCount[]> {
  return database.sql
    .selectFrom(table)
    .select((row) => ['state', row.cast<number>(row.fn.countAll(), 'bigint').as('count')])
    .groupBy('state')
    .orderBy('state')
    .execute();
}
