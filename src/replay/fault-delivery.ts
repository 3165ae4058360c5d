/**
 * Makes requests fail as `faultFor` decides, before a route sees them or while its answer is on the way out.
 */

import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Answer, sendAnswer, webPage } from './answer.ts';
import { etherscanAnswer, notOkBody } from './etherscan-answers.ts';
import { type Fault, type FaultOptions, faultFor } from './faults.ts';

export interface DeliveryOptions {
  /** Null when nothing fails. */
  readonly faults: FaultOptions | null;
  /** Time before anything is answered, in milliseconds. */
  readonly latencyMs: number;
}

const RATE_LIMIT_BODY = notOkBody('Max calls per sec rate limit reached (3/sec)');

/** Adds latency and faults to every request that `app` receives from now on. */
export function addFaults(app: FastifyInstance, options: DeliveryOptions): void {
  const counts = new Map<string, number>();
  const cuts = new WeakMap<FastifyRequest, Fault>();
  app.addHook('onRequest', async (request, reply) => {
    const fault = nextFault(options.faults, counts, request);
    // Not referenced: a server that was closed must not keep the process alive for the rest of the wait.
    if (options.latencyMs > 0) await delay(options.latencyMs, undefined, { ref: false });
    if (fault === null) return;
    if (fault.kind === 'cut') cuts.set(request, fault);
    else if (fault.kind === 'hang') reply.hijack();
    else return deliver(reply, fault, request.originalUrl.startsWith('/v2/'));
  });
  app.addHook('onSend', async (request, reply, payload) => {
    const fault = cuts.get(request);
    if (fault === undefined || (typeof payload !== 'string' && !Buffer.isBuffer(payload))) return payload;
    return cut(reply, Buffer.from(payload), fault);
  });
}

function nextFault(
  options: FaultOptions | null,
  counts: Map<string, number>,
  request: FastifyRequest,
): Fault | null {
  if (options === null) return null;
  const key = `${request.method} ${request.originalUrl}`;
  const n = (counts.get(key) ?? 0) + 1;
  counts.set(key, n);
  return faultFor(options, request.method, request.originalUrl, n);
}

function deliver(reply: FastifyReply, fault: Fault, etherscan: boolean): FastifyReply {
  if (fault.kind === '500') return sendAnswer(reply, error500(etherscan));
  if (fault.kind === '502-html') return sendAnswer(reply, webPage(502, '502 Bad Gateway'));
  if (fault.kind === 'html-200') return sendAnswer(reply, webPage(200, 'Just a moment...'));
  if (etherscan && fault.wellFormed) return sendAnswer(reply, etherscanAnswer(RATE_LIMIT_BODY));
  if (fault.retryAfter) reply.header('retry-after', '0');
  return sendAnswer(reply, webPage(429, '429 Too Many Requests'));
}

/** Esplora servers speak plain text; in front of Etherscan stands a web server with its own page. */
function error500(etherscan: boolean): Answer {
  if (etherscan) return webPage(500, '500 Internal Server Error');
  return { status: 500, type: 'text/plain', body: 'Internal Server Error', maxAge: null };
}

/**
 * Half of `body`: either all of an HTTP message that holds half a JSON text, or the first half of a message that
 * promises the whole. Plain text is only cut the second way: half a number is a number, and nobody could tell.
 */
function cut(reply: FastifyReply, body: Buffer, fault: Fault): Buffer | Readable {
  const half = body.subarray(0, Math.ceil(body.length / 2));
  const json = String(reply.getHeader('content-type')).startsWith('application/json');
  if (json && fault.wellFormed) return half;
  reply.header('content-length', body.length);
  return Readable.from(brokenOff(half));
}

async function* brokenOff(half: Buffer): AsyncGenerator<Buffer> {
  yield half;
  throw new Error('cut on purpose');
}
