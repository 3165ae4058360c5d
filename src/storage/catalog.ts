/**
 * The catalog of cases and runs in SQL. No statement here touches a body, a report or a graph: the few facts of them
 * that are shown are columns of their own, which the database derives when it stores them.
 */

import { type ExpressionBuilder, type Kysely, sql as raw, type Selectable } from 'kysely';
import type { CaseCatalog, CaseOverview, CaseQuery, RunOverview } from '../cases/catalog.ts';
import type { Database } from './database.ts';
import { readProgress } from './progress.ts';
import type { Tables } from './tables.ts';
import { isUuid } from './uuid.ts';

const RUN_COLUMNS = [
  'id',
  'number',
  'state',
  'cause',
  'method',
  'limits',
  'tips',
  'input_digest',
  'result_digest',
  'started_at',
  'finished_at',
  'error',
  'transaction_count',
  'flag_count',
  'gap_count',
] as const;
type RunRow = Pick<Selectable<Tables['runs']>, (typeof RUN_COLUMNS)[number]>;

/** A run inside the row of its case. */
type NestedRun = Omit<RunRow, 'started_at' | 'finished_at'> & {
  readonly started_at: string;
  readonly finished_at: string | null;
};

/** The cases and runs of a database. */
export function createCaseCatalog({ sql }: Database): CaseCatalog {
  return {
    async list(query) {
      return (await listed(sql, query).execute()).map(caseOf);
    },
    async read(caseId) {
      if (!isUuid(caseId)) return null;
      const row = await overviews(sql).where('cases.id', '=', caseId).executeTakeFirst();
      return row === undefined ? null : caseOf(row);
    },
    progress: (runId) => readProgress(sql, runId),
    async runs(caseId, before, limit) {
      const all = sql
        .selectFrom('runs')
        .select(RUN_COLUMNS)
        .where('case_id', '=', caseId)
        .orderBy('number', 'desc')
        .limit(limit);
      return (await (before === null ? all : all.where('number', '<', before)).execute()).map(runOf);
    },
    async run(caseId, runId) {
      if (!isUuid(runId)) return null;
      const row = await sql
        .selectFrom('runs')
        .select(RUN_COLUMNS)
        .where('case_id', '=', caseId)
        .where('id', '=', runId)
        .executeTakeFirst();
      return row === undefined ? null : runOf(row);
    },
  };
}

/** Cases with their newest run and their newest finished one. */
function overviews(sql: Kysely<Tables>) {
  return sql
    .selectFrom('cases')
    .innerJoinLateral(
      (row) => newestRun(row).as('latest'),
      (join) => join.onTrue(),
    )
    .leftJoinLateral(
      (row) => newestRun(row).where('runs.state', '=', 'done').as('finished'),
      (join) => join.onTrue(),
    )
    .select([
      'cases.id',
      'owner',
      'name',
      'description',
      'seed_count',
      'created_at',
      'watch_seconds',
      'watch_next',
      'webhook_url',
      'alert_emails',
      'last_event',
      raw<NestedRun>`to_jsonb(latest)`.as('latest'),
      raw<NestedRun | null>`to_jsonb(finished)`.as('finished'),
    ]);
}

function newestRun(row: ExpressionBuilder<Tables, 'cases'>) {
  return row
    .selectFrom('runs')
    .select(RUN_COLUMNS)
    .whereRef('runs.case_id', '=', 'cases.id')
    .orderBy('runs.number', 'desc')
    .limit(1);
}

function listed(sql: Kysely<Tables>, { owner, state, after, limit }: CaseQuery) {
  let query = overviews(sql).orderBy('created_at', 'desc').orderBy('cases.id', 'desc').limit(limit);
  if (owner !== null) query = query.where('owner', '=', owner);
  if (state !== null) query = query.where('latest.state', '=', state);
  if (after !== null) {
    const place = [new Date(after.createdAt), after.id] as const;
    query = query.where((row) => row(row.refTuple('created_at', 'cases.id'), '<', row.tuple(...place)));
  }
  return query;
}

type CaseRow = Awaited<ReturnType<ReturnType<typeof overviews>['executeTakeFirstOrThrow']>>;

function caseOf(row: CaseRow): CaseOverview {
  const { id, owner, name, description, watch_seconds: everySeconds, watch_next: next } = row;
  return {
    id,
    owner,
    name,
    description,
    seeds: row.seed_count ?? 0,
    createdAt: row.created_at.getTime(),
    watch: everySeconds === null ? null : { everySeconds, nextAt: next?.getTime() ?? null },
    webhookUrl: row.webhook_url,
    emails: row.alert_emails,
    lastEvent: row.last_event,
    latest: runOf(row.latest),
    finished: row.finished === null ? null : runOf(row.finished),
  };
}

function runOf(row: RunRow | NestedRun): RunOverview {
  const { id, number, state, cause, method, limits, tips, error } = row;
  return {
    id,
    number,
    state,
    cause,
    method,
    limits,
    tips,
    inputDigest: row.input_digest,
    resultDigest: row.result_digest,
    startedAt: new Date(row.started_at).getTime(),
    finishedAt: row.finished_at === null ? null : new Date(row.finished_at).getTime(),
    error,
    counts:
      state === 'done'
        ? {
            transactions: row.transaction_count ?? 0,
            flags: row.flag_count ?? 0,
            gaps: row.gap_count ?? 0,
          }
        : null,
  };
}
