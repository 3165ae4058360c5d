/**
 * Runs in SQL.
 */

import type { Kysely, Selectable } from 'kysely';
import type { SettleJob } from '../cases/job.ts';
import type { Pins, RunStore, TrafficCount } from '../cases/ports.ts';
import { NotFoundError } from '../core/errors.ts';
import type { Distrust } from '../core/graph/proof.ts';
import type { LookupSubject } from '../core/graph/subject.ts';
import type { Database } from './database.ts';
import { appendEvent } from './event-rows.ts';
import { priorityOf } from './job-priority.ts';
import { completeJob, insertExpandJobs, insertSettleJob } from './job-rows.ts';
import { storeResult } from './run-result.ts';
import { asJsonb } from './sql-values.ts';
import type { Tables } from './tables.ts';
import { isUuid } from './uuid.ts';

/** The runs of a database. */
export function createRunStore(database: Database): RunStore {
  return {
    read: (runId) => readRun(database, runId),
    bounds: (runId) => readBounds(database, runId),
    pin: (runId, pins, traffic) => pin(database, runId, pins, traffic),
    distrust: (runId, found) => distrust(database, runId, found),
    advance: (job, frontier, lookups, at) =>
      database.transaction(async (sql) => {
        if (!(await completeJob(sql, job))) return [];
        const [round, priority] = [job.round + 1, priorityOf(lookups)];
        const row = { runId: job.runId, round, priority, runAt: new Date(at) };
        const settle = await insertSettleJob(sql, row);
        const expands = await insertExpandJobs(sql, row, settle.id, frontier);
        await appendEvent(
          sql,
          await caseOf(sql, job.runId),
          'round.settled',
          roundEvent(job, frontier),
          row.runAt,
        );
        return [settle, ...expands];
      }),
    finish: (job, result) =>
      database.transaction(async (sql) => {
        if (!(await completeJob(sql, job))) return [];
        return storeResult(sql, job.runId, result);
      }),
  };
}

async function caseOf(sql: Kysely<Tables>, runId: string): Promise<string> {
  const run = sql.selectFrom('runs').select('case_id').where('id', '=', runId);
  return (await run.executeTakeFirstOrThrow()).case_id;
}

function roundEvent({ runId, round }: SettleJob, frontier: readonly LookupSubject[]) {
  return { runId, round: round + 1, lookups: frontier.length };
}

async function pin(
  database: Database,
  runId: string,
  { tips, tagsRevision, tipEvidence, forks }: Pins,
  { requests, cacheHits }: TrafficCount,
): Promise<Pins> {
  const pinned = await database.sql
    .updateTable('runs')
    .set((row) => ({
      tips: row.fn.coalesce('tips', asJsonb(tips)),
      tags_revision: row.fn.coalesce('tags_revision', row.val(tagsRevision)),
      tip_evidence: row.fn.coalesce('tip_evidence', asJsonb(tipEvidence)),
      forks: row.case().when('tips', 'is', null).then(asJsonb(forks)).else(row.ref('forks')).end(),
      tip_requests: row('tip_requests', '+', requests),
      tip_cache_hits: row('tip_cache_hits', '+', cacheHits),
    }))
    .where('id', '=', runId)
    .returning(PIN_COLUMNS)
    .executeTakeFirst();
  const pins = pinned === undefined ? null : pinsOf(pinned);
  if (pins === null) throw notFound(runId);
  return pins;
}

const PIN_COLUMNS = ['tips', 'tags_revision', 'tip_evidence', 'forks'] as const;

function pinsOf(row: Pick<Selectable<Tables['runs']>, (typeof PIN_COLUMNS)[number]>): Pins | null {
  const { tips, tags_revision: tagsRevision, tip_evidence: tipEvidence, forks } = row;
  if (tips === null || tagsRevision === null || tipEvidence === null) return null;
  return { tips, tagsRevision, tipEvidence, forks };
}

/** Those that are distrusted already stay as they are. */
async function distrust(
  database: Database,
  runId: string,
  found: readonly Distrust[],
): Promise<readonly Distrust[]> {
  return database.transaction(async (sql) => {
    const { distrusted: before } = await sql
      .selectFrom('runs')
      .select('distrusted')
      .where('id', '=', runId)
      .forUpdate()
      .executeTakeFirstOrThrow();
    const names = new Set(before.map(({ provider }) => provider));
    const all = [...before, ...found.filter(({ provider }) => !names.has(provider))];
    await sql
      .updateTable('runs')
      .set({ distrusted: asJsonb(all) })
      .where('id', '=', runId)
      .execute();
    return all;
  });
}

async function readBounds(database: Database, runId: string) {
  requireId(runId);
  const run = await database.sql
    .selectFrom('runs')
    .select(['limits', ...PIN_COLUMNS])
    .where('id', '=', runId)
    .executeTakeFirst();
  if (run === undefined) throw notFound(runId);
  return { limits: run.limits, pins: pinsOf(run) };
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
  const { id, number, state, body, limits, report, error, distrusted } = run;
  const traffic = {
    requests: run.tip_requests + (run.requests ?? 0),
    cacheHits: run.tip_cache_hits + (run.cacheHits ?? 0),
  };
  const startedAt = run.started_at.getTime();
  const { case_id: caseId, base_run_id: baseRunId } = run;
  const about = { id, caseId, number, baseRunId, body, startedAt };
  return { ...about, state, limits, pins: pinsOf(run), traffic, report, error, distrusted };
}

function requireId(runId: string): void {
  if (!isUuid(runId)) throw notFound(runId);
}

function notFound(runId: string): NotFoundError {
  return new NotFoundError(`run ${runId} does not exist`, { run: runId });
}
