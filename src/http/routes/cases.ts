/**
 * Cases: open, import, list, look at, scan again, watch.
 */

import type { FastifyRequest } from 'fastify';
import Type, { type Static } from 'typebox';
import { CaseBody } from '../../cases/case-body.ts';
import { findCase, RUN_STATES } from '../../cases/catalog.ts';
import { importSeeds } from '../../cases/import-seeds.ts';
import { setWatch, type Watch } from '../../cases/set-watch.ts';
import { principalOf } from '../access.ts';
import type { ApiServer } from '../api-server.ts';
import { audited, idempotencyKeyOf } from '../audited.ts';
import { readText } from '../bodies.ts';
import { DEFAULT_LIMIT, pageOf, readCursor } from '../cursor.ts';
import type { HttpDeps, HttpSettings } from '../deps.ts';
import { ImportQuery, importedCase } from '../imported-case.ts';
import {
  CaseResource,
  CaseSummary,
  caseResource,
  caseSummary,
  Opened,
  Watch as WatchForm,
} from '../schemas/case.ts';
import {
  CaseParams,
  CursorId,
  CursorTime,
  closed,
  Id,
  IdempotencyHeaders,
  isoTime,
  nullable,
  page,
  pageQuery,
} from '../schemas/values.ts';
import { checkAllButBody } from '../validation.ts';
import { checkRoute, importCheckRoute } from './case-checks.ts';

/** When a case was opened, and its id. */
const CASES = { list: 'cases', place: Type.Tuple([CursorTime, CursorId]) } as const;

/** Adds the routes of cases. */
export function caseRoutes(app: ApiServer, deps: HttpDeps, settings: HttpSettings): void {
  openRoute(app, deps);
  void app.register(async (scope: ApiServer) => {
    scope.removeAllContentTypeParsers();
    readText(scope, ['text/csv'], settings.csvBytes);
    importRoute(scope, deps);
    importCheckRoute(scope, deps);
  });
  checkRoute(app, deps);
  listRoute(app, deps);
  readRoute(app, deps);
  rescanRoute(app, deps);
  watchRoute(app, deps);
}

function openRoute(app: ApiServer, deps: HttpDeps): void {
  const schema = {
    summary: 'Open a case',
    tags: ['cases'],
    headers: IdempotencyHeaders,
    body: CaseBody,
    response: { 202: Opened },
  };
  app.route({
    method: 'POST',
    url: '/v1/cases',
    config: { access: 'investigator' },
    schema,
    validatorCompiler: checkAllButBody,
    handler: async (request, reply) => {
      const opened = await open(request, 'case.open', request.body, deps);
      return reply.code(202).header('location', `/v1/cases/${opened.caseId}`).send(opened);
    },
  });
}

function importRoute(app: ApiServer, deps: HttpDeps): void {
  const schema = {
    summary: 'Open a case with seeds of a table',
    tags: ['cases'],
    consumes: ['text/csv'],
    headers: IdempotencyHeaders,
    querystring: ImportQuery,
    body: Type.String({
      description: 'CSV with a header: victim, chain, txid, address, asset, amount, time.',
    }),
    response: { 202: Opened },
  };
  app.route({
    method: 'POST',
    url: '/v1/cases/import',
    config: { access: 'investigator' },
    schema,
    handler: async (request, reply) => {
      const body = importedCase(request.query, importSeeds(request.body));
      const opened = await open(request, 'case.import', body, deps);
      return reply.code(202).header('location', `/v1/cases/${opened.caseId}`).send(opened);
    },
  });
}

async function open(
  request: FastifyRequest,
  action: 'case.open' | 'case.import',
  body: unknown,
  deps: HttpDeps,
): Promise<Static<typeof Opened>> {
  const opener = { owner: principalOf(request).owner, idempotencyKey: idempotencyKeyOf(request) };
  const { caseId, runId, webhookSecret } = await audited(request, deps, action, async ({ openCase }) => {
    const result = await openCase(body, opener);
    return { result, target: result.caseId, detail: { runId: result.runId } };
  });
  return { caseId, runId, webhookSecret };
}

