/**
 * The job table. It alone says what is to be done, what is being done and by when that must show; queues only carry it.
 */

import { type Kysely, sql as raw } from 'kysely';
import type { Claim, Job, JobStore } from '../cases/ports.ts';
import type { Database } from './database.ts';
import { jobOf } from './job-rows.ts';
import type { Tables } from './tables.ts';

/** The jobs of a database. */
export function createJobStore(database: Database): JobStore {
  return {
    claim: (claim) => claimJobs(database, claim),
    async extend(jobs, leaseUntil) {
      if (jobs.length === 0) return;
      const ids = jobs.map(({ id }) => id);
      await database.sql
        .updateTable('jobs')
        .set({ lease_until: new Date(leaseUntil) })
        .where('id', 'in', ids)
        .where('state', '=', 'running')
        .execute();
    },
    async retry(job, error, runAt) {
      await held(database.sql, job)
        .set({ state: 'queued', lease_until: null, error, run_at: new Date(runAt) })
        .execute();
    },
    fail: (job, error, at) => database.transaction((sql) => failJob(sql, job, error, new Date(at))),
    async requeue(leaseEndedBefore) {
      const running = database.sql
        .updateTable('jobs')
        .set({ state: 'queued', lease_until: null })
        .where('state', '=', 'running');
      const abandoned =
        leaseEndedBefore === 'all' ? running : running.where('lease_until', '<', new Date(leaseEndedBefore));
      return Number((await abandoned.executeTakeFirst()).numUpdatedRows);
    },
    async unfinished() {
      const { count } = await database.sql
        .selectFrom('jobs')
        .select((row) => row.cast<number>(row.fn.countAll(), 'bigint').as('count'))
        .where('state', 'in', ['queued', 'running'])
        .executeTakeFirstOrThrow();
      return count;
    },
  };
}

/** Rows that another process is claiming at this moment are passed over, not waited for. */
async function claimJobs(database: Database, { limit, at, leaseUntil }: Claim): Promise<Job[]> {
  if (limit <= 0) return [];
  const { rows } = await raw<Parameters<typeof jobOf>[0]>`
    with due as materialized (
      select id from jobs
      where state = 'queued' and run_at <= ${new Date(at)}
        and not exists (
          select from jobs as child where child.parent_id = jobs.id and child.state <> 'done'
        )
      order by priority, run_at, id
      limit ${limit}
      for update skip locked
    ), claimed as (
      update jobs
      set state = 'running', lease_until = ${new Date(leaseUntil)}, attempts = attempts + 1
      where id in (select id from due)
      returning id, kind, run_id, payload, attempts, priority, run_at
    )
    select id, kind, run_id, payload, attempts from claimed order by priority, run_at, id`.execute(
    database.sql,
  );
  return rows.map(jobOf);
}

/** The row of a job, when it is still held by the attempt that the job stands for. */
function held(sql: Kysely<Tables>, job: Job) {
  return sql
    .updateTable('jobs')
    .where('id', '=', job.id)
    .where('state', '=', 'running')
    .where('attempts', '=', job.attempts);
}

async function failJob(sql: Kysely<Tables>, job: Job, error: string, at: Date): Promise<void> {
  const { numUpdatedRows } = await held(sql, job)
    .set({ state: 'failed', lease_until: null, error })
    .executeTakeFirst();
  if (numUpdatedRows === 0n) return;
  await sql
    .updateTable('jobs')
    .set({ state: 'failed', error: `given up with job ${job.id}` })
    .where('run_id', '=', job.runId)
    .where('state', '=', 'queued')
    .execute();
  await sql
    .updateTable('runs')
    .set({ state: 'failed', error, finished_at: at })
    .where('id', '=', job.runId)
    .where('state', '=', 'running')
    .execute();
}
