/** Turns of one process and turns in a real Redis: the same rule. Redis runs on a clock of the test here. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { createLocalTurns } from '../../src/explorers/transport/local-turns.ts';
import { createRedisTurns } from '../../src/explorers/transport/redis-turns.ts';
import { testRedisUrl } from '../support/test-redis.ts';
import { allow, describeTurns, mostInASecond, opened, START, type TurnWorld } from './turns.ts';

describeTurns('of this process', async () => {
  let now = 0;
  return {
    open: createLocalTurns({ now: () => now, date: () => START + now }),
    moveTo: async (ms) => {
      now = ms;
    },
  };
});

const redis = new Redis(testRedisUrl(), { maxRetriesPerRequest: null });
redis.setMaxListeners(0);
afterAll(async () => {
  await redis.quit();
});

/** Other tests use this Redis, too. */
async function redisWorld(): Promise<TurnWorld & { readonly keys: () => Promise<string[]> }> {
  const test = `test-${randomUUID()}`;
  const open = createRedisTurns(redis, `local now = tonumber(redis.call('get', '${test}'))\n`);
  return {
    open: (key, allowance) => open(`${test}-${key}`, allowance),
    moveTo: async (ms) => {
      await redis.set(test, String((START + ms) * 1000), 'EX', 600);
    },
    keys: () => redis.keys(`*{${test}*`),
  };
}

describeTurns('of all processes', redisWorld);

describe('turns in Redis', () => {
  let world: Awaited<ReturnType<typeof redisWorld>>;
  beforeEach(async () => {
    world = await redisWorld();
    await world.moveTo(0);
  });

  test('a key that is new is taken for just used, and for used as far ahead as turns may lie', async () => {
    const turns = world.open('key', allow(5));
    expect(await turns.take([1])).toMatchObject({ turns: [], againMs: 1020 });
    await world.moveTo(1020);
    expect((await turns.take([1])).turns).toMatchObject([{ inMs: 100 }]);
    const slow = world.open('slow', allow(0.16));
    expect((await slow.take([1])).againMs).toBe(6250);
  });

  test('no second has more than the rate when Redis forgets everything', async () => {
    const { takeAt, at } = await opened(world, allow(20));
    const times: number[] = [];
    for (let now = 0; now < 8000; now += 50) {
      if (now % 1500 === 0) await redis.del(await world.keys());
      times.push(...(await takeAt(now, 100)).times);
    }
    await at(8000);
    expect(times.length).toBeGreaterThan(40);
    expect(mostInASecond(times)).toBeLessThanOrEqual(20);
  });

  test('a clock that was set back is waited for about a second, not for as long as it was set back', async () => {
    const { turns } = await opened(world, allow(5));
    await turns.take([1, 1, 1, 1, 1]);
    await turns.refused({ ageMs: 0, retryAfterMs: 3000 });
    await world.moveTo(-3_600_000);
    // The pause begins again.
    expect((await turns.take([1])).againMs).toBe(2900);
    await world.moveTo(-3_600_000 + 3000);
    expect((await turns.take([1])).turns).toHaveLength(1);
  });

  test('a rate that was raised or lowered holds from then on', async () => {
    const fast = await opened(world, allow(10));
    await fast.takeAt(0, 5);
    const slow = world.open('key', allow(1));
    expect((await slow.take([1])).againMs).toBe(1020);
    expect((await fast.takeAt(0, 9)).times).toEqual([]);
  });

  test('keys are forgotten when nobody has asked for two days, one slot of a cluster each', async () => {
    await opened(world, allow(5)).then(({ takeAt }) => takeAt(0, 1));
    const keys = await world.keys();
    expect(keys).toHaveLength(2);
    expect(new Set(keys.map((key) => /\{.*\}/.exec(key)?.[0])).size).toBe(1);
    for (const key of keys) {
      const ttl = await redis.pttl(key);
      expect(ttl).toBeGreaterThan(2 * 86_400_000 - 60_000);
      expect(ttl).toBeLessThanOrEqual(2 * 86_400_000);
    }
  });
});
