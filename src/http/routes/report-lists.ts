/**
 * Lists that stand in the report of a run: flags, outcomes, paths, exposure. A cursor holds on to its run and to what was asked
 * for, so the pages of a list fit together also when a newer run ends meanwhile.
 */

import Type, { type Static, type TObject, type TProperties, type TSchema } from 'typebox';
import { exposureRows } from '../../cases/report/exposure-rows.ts';
import { sharesBySeed, sharesByVictim } from '../../cases/report/outcome-shares.ts';
import type { ReportJson } from '../../cases/report/report-json.ts';
import type { ResultsUnder } from '../../cases/report/results-under.ts';
import { foundWays, seedPath } from '../../cases/report/seed-paths.ts';
import type { MethodName } from '../../core/taint/method.ts';
import type { ApiServer } from '../api-server.ts';
import { askedRun } from '../asked-run.ts';
import { DEFAULT_LIMIT, pageOf, readCursor } from '../cursor.ts';
import type { HttpDeps } from '../deps.ts';
import { AddressExposure } from '../schemas/exposure.ts';
import { Flag, Outcome, Path, SeedPath, SeedShare, VictimShare } from '../schemas/results.ts';
import { CaseParams, CursorId, closed, methodQuery, page, pageQuery, runQuery } from '../schemas/values.ts';

/** The run, and how many items came before. */
const IndexPlace = Type.Tuple([CursorId, Type.Integer({ minimum: 0, maximum: 1e9 })]);

const ListQuery = Type.Object({ ...pageQuery, ...runQuery }, closed);
const outcomesQuery = {
  ...methodQuery,
  by: Type.Optional(
    Type.Enum(['seed', 'victim'], { description: 'Share by share; without it, outcome by outcome.' }),
  ),
};
const pathsQuery = {
  address: Type.Optional(
    Type.String({ maxLength: 200, description: 'Every way from each seed to the flags at this address.' }),
  ),
  seed: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 1e9,
      description: 'Every way from this seed, by its number, to each flag.',
    }),
  ),
};

const exposureQuery = {
  address: Type.Optional(
    Type.String({ maxLength: 200, description: 'Only this address, with its ways to each party.' }),
  ),
};

/** Items from one number to another, the latter not included. */
type Rows = (start: number, end: number) => readonly unknown[];

/** A run of which something is asked. */
interface AskedRun {
  report(): Promise<ReportJson>;
  /** @param method undefined for the main one */
  under(method: MethodName | undefined): Promise<ResultsUnder>;
}

interface ReportList<More extends TProperties> {
  readonly name: 'flags' | 'outcomes' | 'paths' | 'exposure';
  readonly summary: string;
  /** Of an item. */
  readonly form: TSchema;
  /** What may be asked for beside the page and the run. */
  readonly query: More;
  /** What a cursor holds on to of it. */
  readonly about: (query: Static<TObject<More>>) => string;
  readonly rows: (run: AskedRun, query: Static<TObject<More>>) => Promise<Rows>;
}

/** Adds the routes of the lists. */
export function reportListRoutes(app: ApiServer, deps: HttpDeps): void {
  reportList(app, deps, {
    name: 'flags',
    summary: 'Flags',
    form: Flag,
    query: methodQuery,
    about: ({ method = '' }) => method,
    rows: async (run, { method }) => rowsOf((await run.under(method)).flags),
  });
  reportList(app, deps, {
    name: 'outcomes',
    summary: 'Where the value ended: outcome by outcome, or share by share',
    form: Type.Union([Outcome, SeedShare, VictimShare]),
    query: outcomesQuery,
    about: ({ by = '', method = '' }) => `${by} ${method}`.trim(),
    rows: outcomeRows,
  });
  reportList(app, deps, {
    name: 'paths',
    summary: 'The way from a seed to each flag; with address or seed, the ways from each seed',
    form: Type.Union([Path, SeedPath]),
    query: pathsQuery,
    about: ({ address = '', seed = '' }) => `${seed} ${address}`.trim(),
    rows: pathRows,
  });
  reportList(app, deps, {
    name: 'exposure',
    summary: 'How much of what left each address came to mixers, sanctioned parties and exchanges',
    form: AddressExposure,
    query: exposureQuery,
    about: ({ address = '' }) => address,
    rows: async (run, { address }) => rowsOf(exposureRows(await run.report(), address ?? null)),
  });
}

function reportList<More extends TProperties>(
  app: ApiServer,
  deps: HttpDeps,
  { name, summary, form, query, about, rows }: ReportList<More>,
): void {
  const querystring = Type.Object({ ...pageQuery, ...runQuery, ...query }, closed);
  const schema = {
    summary,
    tags: ['results'],
    params: CaseParams,
    querystring,
    response: { 200: page(form) },
  };
  app.route({
    method: 'GET',
    url: `/v1/cases/:caseId/${name}`,
    config: { access: 'viewer' },
    schema: schema as object,
    handler: async (request) => {
      const asked = request.query as Static<typeof ListQuery> & Static<TObject<More>>;
      const { limit = DEFAULT_LIMIT, cursor, run } = asked;
      const cursors = { list: `${name} ${about(asked)}`.trim(), place: IndexPlace };
      const place = readCursor(cursors, cursor);
      const runId = await askedRun(request, run, place?.[0] ?? null, deps);
      const start = place?.[1] ?? 0;
      const found = (await rows(runOf(runId, deps), asked))(start, start + limit + 1);
      return pageOf(found, limit, cursors, {
        item: (row) => row,
        placeOf: (): [string, number] => [runId, start + limit],
      });
    },
  });
}

function runOf(runId: string, { results }: HttpDeps): AskedRun {
  return {
    report: () => results.report(runId),
    under: async (method) => results.under(runId, method ?? (await results.report(runId)).run.method),
  };
}

async function outcomeRows(
  run: AskedRun,
  { by, method }: Static<TObject<typeof outcomesQuery>>,
): Promise<Rows> {
  const found = await run.under(method);
  if (by === undefined) return rowsOf(found.outcomes);
  return by === 'seed' ? rowsOf(sharesBySeed(found)) : rowsOf(sharesByVictim(found));
}

async function pathRows(run: AskedRun, { address, seed }: Static<TObject<typeof pathsQuery>>): Promise<Rows> {
  const report = await run.report();
  if (address !== undefined || seed !== undefined) {
    const found = foundWays(report, { address: address ?? null, seed: seed ?? null });
    return rowsOf(found, (ways) => seedPath(report, ways));
  }
  return rowsOf(report.flags, ({ chain, address: at, kind, entity, hops, path }) => {
    return { chain, address: at, kind, entity, hops, path };
  });
}

function rowsOf<Row>(rows: readonly Row[], item: (row: Row) => unknown = (row) => row): Rows {
  return (start, end) => rows.slice(start, end).map(item);
}
