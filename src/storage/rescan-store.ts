/**
 * Re-scans in SQL. The row of the case is locked while one begins, so two requests never begin two runs.
 */

import type { Kysely } from 'kysely';
import type { RescanRequest, RescanStore, StoredRescan } from '../cases/rescan-case.ts';
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
  const { caseId, cause, requestKey } = request;
  const found = await sql
    .selectFrom('cases')
    .select(['id', 'watch_seconds'])
    .where('id', '=', caseId)
    .forUpdate()
    .executeTakeFirst();
  if (found === undefined) return null;
  const runs = await sql
    .selectFrom('runs')
    .select(['id', 'number', 'state', 'method', 'limits', 'request_key'])
    .where('case_id', '=', caseId)
    .orderBy('number', 'desc')
    .execute();
  const same = runs.find(
    ({ state, request_key: key }) => state === 'running' || (requestKey !== null && key === requestKey),
  );
  if (same !== undefined) return { caseId, runId: same.id, isNew: false, jobs: [] };
  const [last] = runs;
  if (last === undefined) return null;
  const base = runs.find(({ state }) => state === 'done');
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
      request_key: requestKey,
      base_run_id: base?.id ?? null,
      started_at: at,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  const job = await insertSettleJob(sql, { runId, round: 0, priority: priorityOf(0), runAt: at });
  await appendEvent(sql, caseId, 'run.started', { runId, number, cause }, at);
  await dueNext(sql, caseId, found.watch_seconds, at);
  return { caseId, runId, isNew: true, jobs: [job] };
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
