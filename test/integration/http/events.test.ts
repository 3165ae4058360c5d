/** Event streams over a socket: order, resume, progress, heartbeats, slow readers, and their end; on both engines. */
import { type ClientRequest, get } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createCaseFeed } from '../../../src/http/case-feed.ts';
import { createEventReader } from '../../../src/storage/event-reader.ts';
import { appendEvent } from '../../../src/storage/event-rows.ts';
import { createTestApi, replayOf, type TestApi } from '../../support/api.ts';
import { caseOf } from '../../support/stored-trace.ts';
import { ENGINES } from '../../support/test-database.ts';

interface Message {
  readonly id: string | undefined;
  readonly event: string | undefined;
  readonly data: Record<string, unknown> | undefined;
}

/** A listener as a browser is one. */
class Listener {
  text = '';
  status = 0;
  ended = false;
  readonly #request: ClientRequest;

  constructor(url: string, headers: Record<string, string>) {
    this.#request = get(url, { headers }, (answer) => {
      this.status = answer.statusCode ?? 0;
      answer.setEncoding('utf8');
      answer.on('data', (text: string) => {
        this.text += text;
      });
      answer.on('close', () => {
        this.ended = true;
      });
    });
    this.#request.on('error', () => {
      this.ended = true;
    });
  }

  messages(): Message[] {
    const blocks = this.text.split('\n\n').slice(0, -1);
    return blocks.map((block) => {
      const field = (name: string) =>
        block
          .split('\n')
          .find((line) => line.startsWith(`${name}: `))
          ?.slice(name.length + 2);
      const data = field('data');
      return {
        id: field('id'),
        event: field('event'),
        data: data === undefined ? undefined : JSON.parse(data),
      };
    });
  }

  numbers(): number[] {
    return this.messages().flatMap(({ id }) => (id === undefined ? [] : [Number(id)]));
  }

  close(): void {
    this.#request.destroy();
  }
}

async function until(condition: () => boolean | Promise<boolean>, what: string): Promise<void> {
  for (let tries = 0; tries < 500; tries += 1) {
    if (await condition()) return;
    await sleep(20);
  }
  throw new Error(`waited in vain: ${what}`);
}

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

