/** One rate for all processes: real processes, a real Redis, and an explorer that notes when it was asked. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { StorageError } from '../../../src/core/errors.ts';
import { createRedisTurns } from '../../../src/explorers/transport/redis-turns.ts';
import { TurnQueue } from '../../../src/explorers/transport/turn-queue.ts';
import { allow, mostInASecond } from '../../contract/turns.ts';
import { buildProgram } from '../../support/built-program.ts';
import { freePort, type Service } from '../../support/server-process.ts';
import { startOwnRedis } from '../../support/services.ts';
import { failureOf, type Handler, withServer } from '../../unit/explorers/local-server.ts';

let service: Service;
let redis: Redis;
let program: string;
beforeAll(async () => {
  program = await buildProgram('test/support/turn-process.ts');
  service = await startOwnRedis();
  redis = new Redis(service.url, { maxRetriesPerRequest: null });
});
afterAll(async () => {
  await redis.quit();
  await service.stop();
});

interface Asked {
  readonly path: string;
  readonly at: number;
}

interface Work {
  readonly rate: string;
  /** Requests of each of the two processes. */
  readonly count: string;
  /** Answers the n-th request, from 1. */
  readonly answer?: (n: number, reply: Parameters<Handler>[1]) => unknown;
  readonly meanwhile?: () => Promise<unknown>;
}

/** A second sees 4 at the most; they lie 1,290 ms apart, so that it is so on a machine that is busy, too. */
const SLOW = { rate: '3.1', most: 4 };

/** Lets two processes ask at once; resolves when both have all their answers. */
async function ask({ rate, count, answer = () => ({}), meanwhile }: Work): Promise<Asked[]> {
  const asked: Asked[] = [];
  const handler: Handler = (request, reply) => {
    asked.push({ path: request.url, at: performance.now() });
    return answer(asked.length, reply);
  };
  await withServer(handler, async ({ url }) => {
    const args = [program, service.url, url, rate, count, 'SECRET-KEY'];
    const children: ChildProcess[] = [1, 2].map(() =>
      spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'], env: { PATH: process.env.PATH } }),
    );
    const ends = children.map((child) => once(child, 'exit'));
    try {
      await Promise.all(children.map(({ stdout }) => stdout !== null && once(stdout, 'data')));
      for (const { stdin } of children) stdin?.write('go\n');
      await meanwhile?.();
      expect((await Promise.all(ends)).map(([code]) => code)).toEqual([0, 0]);
    } finally {
      for (const child of children) child.kill('SIGKILL');
    }
  });
  return asked;
}

describe('two processes', () => {
  test('keep one rate together, and each goes first come, first served', async () => {
    const asked = await ask({ rate: SLOW.rate, count: '5' });
    expect(asked).toHaveLength(10);
    expect(mostInASecond(asked.map(({ at }) => at))).toBeLessThanOrEqual(SLOW.most);
    for (const own of byProcess(asked)) {
      const numbers = own.map(({ path }) => Number(/^\/\d+\/(\d+)/.exec(path)?.[1]));
      expect(numbers).toEqual([0, 1, 2, 3, 4]);
    }
    const keys = await redis.keys('coinhound:turns:*');
    expect(keys).toHaveLength(2);
    expect(keys.join()).not.toMatch(/SECRET|127\.0\.0\.1/);
  });

  test('keep it while Redis forgets everything', async () => {
    const meanwhile = async () => {
      await sleep(700);
      await redis.flushall();
    };
    const asked = await ask({ rate: SLOW.rate, count: '4', meanwhile });
    expect(asked).toHaveLength(8);
    expect(mostInASecond(asked.map(({ at }) => at))).toBeLessThanOrEqual(SLOW.most);
  });

  test('pause together when the explorer refuses one of them', async () => {
    const refuse: Work['answer'] = (n, reply) => {
      if (n === 4) reply.code(429).header('retry-after', '1');
      return {};
    };
    const asked = await ask({ rate: '50', count: '6', answer: refuse });
    const times = asked.map(({ at }) => at);
    expect(times).toHaveLength(13);
    // Turns may lie 100 ms ahead: those that others had before are used, and nobody else's for a second.
    const refused = times[3] ?? 0;
    const during = times.filter((time) => time > refused + 200 && time < refused + 950);
    expect(during).toEqual([]);
  });
});

/** What each of the two processes asked. */
function byProcess(asked: readonly Asked[]): readonly Asked[][] {
  const processes = [...new Set(asked.map(({ path }) => path.split('/')[1]))];
  expect(processes).toHaveLength(2);
  return processes.map((pid) => asked.filter(({ path }) => path.split('/')[1] === pid));
}

describe('while Redis is away', () => {
  test.each([
    ['waits in its client', null],
    ['is refused by its client', 0],
  ])('a request %s, and goes on when it is back', async (_, maxRetriesPerRequest) => {
    const port = await freePort();
    const first = await startOwnRedis(port);
    const client = new Redis(first.url, {
      maxRetriesPerRequest,
      retryStrategy: () => 50,
      disconnectTimeout: 100,
    });
    client.on('error', () => {});
    const passed: number[] = [];
    try {
      await once(client, 'ready');
      const queue = queueOf(client);
      expect((await queue.next()).kind).toBe('go');
      await first.stop();
      const all = [1, 2].map((n) => queue.next().then(() => passed.push(n)));
      await sleep(300);
      expect(passed).toEqual([]);
      const second = await startOwnRedis(port);
      await Promise.all(all);
      expect(passed).toEqual([1, 2]);
      await second.stop();
    } finally {
      client.disconnect();
    }
  });

  test('a connection that is closed ends the wait, and not as a failure of the explorer', async () => {
    const client = new Redis(service.url);
    const queue = queueOf(client);
    const waiting = [failureOf(() => queue.next()), failureOf(() => queue.next())];
    client.disconnect();
    for (const failure of await Promise.all(waiting)) expect(failure).toBeInstanceOf(StorageError);
    expect(await failureOf(() => queueOf(client).next())).toBeInstanceOf(StorageError);
  });
});

function queueOf(client: Redis): TurnQueue {
  const turns = createRedisTurns(client)('k', allow(10));
  return new TurnQueue(turns, { patienceMs: 60_000, isPaced: true });
}
