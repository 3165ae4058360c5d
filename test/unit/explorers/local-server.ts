/** Explorers for tests: small servers of our own that do what a replayed recording must not do, such as lie. */

import Fastify, { type FastifyReply, type FastifyRequest } from 'fastify';
import { Body, type Origin } from '../../../src/explorers/transport/body.ts';
import {
  createTransport,
  type Transport,
  type TransportOptions,
} from '../../../src/explorers/transport/transport.ts';

/** Answers a request; what it returns is sent, as JSON unless it is a text. */
export type Handler = (request: FastifyRequest, reply: FastifyReply) => unknown;

export interface LocalServer {
  readonly url: string;
  /** Paths with query of the requests received so far. */
  readonly received: readonly string[];
}

/** Starts a server on a free port, hands it to `use`, and stops it. */
export async function withServer<T>(handler: Handler, use: (server: LocalServer) => Promise<T>): Promise<T> {
  const app = Fastify({ forceCloseConnections: true, routerOptions: { maxParamLength: 5000 } });
  const received: string[] = [];
  app.route({
    method: ['GET', 'POST'],
    url: '/*',
    handler: (request, reply) => {
      received.push(request.url);
      return handler(request, reply);
    },
  });
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  try {
    return await use({ url, received });
  } finally {
    await app.close();
  }
}

/** A transport with quick retries. */
export function quickTransport(baseUrl: string, options: Partial<TransportOptions> = {}): Transport {
  return createTransport({ provider: 'test', baseUrl, concurrency: 8, retryBaseMs: 1, ...options });
}

/** The body of a good answer, as an explorer would have given it. */
export function answered(origin: Origin, text: string): Body {
  return new Body(origin, { status: 200, text, at: 0 });
}

/** The error that `action` fails with; fails itself when there is none. */
export async function failureOf(action: () => unknown): Promise<Error & { code?: string; context?: object }> {
  try {
    await action();
  } catch (error) {
    if (error instanceof Error) return error;
    throw error;
  }
  throw new Error('did not fail');
}
