/**
 * Runs in SQL.
 */

import { sql as raw } from 'kysely';
import type { RunStore, Tips, TrafficCount } from '../cases/ports.ts';
import { NotFoundError } from '../core/errors.ts';
import type { Database } from './database.ts';
import { priorityOf } from './job-priority.ts';
import { completeJob, insertExpandJobs, insertSettleJob } from './job-rows.ts';
import { asJsonb } from './sql-values.ts';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The runs of a database. */
export function createRunStore(database: Database): RunStore {
  return {
    read: (runId) => readRun(database, runId),
    bounds: (runId) => readBounds(database, runId),
    pinTips: (runId, tips, traffic) => pinTips(database, runId, tips, traffic),
    advance: (job, frontier, lookups, at) =>
      database.transaction(async (sql) => {
        if (!(await completeJob(sql, job))) return;
        const [round, priority] = [job.round + 1, priorityOf(lookups)];
        const row = { runId: job.runId, round, priority, runAt: new Date(at) };
        await insertExpandJobs(sql, row, await insertSettleJob(sql, row), frontier);
      }),
    finish: (job, result) =>
      database.transaction(async (sql) => {
        if (!(await completeJob(sql, job))) return;
        await sql
          .updateTable('runs')
          .set({
            state: 'done',
            report: raw<object>`cast(${JSON.stringify(result.report)} as json)`,
            input_digest: result.inputDigest,
            result_digest: result.resultDigest,
            finished_at: new Date(result.at),
          })
          .where('id', '=', job.runId)
          .execute();
      }),
  };
}

async function pinTips(
  database: Database,
  runId: string,
  tips: Tips,
  { requests, cacheHits }: TrafficCount,
): Promise<Tips> {
  const pinned = await database.sql
    .updateTable('runs')
    .set((row) => ({
      tips: row.fn.coalesce('tips', asJsonb(tips)),
      tip_requests: row('tip_requests', '+', requests),
      tip_cache_hits: row('tip_cache_hits', '+', cacheHits),
    }))
    .where('id', '=', runId)
    .returning('tips')
    .executeTakeFirst();
  if (pinned?.tips == null) throw notFound(runId);
  return pinned.tips;
}

async function readBounds(database: Database, runId: string) {
  requireId(runId);
  const run = await database.sql
    .selectFrom('runs')
    .select(['limits', 'tips'])
    .where('id', '=', runId)
    .executeTakeFirst();
  if (run === undefined) throw notFound(runId);
  return run;
}

async function readRun(database: Database, runId: string) {
  requireId(runId);
  const run = await database.sql
    .selectFrom('runs')
    .innerJoin('cases', 'cases.id', 'runs.case_id')
    .selectAll('runs')
    .select('cases.body')
    .select((row) => [
      row
        .selectFrom('expansions')
        .select((sums) => sums.cast<number>(sums.fn.sum('requests'), 'bigint').as('n'))
        .whereRef('run_id', '=', 'runs.id')
        .as('requests'),
      row
        .selectFrom('expansions')
        .select((sums) => sums.cast<number>(sums.fn.sum('cache_hits'), 'bigint').as('n'))
        .whereRef('run_id', '=', 'runs.id')
        .as('cacheHits'),
    ])
    .where('runs.id', '=', runId)
    .executeTakeFirst();
  if (run === undefined) throw notFound(runId);
  const { id, state, body, limits, tips, report, error } = run;
  const traffic = {
    requests: run.tip_requests + (run.requests ?? 0),
    cacheHits: run.tip_cache_hits + (run.cacheHits ?? 0),
  };
  const startedAt = run.started_at.getTime();
  return { id, caseId: run.case_id, state, body, limits, tips, traffic, startedAt, report, error };
}

/** What cannot be an id names no run; asking SQL for it would be an error of another kind. */
function requireId(runId: string): void {
  if (!UUID.test(runId)) throw notFound(runId);
}

function notFound(runId: string): NotFoundError {
  return new NotFoundError(`run ${runId} does not exist`, { run: runId });
}