describe.each(ENGINES)('event streams on %s', (engine) => {
  let api: TestApi;
  let url: string;
  const streams: number[] = [];

  beforeAll(async () => {
    const observer = { request: () => {}, error: () => {}, stream: (change: 1 | -1) => streams.push(change) };
    api = await createTestApi(engine, {}, { observer });
    url = await api.app.listen({ port: 0, host: '127.0.0.1' });
  });
  afterAll(async () => {
    await api.drop();
  });

  const open = async () =>
    (await api.call({ method: 'POST', path: '/v1/cases', body: caseOf('crypto-com-2022') })).json()
      .caseId as string;
  const listen = (caseId: string, headers: Record<string, string> = {}, query = '', key = api.keys.viewer) =>
    new Listener(`${url}/v1/cases/${caseId}/events${query}`, { authorization: `Bearer ${key}`, ...headers });
  const openStreams = () => streams.reduce((sum, change) => sum + change, 0);
  const emit = async (caseId: string, count: number, payload: object = {}) => {
    for (let n = 0; n < count; n += 1) {
      await api.database.transaction((sql) => appendEvent(sql, caseId, 'round.settled', payload, new Date()));
    }
  };

  test('a listener hears the whole run in order, with its progress, and can resume anywhere', async () => {
    const caseId = await open();
    const live = listen(caseId);
    await until(() => live.messages().some(({ event }) => event === 'progress'), 'progress');
    const replay = await replayOf('crypto-com-2022');
    await api.trace(replay);
    await replay.close();
    await until(() => live.messages().some(({ event }) => event === 'run.finished'), 'the end of the run');
    live.close();
    const numbers = live.numbers();
    expect(live.status).toBe(200);
    expect(numbers).toEqual(upTo(numbers.length));
    const events = live.messages().filter(({ id }) => id !== undefined);
    expect(events[0]).toMatchObject({ event: 'run.started', data: { number: 1, kind: 'run.started' } });
    expect(live.text.startsWith('retry: ')).toBe(true);
    for (const [headers, query] of [
      [{ 'last-event-id': '1' }, ''],
      [{}, '?after=1'],
    ] as const) {
      const resumed = listen(caseId, headers, query);
      await until(() => resumed.messages().some(({ event }) => event === 'run.finished'), 'the rest');
      expect(resumed.numbers()).toEqual(numbers.slice(1));
      resumed.close();
    }
    await until(() => openStreams() === 0, 'the streams to end');
  });

  test('two listeners at different places hear the same; none is skipped while they fall behind', async () => {
    const caseId = await open();
    await emit(caseId, 150);
    const [first, second] = [listen(caseId), listen(caseId, {}, '?after=100')];
    await emit(caseId, 50);
    await until(() => first.numbers().length === 201 && second.numbers().length === 101, 'all events');
    expect(first.numbers()).toEqual(upTo(201));
    expect(second.numbers()).toEqual(upTo(201).slice(100));
    first.close();
    second.close();
    await until(() => openStreams() === 0, 'the streams to end');
  });

  test('an idle stream shows that it lives', async () => {
    const listener = listen(await open());
    await until(() => listener.text.includes(': heartbeat'), 'a heartbeat');
    listener.close();
  });

  test('wrong ids, wrong callers and too many streams are refused', async () => {
    const caseId = await open();
    const refused = async (listener: Listener) => {
      await until(() => listener.ended, 'the answer');
      return listener.status;
    };
    expect(await refused(listen(caseId, { 'last-event-id': 'x' }))).toBe(400);
    expect(await refused(listen(caseId, {}, '?after=-1'))).toBe(400);
    expect(await refused(listen(caseId, {}, '', api.keys.otherTeam))).toBe(404);
    await until(() => openStreams() === 0, 'earlier streams to end');
    const open5 = upTo(5).map(() => listen(caseId));
    await until(() => open5.every(({ status }) => status === 200), 'five streams');
    expect(await refused(listen(caseId))).toBe(429);
    for (const listener of open5) listener.close();
    await until(() => openStreams() === 0, 'the streams to end');
  });

  test('however many listen, and come and go, the database is asked once in a while', async () => {
    const caseId = await open();
    let pulses = 0;
    const reader = createEventReader(api.database);
    const feed = createCaseFeed(
      {
        after: reader.after,
        pulse: (id) => {
          pulses += 1;
          return reader.pulse(id);
        },
      },
      { pollMs: 100, onError: () => {} },
    );
    const listeners = upTo(50).map(() => feed.join(caseId));
    for (const listener of listeners) listener.leave();
    const again = upTo(50).map(() => feed.join(caseId));
    await sleep(1050);
    expect(pulses).toBeGreaterThan(3);
    expect(pulses).toBeLessThan(12);
    for (const listener of again) listener.leave();
    await sleep(300);
    const last = pulses;
    await sleep(300);
    expect(pulses).toBe(last);
  });

  test('a stream ends when its key is revoked', async () => {
    const caseId = await open();
    const key = await api.newKey('team', 'viewer');
    const listener = listen(caseId, {}, '', key);
    await until(() => listener.status === 200, 'the stream');
    const { id } = await api.database.sql
      .selectFrom('api_keys')
      .select('id')
      .orderBy('created_at', 'desc')
      .limit(1)
      .executeTakeFirstOrThrow();
    await api.call({ method: 'DELETE', path: `/v1/keys/${id}`, key: api.keys.admin });
    await until(() => listener.ended, 'the end');
  });

  test('what a slow reader does not take is not read for it', async () => {
    const caseId = await open();
    await emit(caseId, 300, { text: 'x'.repeat(100_000) });
    let reads = 0;
    const reader = createEventReader(api.database);
    const feed = createCaseFeed(
      {
        pulse: reader.pulse,
        after: (...args) => {
          reads += 1;
          return reader.after(...args);
        },
      },
      { pollMs: 20, onError: () => {} },
    );
    const listener = feed.join(caseId);
    await Promise.all([listener.read(0), listener.read(0)]);
    expect(reads).toBe(1);
    listener.leave();
    const { port } = new URL(url);
    const before = process.memoryUsage().rss;
    const socket = connect(Number(port), '127.0.0.1');
    socket.pause();
    socket.write(
      `GET /v1/cases/${caseId}/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${api.keys.viewer}\r\n\r\n`,
    );
    await sleep(1500);
    // 300 events of 100 kB are there; two batches of 20 and the buffers of the sockets are in flight at most.
    expect(process.memoryUsage().rss - before).toBeLessThan(25 * 1024 * 1024);
    socket.destroy();
    await until(() => openStreams() === 0, 'the stream to end');
  });

  test('all streams end when the server stops', async () => {
    const caseId = await open();
    const listeners = [listen(caseId), listen(caseId)];
    await until(() => listeners.every(({ status }) => status === 200), 'the streams');
    const closing = Date.now();
    await api.app.close();
    await until(() => listeners.every(({ ended }) => ended), 'the end');
    expect(Date.now() - closing).toBeLessThan(2000);
  });
});
