/**
 * Jobs as rows: how they are stored, read back and marked done. Job keys are made of what a job is, so a job exists
 * once however often it is stored.
 */

import type { Kysely, Selectable } from 'kysely';
import type { Job } from '../cases/ports.ts';
import { InvariantError } from '../core/errors.ts';
import type { Subject } from '../core/trace/subject.ts';
import { asJsonb } from './sql-values.ts';
import type { JobPayload, Tables } from './tables.ts';

/** Rows of one INSERT: PostgreSQL takes 65,535 parameters at most. */
const ROWS_AT_ONCE = 1000;

/** What the jobs of a round have in common. */
export interface RoundRow {
  readonly runId: string;
  readonly round: number;
  readonly priority: number;
  readonly runAt: Date;
}

/** Stores the settle job of a round. @returns its id */
export async function insertSettleJob(sql: Kysely<Tables>, row: RoundRow): Promise<number> {
  const { id } = await sql
    .insertInto('jobs')
    .values({
      ...columns('settle', `${row.runId}/${row.round}/settle`, row),
      payload: asJsonb({ round: row.round }),
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

/** Stores the expand jobs of a round, for which its settle job waits. */
export async function insertExpandJobs(
  sql: Kysely<Tables>,
  row: RoundRow,
  settleId: number,
  subjects: readonly Subject[],
): Promise<void> {
  const rows = subjects.map((subject, ordinal) => ({
    ...columns('expand', `${row.runId}/${row.round}/expand/${ordinal}`, row),
    parent_id: settleId,
    payload: asJsonb<JobPayload>({ round: row.round, ordinal, subject }),
  }));
  for (const some of inChunks(rows)) await sql.insertInto('jobs').values(some).execute();
}

function columns(kind: Job['kind'], key: string, { runId, priority, runAt }: RoundRow) {
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

/** The job of a row. */
export function jobOf(
  row: Pick<Selectable<Tables['jobs']>, 'id' | 'kind' | 'run_id' | 'payload' | 'attempts'>,
): Job {
  const { round, ordinal, subject } = row.payload;
  const base = { id: row.id, runId: row.run_id, round, attempts: row.attempts };
  if (row.kind === 'settle') return { ...base, kind: 'settle' };
  if (ordinal === undefined || subject === undefined) {
    throw new InvariantError(`expand job ${row.id} says not what to look up`, { job: row.id });
  }
  return { ...base, kind: 'expand', ordinal, subject };
}

/** Cuts rows into as many as one INSERT takes. */
export function inChunks<T>(rows: readonly T[]): T[][] {
  const chunks: T[][] = [];
  for (let start = 0; start < rows.length; start += ROWS_AT_ONCE) {
    chunks.push(rows.slice(start, start + ROWS_AT_ONCE));
  }
  return chunks;
}
