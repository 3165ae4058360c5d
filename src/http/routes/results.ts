/**
 * Results of a case: flags, outcomes, paths, graph, transactions, runs, seeds. Those of the newest finished run, or of
 * the run that is asked for. A cursor holds on to its run, so the pages of a list are of one run also when a newer
 * one ends meanwhile.
 */

import type { FastifyRequest } from 'fastify';
import Type, { type Static, type TSchema } from 'typebox';
import { type CaseOverview, findCase, findResults } from '../../cases/catalog.ts';
import type { ReportJson } from '../../cases/report-json.ts';
import { transactionJson } from '../../cases/transaction-view.ts';
import { CHAINS } from '../../core/chain.ts';
import { InvalidInputError } from '../../core/errors.ts';
import type { Transaction as StoredTransaction } from '../../core/transaction.ts';
import { principalOf } from '../access.ts';
import type { ApiServer } from '../api-server.ts';
import { type CursorForm, DEFAULT_LIMIT, type Page, pageOf, readCursor } from '../cursor.ts';
import type { HttpDeps } from '../deps.ts';
import { Run, runJson } from '../schemas/case.ts';
import { Flag, MoneyGraph, Outcome, Path, Transaction } from '../schemas/results.ts';
import { CaseParams, CursorId, closed, PageQuery, page, pageQuery, runQuery } from '../schemas/values.ts';

/** The run, and how many items came before. */
const IndexPlace = Type.Tuple([CursorId, Type.Integer({ minimum: 0, maximum: 1e9 })]);
const TransactionPlace = Type.Tuple([
  CursorId,
  Type.Enum([...CHAINS]),
  Type.Integer({ minimum: 0, maximum: 0x7fffffff }),
  Type.String({ pattern: '^(0x)?[0-9a-f]{64}$' }),
]);
const RunPlace = Type.Integer({ minimum: 1, maximum: 0x7fffffff });

const ResultsQuery = Type.Object({ ...pageQuery, ...runQuery }, closed);
type ResultsQuery = Static<typeof ResultsQuery>;
const GraphQuery = Type.Object(runQuery, closed);

/** Adds the routes of results. */
export function resultRoutes(app: ApiServer, deps: HttpDeps): void {
  reportList(app, deps, { name: 'flags', summary: 'Flags', form: Flag, items: flagsOf });
  reportList(app, deps, {
    name: 'outcomes',
    summary: 'Where the value ended',
    form: Outcome,
    items: outcomesOf,
  });
  reportList(app, deps, {
    name: 'paths',
    summary: 'The way from a seed to each flag',
    form: Path,
    items: pathsOf,
  });
  graphRoute(app, deps);
  transactionsRoute(app, deps);
  runsRoute(app, deps);
  seedsRoute(app, deps);
}

/** The case of a request, when it exists for the caller. */
function caseOf(request: FastifyRequest, deps: HttpDeps): Promise<CaseOverview> {
  const { caseId } = request.params as Static<typeof CaseParams>;
  return findCase(caseId, principalOf(request), deps.catalog);
}

/** The run whose results are asked for: that of the cursor, the one named, or the newest finished one. */
async function resultsOf(
  request: FastifyRequest,
  named: string | undefined,
  cursorRun: string | null,
  deps: HttpDeps,
): Promise<string> {
  if (named !== undefined && cursorRun !== null && named !== cursorRun) {
    throw new InvalidInputError('cursor is of another run than run; send one of them', {
      field: 'query.cursor',
    });
  }
  const { id } = await findResults(await caseOf(request, deps), named ?? cursorRun, deps.catalog);
  return id;
}

interface ReportList<Form extends TSchema> {
  readonly name: 'flags' | 'outcomes' | 'paths';
  readonly summary: string;
  readonly form: Form;
  readonly items: (report: ReportJson) => readonly Static<Form>[];
}

/** A list that stands in the report as it is. */
function reportList<Form extends TSchema>(
  app: ApiServer,
  deps: HttpDeps,
  { name, summary, form, items }: ReportList<Form>,
): void {
  const cursors = { list: name, place: IndexPlace };
  const response = { 200: page(form) };
  const schema = { summary, tags: ['results'], params: CaseParams, querystring: ResultsQuery, response };
  app.route({
    method: 'GET',
    url: `/v1/cases/:caseId/${name}`,
    config: { access: 'viewer' },
    schema: schema as object,
    handler: async (request) => {
      const { limit = DEFAULT_LIMIT, cursor, run } = request.query as ResultsQuery;
      const place = readCursor(cursors, cursor);
      const runId = await resultsOf(request, run, place?.[0] ?? null, deps);
      const all = items(await deps.results.report(runId));
      const start = place?.[1] ?? 0;
      const rows = all.slice(start, start + limit + 1);
      return pageOf(rows, limit, cursors, {
        item: (row) => row,
        placeOf: (): [string, number] => [runId, start + limit],
      });
    },
  });
}

