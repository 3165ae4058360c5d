/**
 * What the job table knows about the telling of a queue: `published_at` of each job. Only queues that live in another
 * process need it.
 */

import { type Kysely, sql as raw } from 'kysely';
import type { JobKind, StoredJob } from '../cases/job.ts';
import type { JobOutbox, OutboxQuery } from '../cases/job-feed.ts';
import { inChunks } from '../core/chunks.ts';
import type { Database } from './database.ts';
import { asJsonb } from './sql-values.ts';
import { ROWS_AT_ONCE } from './statement-rows.ts';
import type { Tables } from './tables.ts';

/** The outbox of a database. */
export function createJobOutbox(database: Database): JobOutbox {
  return {
    untold: (query) => untoldJobs(database, query),
    told: (jobs, at) => markTold(database.sql, idsOf(jobs), new Date(at)),
    async toldSingly(jobs, at) {
      await markTold(database.sql, idsOf(jobs), new Date(at));
      const waiting = new Set(jobs.flatMap(({ parentId }) => (parentId === null ? [] : [parentId])));
      await markTold(database.sql, [...waiting], null);
    },
  };
}

function idsOf(jobs: readonly StoredJob[]): number[] {
  return jobs.map(({ id }) => id);
}

async function markTold(sql: Kysely<Tables>, ids: readonly number[], at: Date | null): Promise<void> {
  for (const some of inChunks(ids, ROWS_AT_ONCE)) {
    await sql.updateTable('jobs').set({ published_at: at }).where('id', 'in', some).execute();
  }
}

/**
 * The index `jobs_to_publish` leads to the candidates alone, so the cost is that of what is found, not of what waits,
 * but for the settle jobs that wait for a round under way: one probe each.
 */
async function untoldJobs(database: Database, query: OutboxQuery) {
  const { at, storedBefore, toldBefore, staleBefore, staleKinds, limit } = query;
  const { rows } = await raw<{ id: number; kind: JobKind; parent_id: number | null; priority: number }>`
    select id, kind, parent_id, priority from jobs
    where state = 'queued' and run_at <= ${new Date(at)}
      and coalesce(published_at, timestamptz 'epoch') < ${new Date(Math.max(toldBefore, staleBefore))}
      and case
        when published_at is null then run_at <= ${new Date(storedBefore)}
        when published_at < ${new Date(toldBefore)} then true
        else run_at < ${new Date(staleBefore)} and ${asJsonb(staleKinds)} ? kind
      end
      and not exists (
        select from jobs as child where child.parent_id = jobs.id and child.state <> 'done'
      )
    order by coalesce(published_at, timestamptz 'epoch'), id
    limit ${limit}`.execute(database.sql);
  return rows.map(({ id, kind, parent_id, priority }) => ({ id, kind, parentId: parent_id, priority }));
}
