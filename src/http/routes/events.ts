/**
 * The event stream of a case (server-sent events): what happened since the number that the listener knows, then what
 * happens. Events have ids and none is ever skipped; `progress` has none, it tells how far the run under way is.
 */

import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import Type, { type Static } from 'typebox';
import type { CaseEvent, CasePulse } from '../../cases/case-events.ts';
import { findCase } from '../../cases/catalog.ts';
import { InvalidInputError } from '../../core/errors.ts';
import { principalOf } from '../access.ts';
import type { ApiServer } from '../api-server.ts';
import { createCaseFeed, type Listener } from '../case-feed.ts';
import type { HttpDeps, HttpSettings } from '../deps.ts';
import { TooManyRequestsError } from '../refusal.ts';
import { CaseParams, closed, isoTime } from '../schemas/values.ts';

/** When a client is cut off it waits this long before it comes back (milliseconds). */
const RETRY_MS = 2000;

const EventsQuery = Type.Object(
  {
    after: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: Number.MAX_SAFE_INTEGER,
        description: 'Events after this number; the header Last-Event-ID says the same.',
      }),
    ),
  },
  closed,
);

/** Adds the route of events. */
export function eventRoutes(app: ApiServer, deps: HttpDeps, settings: HttpSettings): void {
  const onError = (error: unknown) => deps.observer.error(error, { requestId: '', route: 'case feed' });
  const feed = createCaseFeed(deps.events, { pollMs: settings.streamPollMs, onError });
  const stop = new AbortController();
  app.addHook('preClose', async () => stop.abort());
  const open = new Map<string, number>();
  const content = { 'text/event-stream': { schema: Type.String() } };
  const schema = {
    summary: 'What happens in a case, live',
    tags: ['events'],
    params: CaseParams,
    querystring: EventsQuery,
    response: { 200: { description: 'Server-sent events', content } },
  };
  const options = { config: { access: 'viewer' }, schema: schema as object, exposeHeadRoute: false } as const;
  app.get('/v1/cases/:caseId/events', options, async (request, reply) => {
    const { keyId } = principalOf(request);
    const { caseId } = request.params as Static<typeof CaseParams>;
    const after = (request.query as Static<typeof EventsQuery>).after ?? lastEventId(request);
    const { id } = await findCase(caseId, principalOf(request), deps.catalog);
    const release = enter(open, keyId, settings.streamsPerKey);
    deps.observer.stream(1);
    const listener = feed.join(id);
    const end = () => {
      listener.leave();
      release();
      deps.observer.stream(-1);
    };
    const mayListen = () => deps.keys.isActive(keyId);
    const stream = streamOf({ listener, after, mayListen, stop: stop.signal, end }, request, reply, settings);
    // A stream has its connection to itself: when it ends, so that the server can stop, nothing is kept open.
    const headers = { 'x-accel-buffering': 'no', connection: 'close' };
    return reply.type('text/event-stream; charset=utf-8').headers(headers).send(stream);
  });
}

interface Listening {
  readonly listener: Listener;
  readonly after: number;
  /** False when the key was revoked meanwhile. */
  readonly mayListen: () => Promise<boolean>;
  /** Of the server. */
  readonly stop: AbortSignal;
  /** Called once, however the stream ends. */
  readonly end: () => void;
}

/** The stream of a listener; it ends with the client, the server, or its time. */
function streamOf(
  { listener, after, mayListen, stop, end }: Listening,
  request: FastifyRequest,
  reply: FastifyReply,
  { streamMs, streamHeartbeatMs }: HttpSettings,
): Readable {
  const left = new AbortController();
  const signal = AbortSignal.any([stop, left.signal, AbortSignal.timeout(streamMs)]);
  const words = speak(listener, { after, signal, heartbeatMs: streamHeartbeatMs, mayListen });
  // One batch at a time: what a slow reader has not taken is not read from the database either.
  const stream = Readable.from(words, { objectMode: true, highWaterMark: 1 });
  stream.once('close', end);
  const leave = () => {
    left.abort();
    stream.destroy();
  };
  reply.raw.once('close', leave);
  // Whoever left while the case was looked up closes no more.
  if (request.raw.socket.destroyed) leave();
  return stream;
}

/** @throws InvalidInputError for an id that is no event's */
function lastEventId({ headers }: FastifyRequest): number {
  const id = headers['last-event-id'];
  if (id === undefined || id === '') return 0;
  if (typeof id === 'string' && /^\d{1,15}$/.test(id)) return Number.parseInt(id, 10);
  throw new InvalidInputError('Last-Event-ID is no number of an event; send the id of the last event', {
    field: 'header.last-event-id',
  });
}

/** Counts a stream in. @returns counts it out */
function enter(open: Map<string, number>, keyId: string, most: number): () => void {
  const count = open.get(keyId) ?? 0;
  if (count >= most) {
    throw new TooManyRequestsError(`this key has ${count} event streams open; close one`, 1);
  }
  open.set(keyId, count + 1);
  return () => {
    const left = (open.get(keyId) ?? 1) - 1;
    if (left === 0) open.delete(keyId);
    else open.set(keyId, left);
  };
}

interface Speech extends Pick<Listening, 'after' | 'mayListen'> {
  readonly signal: AbortSignal;
  readonly heartbeatMs: number;
}

/** The text of a stream. */
async function* speak(
  listener: Listener,
  { after, signal, heartbeatMs, mayListen }: Speech,
): AsyncGenerator<string> {
  let place = after;
  let known: CasePulse | null = null;
  yield `retry: ${RETRY_MS}\n\n`;
  while (!signal.aborted && (await mayListen())) {
    const events = await listener.read(place);
    if (events.length > 0) {
      yield events.map(eventText).join('');
      place = events.at(-1)?.number ?? place;
      continue;
    }
    const pulse: CasePulse | null = await listener.wait(known, heartbeatMs, signal);
    if (pulse === known) yield ': heartbeat\n\n';
    else if (pulse !== null && pulse.progress !== null) yield progressText(pulse.progress);
    known = pulse;
  }
}

/** JSON has no line ends of its own, so the data is one line whatever is in it. */
function eventText({ number, kind, at, payload }: CaseEvent): string {
  const data = JSON.stringify({ number, kind, at: isoTime(at), payload });
  return `id: ${number}\nevent: ${kind}\ndata: ${data}\n\n`;
}

function progressText(progress: NonNullable<CasePulse['progress']>): string {
  return `event: progress\ndata: ${JSON.stringify(progress)}\n\n`;
}
