/** Work that comes round: by timers in one process, by BullMQ's schedulers among several. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { Redis } from 'ioredis';
import { startBullTicks } from '../../../src/queue/bull-ticks.ts';
import { closeRedis, openRedis } from '../../../src/queue/redis.ts';
import { startTimers, type Tick, type Ticker } from '../../../src/queue/ticks.ts';
import { freePort } from '../../support/server-process.ts';
import { flushPrefix, testPrefix, testRedisUrl } from '../../support/test-redis.ts';

const clock = { now: () => Date.now() };
const tick = (name: string, everyMs: number, run: () => Promise<unknown>): Tick => ({ name, everyMs, run });

describe('timers', () => {
  test('run each tick at once and again, whatever it throws, until they are stopped', async () => {
    const counts = { good: 0, bad: 0 };
    const troubles: unknown[] = [];
    const good = async () => {
      counts.good += 1;
    };
    const bad = async () => {
      counts.bad += 1;
      throw new Error('no');
    };
    const timers = startTimers([tick('good', 20, good), tick('bad', 20, bad)], (error) =>
      troubles.push(error),
    );
    expect(counts).toEqual({ good: 1, bad: 1 });
    await sleep(300);
    await timers.stop();
    const { good: at } = counts;
    expect(at).toBeGreaterThan(3);
    expect(troubles).toHaveLength(counts.bad);
    await sleep(60);
    expect(counts.good).toBe(at);
  });

  test('never run a tick twice at once, and stop when it is over', async () => {
    let [atOnce, most, ended] = [0, 0, 0];
    const run = async () => {
      atOnce += 1;
      most = Math.max(most, atOnce);
      await sleep(50);
      atOnce -= 1;
      ended += 1;
    };
    const timers = startTimers([tick('slow', 1, run)], () => {});
    await sleep(120);
    await timers.stop();
    expect(most).toBe(1);
    expect(atOnce).toBe(0);
    expect(ended).toBeGreaterThanOrEqual(2);
  });
});

describe('schedulers', () => {
  const prefix = testPrefix();
  let tickers: Ticker[] = [];
  let connections: Redis[] = [];
  let troubles: unknown[] = [];
  afterEach(async () => {
    for (const ticker of tickers) await ticker.stop();
    for (const redis of connections) closeRedis(redis);
    [tickers, connections, troubles] = [[], [], []];
    await flushPrefix(prefix);
  });
  const start = (ticks: readonly Tick[], url = testRedisUrl()) => {
    const redis = openRedis(url, 'patient', () => {});
    const onTrouble = (error: unknown) => troubles.push(error);
    connections.push(redis);
    const ticker = startBullTicks(ticks, { redis, prefix, clock, onTrouble });
    tickers.push(ticker);
    return ticker;
  };

  test('two processes share the turns of a tick', async () => {
    const counts = [0, 0];
    for (const index of [0, 1]) {
      const run = async () => {
        counts[index] = (counts[index] ?? 0) + 1;
      };
      start([tick('shared', 200, run)]);
    }
    await sleep(3000);
    const turns = (counts[0] ?? 0) + (counts[1] ?? 0);
    // 15 turns in three seconds, if each of them is taken by one.
    expect(turns).toBeGreaterThanOrEqual(5);
    expect(turns).toBeLessThanOrEqual(18);
    expect(troubles).toEqual([]);
  });

  test('they come back when Redis lost everything, and after a tick that failed', async () => {
    let count = 0;
    const run = async () => {
      count += 1;
      if (count === 1) throw new Error('the first fails');
    };
    start([tick('lost', 200, run)]);
    while (count < 3) await sleep(20);
    expect(troubles).toEqual([new Error('the first fails')]);
    expect(await flushPrefix(prefix)).toBeGreaterThan(0);
    const before = count;
    const began = Date.now();
    while (count < before + 3) await sleep(20);
    expect(Date.now() - began).toBeLessThan(8000);
  });

  test('a tick whose interval changed is scheduled anew', async () => {
    let count = 0;
    const run = async () => {
      count += 1;
    };
    await start([tick('changed', 3_600_000, run)]).stop();
    start([tick('changed', 100, run)]);
    while (count < 5) await sleep(20);
  });

  test('they stop while Redis is away', async () => {
    const ticker = start([tick('away', 100, async () => {})], `redis://127.0.0.1:${await freePort()}`);
    await sleep(200);
    const began = Date.now();
    await ticker.stop();
    expect(Date.now() - began).toBeLessThan(4000);
  });
});