function flagsOf({ flags }: ReportJson): Static<typeof Flag>[] {
  return flags.map(({ path: _path, ...flag }) => ({ ...flag, evidence: [...flag.evidence] }));
}

function outcomesOf({ outcomes }: ReportJson): readonly Static<typeof Outcome>[] {
  return outcomes;
}

function pathsOf({ flags }: ReportJson): Static<typeof Path>[] {
  return flags.map(({ chain, address, kind, entity, hops, path }) => ({
    chain,
    address,
    kind,
    entity,
    hops,
    path,
  }));
}

function graphRoute(app: ApiServer, deps: HttpDeps): void {
  const schema = {
    summary: 'Where the stolen value went: addresses and movements',
    tags: ['results'],
    params: CaseParams,
    querystring: GraphQuery,
    response: { 200: MoneyGraph },
  };
  const options = { config: { access: 'viewer' }, schema: schema as object } as const;
  app.get('/v1/cases/:caseId/graph', options, async (request, reply) => {
    const { run } = request.query as Static<typeof GraphQuery>;
    const runId = await resultsOf(request, run, null, deps);
    return reply.type('application/json; charset=utf-8').send(await deps.results.graphText(runId));
  });
}

function transactionsRoute(app: ApiServer, deps: HttpDeps): void {
  const cursors = { list: 'transactions', place: TransactionPlace };
  const schema = {
    summary: 'The transactions that were looked at, in chain order',
    tags: ['results'],
    params: CaseParams,
    querystring: ResultsQuery,
    response: { 200: page(Transaction) },
  };
  const options = { config: { access: 'viewer' }, schema } as const;
  app.get('/v1/cases/:caseId/transactions', options, async (request) => {
    const { limit = DEFAULT_LIMIT, cursor, run } = request.query;
    const place = readCursor(cursors, cursor);
    const runId = await resultsOf(request, run, place?.[0] ?? null, deps);
    const after = place === null ? null : { chain: place[1], height: place[2], txid: place[3] };
    const rows = await deps.results.transactions(runId, after, limit + 1);
    return transactionPage(rows, limit, runId, cursors);
  });
}

function transactionPage(
  rows: readonly StoredTransaction[],
  limit: number,
  runId: string,
  cursors: CursorForm<typeof TransactionPlace>,
): Page<Static<typeof Transaction>> {
  return pageOf(rows, limit, cursors, {
    item: transactionJson,
    placeOf: ({ chain, block, txid }): Static<typeof TransactionPlace> => [runId, chain, block.height, txid],
  });
}

function runsRoute(app: ApiServer, deps: HttpDeps): void {
  const cursors = { list: 'runs', place: RunPlace };
  const response = { 200: page(Run) };
  const schema = {
    summary: 'Runs, the newest first',
    tags: ['cases'],
    params: CaseParams,
    querystring: PageQuery,
    response,
  };
  app.get('/v1/cases/:caseId/runs', { config: { access: 'viewer' }, schema }, async (request) => {
    const { limit = DEFAULT_LIMIT, cursor } = request.query;
    const before = readCursor(cursors, cursor);
    const { id } = await caseOf(request, deps);
    const rows = await deps.catalog.runs(id, before, limit + 1);
    return pageOf(rows, limit, cursors, { item: runJson, placeOf: ({ number }): number => number });
  });
}

function seedsRoute(app: ApiServer, deps: HttpDeps): void {
  const cursors = { list: 'seeds', place: Type.Integer({ minimum: 0, maximum: 1e9 }) };
  const Seed = Type.Object({ kind: Type.String(), chain: Type.String() });
  const response = { 200: page(Seed) };
  const schema = {
    summary: 'Seeds as they were sent',
    tags: ['cases'],
    params: CaseParams,
    querystring: PageQuery,
    response,
  };
  const options = { config: { access: 'viewer' }, schema } as const;
  app.get('/v1/cases/:caseId/seeds', options, async (request) => {
    const { limit = DEFAULT_LIMIT, cursor } = request.query;
    const start = readCursor(cursors, cursor) ?? 0;
    const { id } = await caseOf(request, deps);
    const seeds = await deps.results.seeds(id);
    const rows = seeds.slice(start, start + limit + 1) as Static<typeof Seed>[];
    return pageOf(rows, limit, cursors, { item: (seed) => seed, placeOf: (): number => start + limit });
  });
}
