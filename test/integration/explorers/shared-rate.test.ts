/** One rate for all processes: real processes, a real Redis, and an explorer that notes when it was asked. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { StorageError } from '../../../src/core/errors.ts';
import { createRedisTurns } from '../../../src/explorers/transport/redis-turns.ts';
import { sharedRate } from '../../../src/explorers/transport/shared-rate.ts';
import { buildProgram } from '../../support/built-program.ts';
import { freePort, type Service } from '../../support/server-process.ts';
import { startOwnRedis } from '../../support/services.ts';
import { failureOf, withServer } from '../../unit/explorers/local-server.ts';

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

/** What FLUSHALL does to turns; other tests may use this Redis, too. */
async function forget(): Promise<void> {
  const keys = await redis.keys('coinhound:turn:*');
  if (keys.length > 0) await redis.del(keys);
}

/** The most of these times that lie in one second, wherever it begins (milliseconds). */
function mostInASecond(times: readonly number[]): number {
  return Math.max(...times.map((from) => times.filter((time) => time >= from && time < from + 1000).length));
}

interface Asked {
  readonly path: string;
  readonly at: number;
}

/** Lets processes ask at once; resolves when all have their answers. */
async function ask(
  processes: number,
  words: { rate: string; count: string; meanwhile?: () => Promise<unknown> },
) {
  const asked: Asked[] = [];
  const handler = (request: { url: string }) => {
    asked.push({ path: request.url, at: performance.now() });
    return {};
  };
  await withServer(handler, async ({ url }) => {
    const args = [program, service.url, url, words.rate, words.count, 'SECRET-KEY'];
    const children: ChildProcess[] = Array.from({ length: processes }, () =>
      spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'], env: { PATH: process.env.PATH } }),
    );
    const ends = children.map((child) => once(child, 'exit'));
    try {
      await Promise.all(children.map(({ stdout }) => stdout !== null && once(stdout, 'data')));
      for (const { stdin } of children) stdin?.write('go\n');
      await words.meanwhile?.();
      expect((await Promise.all(ends)).map(([code]) => code)).toEqual(children.map(() => 0));
    } finally {
      for (const child of children) child.kill('SIGKILL');
    }
  });
  return asked;
}

describe('two processes', () => {
  test('keep one rate together, use it, and each goes first come, first served', async () => {
    const asked = await ask(2, { rate: '4.5', count: '12' });
    const times = asked.map(({ at }) => at);
    expect(times).toHaveLength(24);
    // A second sees 4 or 5 at a rate of 4.5, as with one process.
    expect(mostInASecond(times)).toBeLessThanOrEqual(5);
    // 23 gaps of 234 ms; a tenth more for the wakings.
    expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeLessThan(23 * 234 * 1.1);
    const byProcess = groupByProcess(asked);
    expect(byProcess.size).toBe(2);
    for (const own of byProcess.values()) {
      expect(own.map(({ path }) => Number(path.split('/')[2]?.split('?')[0]))).toEqual(own.map((_, n) => n));
    }
    const keys = await redis.keys('*');
    expect(keys.filter((key) => key.startsWith('coinhound:turn:'))).toHaveLength(1);
    expect(keys.join()).not.toMatch(/SECRET|127\.0\.0\.1/);
  });

  test('keep it while Redis forgets everything', async () => {
    const meanwhile = async () => {
      for (let n = 0; n < 8; n += 1) {
        await sleep(300);
        await forget();
      }
    };
    const asked = await ask(2, { rate: '4.5', count: '8', meanwhile });
    expect(asked).toHaveLength(16);
    expect(mostInASecond(asked.map(({ at }) => at))).toBeLessThanOrEqual(5);
  });
});

function groupByProcess(asked: readonly Asked[]): Map<string | undefined, Asked[]> {
  const groups = new Map<string | undefined, Asked[]>();
  for (const one of asked) {
    const key = one.path.split('/')[1];
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return groups;
}

describe('the place of turns', () => {
  const key = 'k';
  beforeEach(forget);

  test('a key that is not known is taken for just used, then its turns are spaced', async () => {
    const turns = createRedisTurns(redis);
    expect(await turns.take(key, 200)).toBe(200);
    await sleep(210);
    expect(await turns.take(key, 200)).toBe(0);
    const wait = await turns.take(key, 200);
    expect(wait).toBeGreaterThan(150);
    expect(wait).toBeLessThanOrEqual(200);
    expect(await turns.take('other', 50)).toBe(50);
  });

  test('is forgotten after an hour without a request', async () => {
    await createRedisTurns(redis).take(key, 200);
    const ttl = await redis.pttl(`coinhound:turn:${key}`);
    expect(ttl).toBeGreaterThan(3_590_000);
    expect(ttl).toBeLessThanOrEqual(3_600_000);
  });

  test('a turn from a clock that was set back is not waited for', async () => {
    await redis.set(`coinhound:turn:${key}`, String(Date.now() + 3_000_000));
    expect(await createRedisTurns(redis).take(key, 200)).toBe(200);
  });

  test('a slow account is not hurried by a faster one', async () => {
    const turns = createRedisTurns(redis);
    await turns.take(key, 2000);
    expect(await turns.take(key, 10)).toBeGreaterThan(1000);
  });
});

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
      const turn = sharedRate(createRedisTurns(client), 'k', 10);
      await turn();
      await first.stop();
      const all = [1, 2].map((n) => turn().then(() => passed.push(n)));
      await sleep(1500);
      expect(passed).toEqual([]);
      const second = await startOwnRedis(port);
      await Promise.all(all);
      expect(passed).toEqual([1, 2]);
      await second.stop();
    } finally {
      client.disconnect();
    }
  });

  test('a closed connection ends the wait, and not as a failure of the explorer', async () => {
    const client = new Redis(service.url);
    client.disconnect();
    await once(client, 'end');
    expect(await failureOf(sharedRate(createRedisTurns(client), 'k', 10))).toBeInstanceOf(StorageError);
  });
});
