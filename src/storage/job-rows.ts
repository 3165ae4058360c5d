/**
 * Jobs as rows: how they are stored, read back and marked done. Job keys are made of what a job is, so a job exists
 * once however often it is stored.
 */

import type { Kysely, Selectable } from 'kysely';
import type { Job, JobKind, StoredJob } from '../cases/job.ts';
import { InvariantError } from '../core/errors.ts';
import type { LookupSubject } from '../core/trace/subject.ts';
import { inChunks } from './chunks.ts';
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

/** Stores the expand jobs of a round, for which its settle job waits. */
export async function insertExpandJobs(
  sql: Kysely<Tables>,
  row: RoundRow,
  settleId: number,
  subjects: readonly LookupSubject[],
): Promise<StoredJob[]> {
  const rows = subjects.map((subject, ordinal) => ({
    ...columns('expand', `${row.runId}/${row.round}/expand/${ordinal}`, row),
    parent_id: settleId,
    payload: asJsonb<JobPayload>({ round: row.round, ordinal, subject }),
  }));
  const stored: StoredJob[] = [];
  for (const some of inChunks(rows)) {
    const inserted = await sql.insertInto('jobs').values(some).returning('id').execute();
    for (const { id } of inserted) {
      stored.push({ id, kind: 'expand', parentId: settleId, priority: row.priority });
    }
  }
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
