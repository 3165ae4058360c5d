/**
 * For those who run the service: is it alive, is it ready, its metrics, its queues, its own description.
 */

import Type from 'typebox';
import type { ApiServer } from '../api-server.ts';
import { BOARD_PATH, type HttpDeps } from '../deps.ts';
import { closed } from '../schemas/values.ts';

/** Of the board: its page brings scripts and styles of its own, and writes styles into elements. */
const BOARD_POLICY =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; frame-ancestors 'none'";

/** Adds the routes of operations. */
export function operationRoutes(app: ApiServer, deps: HttpDeps): void {
  healthRoutes(app, deps);
  metricsRoute(app, deps);
  app.get(
    '/docs/openapi.json',
    { config: { access: 'viewer' }, schema: { hide: true } },
    async (_request, reply) =>
      reply.type('application/json; charset=utf-8').send(JSON.stringify(app.swagger())),
  );
  const { board } = deps;
  if (board === undefined) return;
  void app.register(async (scope: ApiServer) => {
    scope.addHook('onSend', async (_request, reply) => {
      reply.header('content-security-policy', BOARD_POLICY);
    });
    await scope.register(board, { prefix: BOARD_PATH });
  });
}

function healthRoutes(app: ApiServer, deps: HttpDeps): void {
  const open = { access: 'open', rateLimit: false } as const;
  const Health = Type.Object({ status: Type.Literal('up') }, closed);
  const health = { summary: 'Is the process alive?', tags: ['operations'], response: { 200: Health } };
  app.get('/healthz', { config: open, schema: health }, async () => ({ status: 'up' as const }));
  const Ready = Type.Object(
    { ready: Type.Boolean(), parts: Type.Record(Type.String(), Type.Enum(['up', 'down', 'no-answer'])) },
    closed,
  );
  const ready = { summary: 'Can it work?', tags: ['operations'], response: { 200: Ready, 503: Ready } };
  app.get('/readyz', { config: open, schema: ready }, async (_request, reply) => {
    const { ready: isReady, parts } = await deps.readiness();
    return reply.code(isReady ? 200 : 503).send({ ready: isReady, parts: { ...parts } });
  });
}

function metricsRoute(app: ApiServer, deps: HttpDeps): void {
  const content = { 'text/plain': { schema: Type.String() } };
  const schema = {
    summary: 'Metrics in the text format of Prometheus',
    tags: ['operations'],
    response: { 200: { description: 'Metrics', content } },
  };
  const options = { config: { access: 'admin' }, schema: schema as object } as const;
  app.get('/metrics', options, async (_request, reply) => {
    const { contentType, text } = await deps.metrics();
    return reply.type(contentType).send(text);
  });
}
