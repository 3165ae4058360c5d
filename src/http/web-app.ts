/**
 * The investigator's UI: files of the build, for anybody who can reach the service. They hold no data; whatever they show comes
 * from calls with a key.
 */

import fastifyStatic from '@fastify/static';
import type { ApiServer } from './api-server.ts';

/** Where it is served; the build has the same (vite.config.js). */
const PREFIX = '/app/';

/** The pages load nothing from elsewhere, and nobody may frame them. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** @param folder of the build, with its index.html */
export function webApp(app: ApiServer, folder: string): void {
  void app.register(async (scope: ApiServer) => {
    scope.addHook('onRoute', (route) => {
      route.config = { ...route.config, access: 'open' };
    });
    scope.addHook('onSend', async (_request, reply) => {
      reply.header('content-security-policy', POLICY);
    });
    // A file that changes changes its name, all but the page itself.
    await scope.register(fastifyStatic, {
      root: folder,
      prefix: PREFIX,
      index: false,
      wildcard: false,
      maxAge: '1y',
      immutable: true,
    });
    const hidden = { schema: { hide: true } } as const;
    scope.get('/', hidden, (_request, reply) => reply.redirect(PREFIX));
    // The pages have addresses of their own, which the UI reads.
    for (const path of [PREFIX, `${PREFIX}*`]) {
      scope.get(path, hidden, (_request, reply) =>
        reply.header('cache-control', 'no-cache').sendFile('index.html', { cacheControl: false }),
      );
    }
  });
}
