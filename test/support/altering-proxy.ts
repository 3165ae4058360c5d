/** A server that passes on what another one answers, altered. */

import Fastify from 'fastify';

export interface Alteration {
  /** Changes a JSON answer in place. */
  readonly json: (answer: unknown) => void;
  /** Paths that it knows nothing of. */
  readonly hides?: (path: string) => boolean;
}

/** Runs such a server in front of `url` on a free port while it is used. */
export async function withAltered<T>(
  url: string,
  { json, hides = () => false }: Alteration,
  use: (url: string) => Promise<T>,
): Promise<T> {
  const app = Fastify({ forceCloseConnections: true });
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_, body, done) => done(null, body));
  app.route({
    method: ['GET', 'POST'],
    url: '/*',
    handler: async ({ method, url: path, body }, reply) => {
      if (hides(path)) return reply.code(404).send('none');
      const headers = { 'content-type': 'application/json' };
      const posted = method === 'POST' ? { body: body as string, headers } : {};
      const answer = await fetch(url + path, { method, ...posted });
      const type = answer.headers.get('content-type') ?? 'text/plain';
      const text = await answer.text();
      reply.code(answer.status).type(type);
      if (!type.includes('json')) return reply.send(text);
      const shown: unknown = JSON.parse(text);
      json(shown);
      return reply.send(JSON.stringify(shown));
    },
  });
  const base = await app.listen({ port: 0, host: '127.0.0.1' });
  try {
    return await use(base);
  } finally {
    await app.close();
  }
}
