/**
 * Jobs as rows: how they are stored, read back and marked done. Job keys are made of what a job is, so a job exists
 * once however often it is stored.
 */

import { type Kysely, sql as raw, type Selectable } from 'kysely';
import type { Job, JobKind, StoredJob } from '../cases/job.ts';
import { InvariantError } from '../core/errors.ts';
import type { LookupSubject } from '../core/graph/subject.ts';
import { priorityOf } from './job-priority.ts';
import { asJsonb } from './sql-values.ts';
import type { JobPayload, Tables } from './tables.ts';

/** What the jobs of a round have in common. */
export interface RoundRow {
  readonly runId: string;
  readonly round: number;
  readonly priority: number;
  readonly runAt: Date;
}

/** Stores the settle job of a round. */
export async function insertSettleJob(sql: Kysely<Tables>, row: RoundRow): Promise<StoredJob> {
  const { id } = await sql
    .insertInto('jobs')
    .values({
      ...columns('settle', `${row.runId}/${row.round}/settle`, row),
      payload: asJsonb<JobPayload>({ round: row.round }),
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return { id, kind: 'settle', parentId: null, priority: row.priority };
}

/**
 * Stores the expand jobs of a round, for which its settle job waits. They travel as one parameter: to bind thousands takes longer than
 * to store the rows, and all workers wait meanwhile.
 */
export async function insertExpandJobs(
  sql: Kysely<Tables>,
  row: RoundRow,
  settleId: number,
  subjects: readonly LookupSubject[],
): Promise<StoredJob[]> {
  const { runId, round, priority, runAt } = row;
  const payloads = subjects.map((subject, ordinal): JobPayload => ({ round, ordinal, subject }));
  const { rows } = await raw<{ id: number }>`
    insert into jobs (kind, key, run_id, state, priority, run_at, parent_id, payload)
    select 'expand', cast(${`${runId}/${round}/expand/`} as text) || (ordinal - 1), cast(${runId} as uuid), 'queued',
      cast(${priority} as integer), cast(${runAt} as timestamptz), cast(${settleId} as bigint), payload
    from jsonb_array_elements(${asJsonb(payloads)}) with ordinality as jobs_of_round (payload, ordinal)
    order by ordinal
    returning id`.execute(sql);
  const stored = rows.map(({ id }): StoredJob => ({ id, kind: 'expand', parentId: settleId, priority }));
  return stored.sort((a, b) => a.id - b.id);
}

/** What a notify job is stored from. */
export interface NotifyRow {
  /** The run that the alert is of. */
  readonly runId: string;
  readonly deliveryId: string;
  /** 1 for the first job of the delivery; each time that it is sent anew it gets another. */
  readonly number: number;
  readonly runAt: Date;
}

/** Stores a job that sends a delivery. It goes before all look-ups: it is small, and somebody waits for it. */
export async function insertNotifyJob(
  sql: Kysely<Tables>,
  { runId, deliveryId, number, runAt }: NotifyRow,
): Promise<StoredJob> {
  const priority = priorityOf(0);
  const { id } = await sql
    .insertInto('jobs')
    .values({
      ...columns('notify', `notify/${deliveryId}/${number}`, { runId, priority, runAt }),
      payload: asJsonb<JobPayload>({ deliveryId }),
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return { id, kind: 'notify', parentId: null, priority };
}

function columns(kind: JobKind, key: string, { runId, priority, runAt }: Omit<RoundRow, 'round'>) {
  return { kind, key, run_id: runId, state: 'queued', priority, run_at: runAt } as const;
}

/**
 * Marks a job done. The row stays locked until the transaction ends, so of two results of one job one is stored.
 * @returns false when the job was done already, or given up: then its result must not be stored
 */
export async function completeJob(sql: Kysely<Tables>, job: Job): Promise<boolean> {
  const { numUpdatedRows } = await sql
    .updateTable('jobs')
    .set({ state: 'done', lease_until: null, error: null })
    .where('id', '=', job.id)
    .where('state', 'in', ['queued', 'running'])
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** The columns that a job is read from. */
export type JobRow = Pick<Selectable<Tables['jobs']>, 'id' | 'kind' | 'run_id' | 'payload' | 'attempts'>;

/** The job of a row. @throws InvariantError when the payload lacks what its kind needs */
export function jobOf(row: JobRow): Job {
  const { round, ordinal, subject, deliveryId } = row.payload;
  const base = { id: row.id, runId: row.run_id, attempts: row.attempts };
  switch (row.kind) {
    case 'settle':
      if (round !== undefined) return { ...base, kind: 'settle', round };
      break;
    case 'expand':
      if (round !== undefined && ordinal !== undefined && subject !== undefined) {
        return { ...base, kind: 'expand', round, ordinal, subject };
      }
      break;
    case 'notify':
      if (deliveryId !== undefined) return { ...base, kind: 'notify', deliveryId };
  }
  throw new InvariantError(`${row.kind} job ${row.id} does not say what to do`, { job: row.id });
}