function listRoute(app: ApiServer, deps: HttpDeps): void {
  const querystring = Type.Object({ ...pageQuery, state: Type.Optional(Type.Enum([...RUN_STATES])) }, closed);
  const schema = {
    summary: 'List cases, the newest first',
    tags: ['cases'],
    querystring,
    response: { 200: page(CaseSummary) },
  };
  app.get('/v1/cases', { config: { access: 'viewer' }, schema }, async (request) => {
    const { limit = DEFAULT_LIMIT, cursor, state = null } = request.query;
    const { role, owner } = principalOf(request);
    const place = readCursor(CASES, cursor);
    const rows = await deps.catalog.list({
      owner: role === 'admin' ? null : owner,
      state,
      after: place === null ? null : { createdAt: place[0], id: place[1] },
      limit: limit + 1,
    });
    return pageOf(rows, limit, CASES, {
      item: caseSummary,
      placeOf: ({ createdAt, id }): [number, string] => [createdAt, id],
    });
  });
}

function readRoute(app: ApiServer, deps: HttpDeps): void {
  const schema = {
    summary: 'How a case stands',
    tags: ['cases'],
    params: CaseParams,
    response: { 200: CaseResource },
  };
  app.get('/v1/cases/:caseId', { config: { access: 'viewer' }, schema }, async (request) => {
    const found = await findCase(request.params.caseId, principalOf(request), deps.catalog);
    const { state, id } = found.latest;
    return caseResource(found, state === 'running' ? await deps.catalog.progress(id) : null);
  });
}

function rescanRoute(app: ApiServer, deps: HttpDeps): void {
  const response = {
    202: Type.Object(
      {
        caseId: Id,
        runId: Id,
        isNew: Type.Boolean({ description: 'False when that run was under way already.' }),
      },
      closed,
    ),
  };
  const schema = {
    summary: 'Scan now',
    tags: ['cases'],
    headers: IdempotencyHeaders,
    params: CaseParams,
    response,
  };
  app.post(
    '/v1/cases/:caseId/rescan',
    { config: { access: 'investigator' }, schema },
    async (request, reply) => {
      const { id: caseId } = await findCase(request.params.caseId, principalOf(request), deps.catalog);
      const requestKey = idempotencyKeyOf(request);
      const rescan = await audited(request, deps, 'case.rescan', async ({ rescanCase }) => {
        const result = await rescanCase({ caseId, cause: 'request', requestKey });
        return { result, target: caseId, detail: { runId: result.runId, isNew: result.isNew } };
      });
      const { runId, isNew } = rescan;
      return reply.code(202).header('location', `/v1/cases/${caseId}`).send({ caseId, runId, isNew });
    },
  );
}

function watchRoute(app: ApiServer, deps: HttpDeps): void {
  const body = Type.Object(
    { everySeconds: nullable(WatchForm.properties.everySeconds) },
    { ...closed, description: 'Seconds between scans; null ends the watch.' },
  );
  const response = { 200: Type.Object({ watch: nullable(WatchForm) }, closed) };
  const schema = { summary: 'Change the schedule', tags: ['cases'], params: CaseParams, body, response };
  app.put('/v1/cases/:caseId/watch', { config: { access: 'investigator' }, schema }, async (request) => {
    const { id } = await findCase(request.params.caseId, principalOf(request), deps.catalog);
    const { everySeconds } = request.body;
    const watch = await audited(request, deps, 'case.watch', async ({ watches }) => {
      const result = await setWatch(id, everySeconds, { watches, clock: deps.clock });
      return { result, target: id, detail: { everySeconds } };
    });
    return { watch: watchJson(watch) };
  });
}

function watchJson(watch: Watch | null) {
  return watch === null ? null : { everySeconds: watch.everySeconds, nextAt: isoTime(watch.nextAt) };
}
