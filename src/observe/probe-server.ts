/**
 * A small server for processes that serve nothing else, such as workers: liveness, readiness and metrics for the
 * operator's own machines. No keys, so it belongs on an inner network.
 */

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ReadReadiness } from './health.ts';
import type { Metrics } from './metrics.ts';

export interface ProbeDeps {
  readonly readiness: ReadReadiness;
  readonly metrics: Pick<Metrics, 'page'>;
}

export interface ProbeServer {
  /** The port it has, also when 0 was asked for. */
  readonly port: number;
  close(): Promise<void>;
}

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly text: string;
}

const JSON_TYPE = 'application/json; charset=utf-8';

/**
 * Listens; `GET /healthz` says that the event loop runs and no more, `/readyz` says which part is missing (503),
 * `/metrics` is Prometheus' form.
 * @throws Error of Node when the port is taken
 */
export async function startProbeServer(
  { host, port }: { readonly host: string; readonly port: number },
  deps: ProbeDeps,
): Promise<ProbeServer> {
  const server = createServer((request, response) => {
    answerTo(request, deps).then(
      (answer) => send(response, answer),
      () => send(response, { status: 500, type: JSON_TYPE, text: '{}' }),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answerTo({ method, url }: IncomingMessage, deps: ProbeDeps): Promise<Answer> {
  const [path] = (url ?? '').split('?');
  if (method !== 'GET' && method !== 'HEAD') return json(405, { error: 'GET only' });
  if (path === '/healthz') return json(200, { alive: true });
  if (path === '/readyz') {
    const readiness = await deps.readiness();
    return json(readiness.ready ? 200 : 503, readiness);
  }
  if (path === '/metrics') {
    const { contentType, text } = await deps.metrics.page();
    return { status: 200, type: contentType, text };
  }
  return json(404, { error: 'there are /healthz, /readyz and /metrics' });
}

function json(status: number, body: object): Answer {
  return { status, type: JSON_TYPE, text: `${JSON.stringify(body)}\n` };
}

function send(response: ServerResponse, { status, type, text }: Answer): void {
  response.writeHead(status, {
    'content-type': type,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  response.end(text);
}
