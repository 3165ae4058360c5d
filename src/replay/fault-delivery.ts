/**
 * Makes requests fail as `faultFor` decides, before a route sees them or while its answer is on the way out.
 */

import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ALTERATIONS, type Alteration, alteredBody } from './altered-answers.ts';
import { type Answer, sendAnswer, webPage } from './answer.ts';
import { blockscoutAnswer } from './blockscout-answers.ts';
import { etherscanAnswer, notOkBody } from './etherscan-answers.ts';
import { type Fault, type FaultKind, type FaultOptions, faultFor } from './faults.ts';
import { rpcAnswer } from './rpc.ts';

export interface DeliveryOptions {
  /** Null when nothing fails. */
  readonly faults: FaultOptions | null;
  /** Time before anything is answered, in milliseconds. */
  readonly latencyMs: number;
}

const RATE_LIMIT_BODY = notOkBody('Max calls per sec rate limit reached (3/sec)');
/** EIP-1474: limit exceeded. */
const RPC_RATE_LIMIT_BODY = {
  jsonrpc: '2.0',
  id: null,
  error: { code: -32005, message: 'request rate limit exceeded' },
};

/** Adds latency and faults to every request that `app` receives from now on. */
export function addFaults(app: FastifyInstance, options: DeliveryOptions): void {
  const counts = new Map<string, number>();
  const spoiled = new WeakMap<FastifyRequest, Fault>();
  // Not before the body is there: JSON-RPC asks everything at one URL.
  app.addHook('preHandler', async (request, reply) => {
    const fault = nextFault(options.faults, counts, request);
    // Not referenced: a server that was closed must not keep the process alive for the rest of the wait.
    if (options.latencyMs > 0) await delay(options.latencyMs, undefined, { ref: false });
    if (fault === null) return;
    if (fault.kind === 'cut' || isAlteration(fault.kind)) spoiled.set(request, fault);
    else if (fault.kind === 'hang') reply.hijack();
    else if (fault.kind === 'reset') reset(reply);
    else return deliver(reply, fault, frontOf(request.originalUrl));
  });
  app.addHook('onSend', async (request, reply, payload) => {
    const fault = spoiled.get(request);
    if (fault === undefined || (typeof payload !== 'string' && !Buffer.isBuffer(payload))) return payload;
    if (isAlteration(fault.kind)) return alteredBody(fault.kind, payload.toString()) ?? payload;
    return cut(reply, Buffer.from(payload), fault);
  });
}

const isAlteration = (kind: FaultKind): kind is Alteration => ALTERATIONS.some((one) => one === kind);

function reset(reply: FastifyReply): void {
  reply.hijack();
  reply.raw.socket?.resetAndDestroy();
}

function nextFault(
  options: FaultOptions | null,
  counts: Map<string, number>,
  request: FastifyRequest,
): Fault | null {
  if (options === null) return null;
  const asked =
    typeof request.body === 'string' ? `${request.originalUrl} ${request.body}` : request.originalUrl;
  const key = `${request.method} ${asked}`;
  const n = (counts.get(key) ?? 0) + 1;
  counts.set(key, n);
  return faultFor(options, request.method, asked, n);
}

/** What an explorer's own front server says. */
interface Front {
  readonly error500: Answer;
  /** How a rate limit is told in a body with status 200; null where it is not. */
  readonly rateLimit: Answer | null;
  /** How it is told with status 429. */
  readonly error429: Answer;
}

const TOO_MANY = webPage(429, '429 Too Many Requests');

const BEFORE_ESPLORA: Front = {
  error500: { status: 500, type: 'text/plain', body: 'Internal Server Error', maxAge: null },
  rateLimit: null,
  error429: TOO_MANY,
};
const BEFORE_BLOCKSCOUT: Front = {
  error500: blockscoutAnswer(500, { message: 'Something went wrong' }),
  rateLimit: null,
  error429: blockscoutAnswer(429, { message: 'Too many requests' }),
};
const BEFORE_ETHERSCAN: Front = {
  error500: webPage(500, '500 Internal Server Error'),
  rateLimit: etherscanAnswer(RATE_LIMIT_BODY),
  error429: TOO_MANY,
};
const BEFORE_NODE: Front = { ...BEFORE_ETHERSCAN, rateLimit: rpcAnswer(RPC_RATE_LIMIT_BODY) };

function frontOf(url: string): Front {
  if (url.startsWith('/v2/')) return BEFORE_ETHERSCAN;
  if (url.startsWith('/blockscout/')) return BEFORE_BLOCKSCOUT;
  return url.startsWith('/rpc') ? BEFORE_NODE : BEFORE_ESPLORA;
}

function deliver(reply: FastifyReply, fault: Fault, front: Front): FastifyReply {
  const { error500, rateLimit, error429 } = front;
  if (fault.kind === '500') return sendAnswer(reply, error500);
  if (fault.kind === '502-html') return sendAnswer(reply, webPage(502, '502 Bad Gateway'));
  if (fault.kind === 'html-200') return sendAnswer(reply, webPage(200, 'Just a moment...'));
  if (rateLimit !== null && fault.wellFormed) return sendAnswer(reply, rateLimit);
  // Milliseconds, and -1 when their limiter fails.
  if (front === BEFORE_BLOCKSCOUT) reply.header('x-ratelimit-reset', fault.wellFormed ? '1' : '-1');
  if (fault.retryAfter) reply.header('retry-after', '0');
  return sendAnswer(reply, error429);
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
