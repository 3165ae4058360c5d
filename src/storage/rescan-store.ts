/**
 * Re-scans in SQL. The row of the case is locked while one begins, so two requests never begin two runs.
 */

import type { Kysely } from 'kysely';
import type { RescanRequest, RescanStore, StoredRescan } from '../cases/rescan-case.ts';
import type { MethodName } from '../core/taint/method.ts';
import type { Limits } from '../core/trace/limits.ts';
import type { Database } from './database.ts';
import { appendEvent } from './event-rows.ts';
import { priorityOf } from './job-priority.ts';
import { insertSettleJob } from './job-rows.ts';
import { asJsonb } from './sql-values.ts';
import type { Tables } from './tables.ts';

/** The re-scans of a database. */
export function createRescanStore(database: Database): RescanStore {
  return {
    begin: (request, at) => database.transaction((sql) => begin(sql, request, new Date(at))),
    async due(at, limit) {
      const rows = await database.sql
        .selectFrom('cases')
        .select('id')
        .where('watch_next', '<=', new Date(at))
        .where(({ not, exists, selectFrom }) =>
          not(
            exists(
              selectFrom('runs')
                .select('runs.id')
                .whereRef('runs.case_id', '=', 'cases.id')
                .where('runs.state', '=', 'running'),
            ),
          ),
        )
        .orderBy('watch_next')
        .orderBy('id')
        .limit(limit)
        .execute();
      return rows.map(({ id }) => id);
    },
    async underWay() {
      const { count } = await database.sql
        .selectFrom('runs')
        .select((row) => row.cast<number>(row.fn.countAll(), 'bigint').as('count'))
        .where('state', '=', 'running')
        .where('cause', '!=', 'opened')
        .executeTakeFirstOrThrow();
      return count;
    },
  };
}

async function begin(sql: Kysely<Tables>, request: RescanRequest, at: Date): Promise<StoredRescan | null> {
  const { caseId } = request;
  const found = await sql
    .selectFrom('cases')
    .select(['id', 'watch_seconds'])
    .where('id', '=', caseId)
    .forUpdate()
    .executeTakeFirst();
  if (found === undefined) return null;
  const earlier = await earlierRun(sql, request);
  if (earlier !== null) return { caseId, runId: earlier, isNew: false, jobs: [] };
  const runs = await sql
    .selectFrom('runs')
    .select(['id', 'number', 'state', 'method', 'limits'])
    .where('case_id', '=', caseId)
    .orderBy('number', 'desc')
    .execute();
  const [last] = runs;
  if (last === undefined) return null;
  const underWay = runs.find(({ state }) => state === 'running');
  if (underWay !== undefined) {
    // New tags are not served by it: it may be pinned to the old ones.
    if (request.cause === 'request') await remember(sql, request, underWay.id);
    return { caseId, runId: underWay.id, isNew: false, jobs: [] };
  }
  const base = runs.find(({ state }) => state === 'done')?.id ?? null;
  const { runId, jobs } = await insertRun(sql, request, { last, base, at });
  await remember(sql, request, runId);
  await dueNext(sql, caseId, found.watch_seconds, at);
  return { caseId, runId, isNew: true, jobs };
}

interface NewRun {
  readonly last: { readonly number: number; readonly method: MethodName; readonly limits: Limits };
  readonly base: string | null;
  readonly at: Date;
}

async function insertRun(sql: Kysely<Tables>, { caseId, cause }: RescanRequest, { last, base, at }: NewRun) {
  const number = last.number + 1;
  const { id: runId } = await sql
    .insertInto('runs')
    .values({
      case_id: caseId,
      number,
      state: 'running',
      method: last.method,
      limits: asJsonb(last.limits),
      cause,
      base_run_id: base,
      started_at: at,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  const job = await insertSettleJob(sql, { runId, round: 0, priority: priorityOf(0), runAt: at });
  await appendEvent(sql, caseId, 'run.started', { runId, number, cause }, at);
  return { runId, jobs: [job] };
}

/** Keys of users and of the service never meet. */
function keyOf({ cause, requestKey }: RescanRequest): string | null {
  return requestKey === null ? null : `${cause}/${requestKey}`;
}

/** The run that the same request was answered with before, whatever became of it. */
async function earlierRun(sql: Kysely<Tables>, request: RescanRequest): Promise<string | null> {
  const key = keyOf(request);
  if (key === null) return null;
  const row = await sql
    .selectFrom('rescan_requests')
    .select('run_id')
    .where('case_id', '=', request.caseId)
    .where('key', '=', key)
    .executeTakeFirst();
  return row?.run_id ?? null;
}

/** The same request is answered with this run from now on. */
async function remember(sql: Kysely<Tables>, request: RescanRequest, runId: string): Promise<void> {
  const key = keyOf(request);
  if (key === null) return;
  await sql.insertInto('rescan_requests').values({ case_id: request.caseId, key, run_id: runId }).execute();
}

/** Counted from now: intervals that were missed are not made up for. */
async function dueNext(sql: Kysely<Tables>, caseId: string, seconds: number | null, at: Date): Promise<void> {
  if (seconds === null) return;
  await sql
    .updateTable('cases')
    .set({ watch_next: new Date(at.getTime() + seconds * 1000) })
    .where('id', '=', caseId)
    .execute();
}
