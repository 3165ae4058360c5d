/**
 * Results of a case beside the lists of its report: graph, transactions, runs, seeds. Those of the newest finished run,
 * or of the run that is asked for.
 */

import Type, { type Static } from 'typebox';
import { moneyGraphXml } from '../../cases/report/money-graph-xml.ts';
import { transactionJson } from '../../cases/report/transaction-view.ts';
import { CHAINS } from '../../core/chain.ts';
import type { Transaction as StoredTransaction } from '../../core/transaction.ts';
import type { ApiServer } from '../api-server.ts';
import { askedRun, caseOf } from '../asked-run.ts';
import { type CursorForm, DEFAULT_LIMIT, type Page, pageOf, readCursor } from '../cursor.ts';
import type { HttpDeps } from '../deps.ts';
import { Run, runJson } from '../schemas/case.ts';
import { MoneyGraph } from '../schemas/results.ts';
import { Transaction } from '../schemas/transaction.ts';
import {
  CaseParams,
  CursorId,
  closed,
  methodQuery,
  PageQuery,
  page,
  pageQuery,
  runQuery,
} from '../schemas/values.ts';

const TransactionPlace = Type.Tuple([
  CursorId,
  Type.Enum([...CHAINS]),
  Type.Integer({ minimum: 0, maximum: 0x7fffffff }),
  Type.String({ pattern: '^(0x)?[0-9a-f]{64}$' }),
]);
const RunPlace = Type.Integer({ minimum: 1, maximum: 0x7fffffff });

const ResultsQuery = Type.Object({ ...pageQuery, ...runQuery }, closed);
const GraphQuery = Type.Object(
  { ...runQuery, ...methodQuery, format: Type.Optional(Type.Enum(['json', 'graphml'], { default: 'json' })) },
  closed,
);

/** Adds the routes of results. */
export function resultRoutes(app: ApiServer, deps: HttpDeps): void {
  graphRoute(app, deps);
  transactionsRoute(app, deps);
  runsRoute(app, deps);
  seedsRoute(app, deps);
}

function graphRoute(app: ApiServer, deps: HttpDeps): void {
  const content = {
    'application/json': { schema: MoneyGraph },
    'application/graphml+xml': { schema: Type.String() },
  };
  const schema = {
    summary: 'Where the stolen value went: addresses and movements',
    tags: ['results'],
    params: CaseParams,
    querystring: GraphQuery,
    response: { 200: { description: 'The graph in the format asked for.', content } },
  };
  const options = { config: { access: 'viewer' }, schema: schema as object } as const;
  app.get('/v1/cases/:caseId/graph', options, async (request, reply) => {
    const { run, format, method = null } = request.query as Static<typeof GraphQuery>;
    const runId = await askedRun(request, run, null, deps);
    const graph = await deps.results.graph(runId, method);
    if (format !== 'graphml') {
      return reply.type('application/json; charset=utf-8').send(JSON.stringify(graph));
    }
    const { id } = await caseOf(request, deps);
    return reply
      .type('application/graphml+xml; charset=utf-8')
      .header('content-disposition', `attachment; filename="case-${id}.graphml"`)
      .send(moneyGraphXml(graph));
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
    const runId = await askedRun(request, run, place?.[0] ?? null, deps);
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
