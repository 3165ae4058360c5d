/**
 * The job table. It alone says what is to be done, what is being done and by when that must show; queues only carry it.
 */

import { type Kysely, sql as raw } from 'kysely';
import type { Claim, ClaimOfOne, Job, JobKind, Lease } from '../cases/job.ts';
import type { JobStore } from '../cases/ports.ts';
import type { Database } from './database.ts';
import { appendEvent } from './event-rows.ts';
import { completeJob, type JobRow, jobOf } from './job-rows.ts';
import type { Tables } from './tables.ts';

/** The jobs that a run advances by; when one is given up, the run has failed. */
const TRACE_KINDS: readonly JobKind[] = ['settle', 'expand'];

/** The columns of `JobRow`. */
const JOB_COLUMNS = ['id', 'kind', 'run_id', 'payload', 'attempts'] as const;

/** The jobs of a database. */
export function createJobStore(database: Database): JobStore {
  return {
    claim: (claim) => claimJobs(database, claim),
    claimOne: (id, lease) => claimOne(database, id, lease),
    extend: (jobs, leaseUntil) => extendLeases(database, jobs, leaseUntil),
    async complete(job) {
      await completeJob(database.sql, job);
    },
    async retry(job, error, runAt) {
      await held(database.sql, job)
        .set({ state: 'queued', lease_until: null, error, run_at: new Date(runAt) })
        .execute();
    },
    async release(jobs) {
      for (const job of jobs) await held(database.sql, job).set(PUT_BACK).execute();
    },
    fail: (job, error, at) => database.transaction((sql) => failJob(sql, job, error, new Date(at))),
    async requeue(leaseEndedBefore) {
      const running = database.sql.updateTable('jobs').set(PUT_BACK).where('state', '=', 'running');
      const abandoned =
        leaseEndedBefore === 'all' ? running : running.where('lease_until', '<', new Date(leaseEndedBefore));
      return Number((await abandoned.executeTakeFirst()).numUpdatedRows);
    },
    async unfinished(kinds) {
      const { count } = await database.sql
        .selectFrom('jobs')
        .select((row) => row.cast<number>(row.fn.countAll(), 'bigint').as('count'))
        .where('state', 'in', ['queued', 'running'])
        .where('kind', 'in', kinds)
        .executeTakeFirstOrThrow();
      return count;
    },
  };
}

/** Whatever a queue was told about the job went with its process, so it counts as not told. */
const PUT_BACK = { state: 'queued', lease_until: null, published_at: null } as const;

/** A job waits while one that names it as its parent is not done. */
const IS_BLOCKED = raw<boolean>`exists (
  select from jobs as child where child.parent_id = jobs.id and child.state <> 'done'
)`;

/** Rows that another process is claiming at this moment are passed over, not waited for. */
async function claimJobs(database: Database, { kinds, limit, at, leaseUntil }: Claim): Promise<Job[]> {
  if (limit <= 0 || kinds.length === 0) return [];
  const { rows } = await raw<JobRow>`
    with due as materialized (
      select id from jobs
      where state = 'queued' and run_at <= ${new Date(at)} and kind in (${raw.join(kinds)})
        and not ${IS_BLOCKED}
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

async function claimOne(database: Database, id: number, { at, leaseUntil }: Lease): Promise<ClaimOfOne> {
  const now = new Date(at);
  const row = await database.sql
    .updateTable('jobs')
    .set((job) => ({
      state: 'running',
      lease_until: new Date(leaseUntil),
      attempts: job('attempts', '+', 1),
    }))
    .where('id', '=', id)
    .where((job) =>
      job.or([
        job.and([job('state', '=', 'queued'), job('run_at', '<=', now), job.not(IS_BLOCKED)]),
        job.and([job('state', '=', 'running'), job('lease_until', '<', now)]),
      ]),
    )
    .returning(JOB_COLUMNS)
    .executeTakeFirst();
  return row === undefined ? whyNot(database, id, at) : { state: 'claimed', job: jobOf(row) };
}

/** Why a job could not be claimed. What changed in between is told as due now: the queue asks again at once. */
async function whyNot(database: Database, id: number, at: number): Promise<ClaimOfOne> {
  const row = await database.sql
    .selectFrom('jobs')
    .select(['state', 'run_at', 'lease_until', IS_BLOCKED.as('blocked')])
    .where('id', '=', id)
    .executeTakeFirst();
  if (row?.state === 'running') return { state: 'held', leaseUntil: row.lease_until?.getTime() ?? at };
  if (row?.state !== 'queued') return { state: 'closed' };
  return row.blocked ? { state: 'blocked' } : { state: 'not-due', runAt: row.run_at.getTime() };
}

async function extendLeases(database: Database, jobs: readonly Job[], leaseUntil: number): Promise<void> {
  if (jobs.length === 0) return;
  const ids = jobs.map(({ id }) => id);
  await database.sql
    .updateTable('jobs')
    .set({ lease_until: new Date(leaseUntil) })
    .where('id', 'in', ids)
    .where('state', '=', 'running')
    .execute();
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
  if (numUpdatedRows === 0n || job.kind === 'notify') return;
  await sql
    .updateTable('jobs')
    .set({ state: 'failed', error: `given up with job ${job.id}` })
    .where('run_id', '=', job.runId)
    .where('state', '=', 'queued')
    .where('kind', 'in', TRACE_KINDS)
    .execute();
  const run = await sql
    .updateTable('runs')
    .set({ state: 'failed', error, finished_at: at })
    .where('id', '=', job.runId)
    .where('state', '=', 'running')
    .returning(['case_id', 'number'])
    .executeTakeFirst();
  if (run === undefined) return;
  const { runId } = job;
  await appendEvent(sql, run.case_id, 'run.failed', { runId, number: run.number, error }, at);
}
