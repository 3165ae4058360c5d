/**
 * Builds the API: Fastify with everything that holds for all calls (who may call, how often, how bodies are read, how
 * errors are told), and the routes. It does not listen; tests call it without a socket.
 */

import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import fastify, { type FastifyError, type FastifyReply, type FastifyRequest } from 'fastify';
import { NotFoundError } from '../core/errors.ts';
import { guard } from './access.ts';
import type { ApiServer } from './api-server.ts';
import { readJson } from './bodies.ts';
import type { HttpDeps, HttpSettings } from './deps.ts';
import { describeApi } from './openapi.ts';
import { PROBLEM_TYPE, problemOf, unreadableProblem } from './problem.ts';
import { TooManyRequestsError } from './refusal.ts';
import { alertRoutes } from './routes/alerts.ts';
import { bundleRoutes } from './routes/bundle.ts';
import { caseLookupRoutes } from './routes/case-lookups.ts';
import { caseRoutes } from './routes/cases.ts';
import { eventRoutes } from './routes/events.ts';
import { keyRoutes } from './routes/keys.ts';
import { meRoute } from './routes/me.ts';
import { metaRoute } from './routes/meta.ts';
import { operationRoutes } from './routes/operations.ts';
import { presetRoute } from './routes/presets.ts';
import { reportRoutes } from './routes/report.ts';
import { reportListRoutes } from './routes/report-lists.ts';
import { resultRoutes } from './routes/results.ts';
import { tagPageRoutes } from './routes/tag-pages.ts';
import { tagRoutes } from './routes/tags.ts';
import { checkRequest } from './validation.ts';
import { webApp } from './web-app.ts';

/** A script: or a long address; anything longer in a path is none of ours. */
const MAX_PARAM_LENGTH = 200;

/** A connection on which nothing moves is closed after this time, slow readers of streams included. */
const IDLE_MS = 60_000;

/** Builds the API, ready to listen. */
export async function buildServer(deps: HttpDeps, settings: HttpSettings): Promise<ApiServer> {
  const app = newServer(deps, settings);
  tellProblems(app, deps);
  app.setValidatorCompiler(checkRequest);
  app.setSerializerCompiler(() => (data) => JSON.stringify(data));
  readJson(app, settings.jsonBytes);
  observe(app, deps);
  await describeApi(app);
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
    },
  });
  await limitRate(app, deps, settings);
  guard(app, deps, settings);
  app.setNotFoundHandler({ preHandler: app.rateLimit() }, () => {
    throw new NotFoundError('there is nothing at this path; see docs/api.md');
  });
  operationRoutes(app, deps);
  caseRoutes(app, deps, settings);
  presetRoute(app, deps);
  reportListRoutes(app, deps);
  resultRoutes(app, deps);
  caseLookupRoutes(app, deps);
  reportRoutes(app, deps);
  bundleRoutes(app, deps);
  eventRoutes(app, deps, settings);
  alertRoutes(app, deps);
  tagRoutes(app, deps, settings);
  tagPageRoutes(app, deps);
  keyRoutes(app, deps);
  meRoute(app);
  metaRoute(app, deps, settings);
  if (settings.webFolder !== null) webApp(app, settings.webFolder);
  await app.ready();
  return app;
}

function newServer(deps: HttpDeps, settings: HttpSettings): ApiServer {
  return fastify({
    // Logs and metrics come from the observer, which is never given what callers wrote.
    logger: false,
    genReqId: () => randomUUID(),
    requestIdHeader: false,
    bodyLimit: settings.jsonBytes,
    requestTimeout: settings.requestSeconds * 1000,
    connectionTimeout: IDLE_MS,
    trustProxy: settings.trustedProxies.length === 0 ? false : [...settings.trustedProxies],
    return503OnClosing: false,
    routerOptions: { maxParamLength: MAX_PARAM_LENGTH },
    frameworkErrors: (error, request, reply) => sendProblem(error, request, reply, deps),
    clientErrorHandler: refuseUnreadable,
  }).withTypeProvider<TypeBoxTypeProvider>();
}

function tellProblems(app: ApiServer, deps: HttpDeps): void {
  app.setErrorHandler((error, request, reply) => sendProblem(error, request, reply, deps));
}

function sendProblem(
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
  { observer }: HttpDeps,
): FastifyReply {
  const { problem, isInside, retryAfterSeconds } = problemOf(error, request.id);
  if (isInside) observer.error(error, { requestId: request.id, route: routeOf(request) });
  if (retryAfterSeconds !== null) void reply.header('retry-after', retryAfterSeconds);
  // As text: a problem is never serialized by the form of the answer that it stands in for.
  return reply.code(problem.status).type(PROBLEM_TYPE).send(JSON.stringify(problem));
}

/** What is no HTTP never reaches a route. */
function refuseUnreadable(error: FastifyError | NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const problem = unreadableProblem(error.code, randomUUID());
  const body = JSON.stringify(problem);
  const head = [
    `HTTP/1.1 ${problem.status} ${problem.title}`,
    `Content-Type: ${PROBLEM_TYPE}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    'X-Content-Type-Options: nosniff',
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}

function observe(app: ApiServer, { observer }: HttpDeps): void {
  app.addHook('onRequest', async (request, reply) => {
    // Cases are nobody else's business: neither proxies nor browsers keep them.
    reply.headers({ 'x-request-id': request.id, 'cache-control': 'no-store' });
  });
  app.addHook('onResponse', async (request, reply) => {
    observer.request({
      requestId: request.id,
      method: request.method,
      route: routeOf(request),
      status: reply.statusCode,
      milliseconds: reply.elapsedTime,
      keyId: request.principal?.keyId ?? null,
    });
  });
}

function routeOf({ routeOptions }: FastifyRequest): string {
  return routeOptions.url ?? 'unknown';
}

/** Counted by key, after it was checked and before the body is read. */
async function limitRate(
  app: ApiServer,
  { redis }: HttpDeps,
  { requestsPerMinute }: HttpSettings,
): Promise<void> {
  // Without Redis for a while the limits are not held, and nobody is kept from working.
  const shared = redis === undefined ? {} : { redis, nameSpace: 'coinhound:calls:', skipOnError: true };
  await app.register(rateLimit, {
    ...shared,
    hook: 'preParsing',
    max: requestsPerMinute,
    timeWindow: 60_000,
    keyGenerator: (request) => request.principal?.keyId ?? request.ip,
    enableDraftSpec: true,
    errorResponseBuilder: (_request, { ttl }) =>
      new TooManyRequestsError(`too many requests with this key; wait`, Math.ceil(ttl / 1000)),
  });
}
