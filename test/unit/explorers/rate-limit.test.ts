/** How requests wait for their turns, on a clock that the test moves. */

import { describe, expect, jest, test } from '@jest/globals';
import {
  BadProviderDataError,
  ProviderUnavailableError,
  RateLimitedError,
  StorageError,
} from '../../../src/core/errors.ts';
import { createLocalTurns } from '../../../src/explorers/transport/local-turns.ts';
import { PausedError, rateLimited } from '../../../src/explorers/transport/rate-limit.ts';
import { LastingRefusalError } from '../../../src/explorers/transport/refusal.ts';
import type { Fetch } from '../../../src/explorers/transport/request.ts';
import { retried } from '../../../src/explorers/transport/retry.ts';
import {
  type Allowance,
  type News,
  paceOf,
  type Taken,
  type Turns,
} from '../../../src/explorers/transport/turns.ts';
import { answered } from './local-server.ts';
import { REQUEST, useMovedClock } from './moved-clock.ts';

useMovedClock();

const MINUTE_MS = 60_000;
const good: Fetch = async () => answered(REQUEST.origin, '');

interface Options {
  readonly rate?: number;
  readonly perDay?: number;
  readonly patienceMs?: number;
  readonly turns?: Turns;
  readonly onWait?: (seconds: number) => void;
}

/** The step before `next`. */
function limited(next: Fetch, { rate, perDay, turns, ...rest }: Options = {}): Fetch {
  const pace = rate === undefined ? null : paceOf(rate);
  const allowance: Allowance = { pace, perDay: perDay ?? null, firstPauseMs: 1000 };
  const step = rateLimited({
    allowance,
    turns: turns ?? createLocalTurns()('key', allowance),
    patienceMs: 10 * MINUTE_MS,
    onWait: () => {},
    now: Date.now,
    ...rest,
  });
  return step(next);
}

/** Notes when it is called, in milliseconds from now on. */
function noted(next: Fetch = good) {
  const [started, times]: [number, number[]] = [performance.now(), []];
  const fetch: Fetch = (request) => {
    times.push(performance.now() - started);
    return next(request);
  };
  return { fetch, times };
}

/** Lets so many requests go at once, and time pass. @returns what became of them */
async function all(send: Fetch, count: number, ms = 30 * MINUTE_MS) {
  const outcomes = Promise.allSettled(Array.from({ length: count }, () => send(REQUEST)));
  await jest.advanceTimersByTimeAsync(ms);
  return outcomes;
}

describe('a rate', () => {
  test.each([0.2, 1, 2.5, 3, 7, 30, 99.5, 333])(
    'of %d is never exceeded in a second, and used',
    async (rate) => {
      const { fetch, times } = noted();
      const count = Math.ceil(rate * 4) + 1;
      await all(limited(fetch, { rate }), count);
      expect(times).toHaveLength(count);
      const inSecondFrom = (start: number) =>
        times.filter((time) => time >= start && time < start + 1000).length;
      expect(Math.max(...times.map(inSecondFrom))).toBeLessThanOrEqual(Math.ceil(rate));
      expect(times.at(-1)).toBeLessThanOrEqual(((count / rate) * 1000) / 0.95);
    },
  );

  test('lets requests go in their order', async () => {
    const order: string[] = [];
    const send = limited(
      async (request) => {
        order.push(request.origin.path);
        return answered(REQUEST.origin, '');
      },
      { rate: 20 },
    );
    const paths = Array.from({ length: 50 }, (_, n) => `/${n}`);
    const sent = paths.map((path) => send({ ...REQUEST, origin: { ...REQUEST.origin, path } }));
    await jest.advanceTimersByTimeAsync(MINUTE_MS);
    await Promise.all(sent);
    expect(order).toEqual(paths);
  });

  test('none: no waiting', async () => {
    const { fetch, times } = noted();
    await all(limited(fetch), 50, 0);
    expect(times).toEqual(Array.from({ length: 50 }, () => 0));
  });

  test('a request that asks several questions waits for as many turns, and no second has too many', async () => {
    const asked: { time: number; questions: number }[] = [];
    const send = limited(
      async (request) => {
        asked.push({ time: performance.now(), questions: request.questions ?? 1 });
        request.onSent?.();
        return answered(REQUEST.origin, '');
      },
      { rate: 20 },
    );
    const sizes = [10, ...Array.from({ length: 30 }, () => 1), 15, 20, 1, 7, 7, 7, 20, 20];
    const began = performance.now();
    const sent = sizes.map((questions) => send({ ...REQUEST, questions }));
    await jest.advanceTimersByTimeAsync(MINUTE_MS);
    await Promise.all(sent);
    const inSecondFrom = (start: number) =>
      asked
        .filter(({ time }) => time >= start && time < start + 1000)
        .reduce((sum, { questions }) => sum + questions, 0);
    expect(Math.max(...asked.map(({ time }) => inSecondFrom(time)))).toBe(20);
    expect(asked.map(({ questions }) => questions)).toEqual(sizes);
    // 137 questions at 20 a second; what does not fit any more waits for the next second.
    expect((asked.at(-1)?.time ?? 0) - began).toBeLessThanOrEqual(9 * 1020);
  });

  test('the wait for a turn is told, one for each attempt', async () => {
    const waits: number[] = [];
    await all(limited(good, { rate: 4, onWait: (seconds) => waits.push(seconds) }), 6);
    expect(waits.map((wait) => Math.round(wait * 1000))).toEqual([0, 63, 125, 188, 1020, 1083]);
  });
});

/** A place of turns that does what it is told. */
function placeThat(take: (count: number, news: News) => Promise<Partial<Taken>>) {
  const closing = new AbortController();
  const none: Taken = { turns: [], againMs: null, pausedMs: 0, refusals: 0, spentMs: null };
  const turns: Turns = {
    take: async (sizes, news) =>
      news === undefined ? none : { ...none, ...(await take(sizes.length, news)) },
    refused: async () => 0,
    answered: async () => {},
    closed: closing.signal,
  };
  return { turns, close: () => closing.abort() };
}

describe('a process that was busy', () => {
  test('gives turns back that it comes too late for, and takes others', async () => {
    const asked: (News & { count: number })[] = [];
    const given = [
      [{ id: 1, inMs: 50 }],
      [
        { id: 2, inMs: 75 },
        { id: 3, inMs: 80 },
      ],
      [{ id: 4, inMs: 20 }],
    ];
    const { turns } = placeThat(async (count, news) => {
      asked.push({ count, ...news });
      return { turns: given.shift() ?? [] };
    });
    const { fetch, times } = noted();
    const send = limited(fetch, { rate: 100, turns });
    const clock = performance.now.bind(performance);
    const sent = Array.from({ length: 3 }, () => send(REQUEST));
    await jest.advanceTimersByTimeAsync(0);
    // While it computes, time passes and timers do not fire: this one fires 30 ms late.
    const busy = jest.spyOn(performance, 'now').mockImplementation(() => clock() + 30);
    await jest.advanceTimersByTimeAsync(MINUTE_MS);
    await Promise.all(sent);
    busy.mockRestore();
    expect(times).toEqual([80, 80, 100]);
    expect(asked).toEqual([
      { count: 1, unused: [], late: [] },
      { count: 2, unused: [], late: [] },
      { count: 1, unused: [1], late: [] },
    ]);
  });

  test('tells of turns that it used late: requests may lie about before they are sent', async () => {
    const asked: (News & { count: number })[] = [];
    const { turns } = placeThat(async (count, news) => {
      asked.push({ count, ...news });
      return { turns: Array.from({ length: count }, (_, id) => ({ id, inMs: 5 })) };
    });
    const send = limited(
      async (request) => {
        await new Promise((resolve) => setTimeout(resolve, asked.length === 1 ? 40 : 4));
        request.onSent?.();
        return answered(REQUEST.origin, '');
      },
      { rate: 100, turns },
    );
    await all(send, 1);
    expect(asked).toEqual([
      { count: 1, unused: [], late: [] },
      { count: 0, unused: [], late: [{ id: 0, byMs: 40, questions: 1 }] },
    ]);
    await all(send, 1);
    expect(asked.slice(2)).toEqual([{ count: 1, unused: [], late: [] }]);
  });

  test('tells of them at once, also when there are no turns for a while', async () => {
    const told: { at: number; ids: number[] }[] = [];
    const began = performance.now();
    const given = [{ id: 1, inMs: 0 }];
    const { turns } = placeThat(async (_, { late }) => {
      if (late.length > 0) told.push({ at: performance.now() - began, ids: late.map(({ id }) => id) });
      if (given.length > 0) return { turns: given.splice(0) };
      // What it answers while the first request is sent late: that the window is full.
      await new Promise((resolve) => setTimeout(resolve, 50));
      return { turns: [], againMs: 900 };
    });
    const send = limited(
      async (request) => {
        await new Promise((resolve) => setTimeout(resolve, 30));
        request.onSent?.();
        return answered(REQUEST.origin, '');
      },
      { rate: 100, turns },
    );
    void send(REQUEST);
    await jest.advanceTimersByTimeAsync(10);
    void send(REQUEST);
    await jest.advanceTimersByTimeAsync(200);
    expect(told).toEqual([{ at: 60, ids: [1] }]);
  });

  test('takes the first turns for as old as they may be: nobody knows how long an answer lay here', async () => {
    const told: number[] = [];
    const { turns } = placeThat(async (count, { late }) => {
      told.push(...late.map(({ byMs }) => byMs));
      await new Promise((resolve) => setTimeout(resolve, 30));
      return { turns: Array.from({ length: count }, (_, id) => ({ id, inMs: 5 })) };
    });
    const { fetch, times } = noted(async (request) => {
      request.onSent?.();
      return answered(REQUEST.origin, '');
    });
    await all(limited(fetch, { rate: 100, turns }), 1);
    expect(times).toEqual([35]);
    expect(told.map(Math.round)).toEqual([30]);
  });
});

describe('a pause', () => {
  const refusal = (retryAfterMs?: number) => new RateLimitedError('slow down', {}, retryAfterMs);
  const refusing =
    (...errors: Error[]): Fetch =>
    async () => {
      const error = errors.shift();
      if (error !== undefined) throw error;
      return answered(REQUEST.origin, '');
    };

  test.each([
    ['as long as the explorer asks for', [refusal(30_000)], [0, 30_000]],
    ['of its own, that doubles', [refusal(), refusal(), refusal()], [0, 1000, 3000, 7000]],
    ['after another failure there is none', [new ProviderUnavailableError('down', {})], [0, 1]],
  ])('%s: one that retries do not add to', async (_, errors, expected) => {
    const { fetch, times } = noted(refusing(...errors));
    // The first pause of retries is a millisecond, and jittered.
    await all(retried(1)(limited(fetch)), 1);
    expect(times.map(Math.round)).toHaveLength(expected.length);
    for (const [n, time] of times.entries()) {
      expect(time).toBeGreaterThanOrEqual((expected[n] ?? 0) - 1);
      expect(time).toBeLessThanOrEqual((expected[n] ?? 0) + 2);
    }
  });

  test('holds for all requests to the host, also for those that have their turns already', async () => {
    const { fetch, times } = noted(refusing(refusal(5000)));
    await all(retried(1)(limited(fetch, { rate: 50 })), 8);
    // Nobody else went before the refusal came back, and then they go as the rate allows.
    expect(times).toEqual([0, ...Array.from({ length: 8 }, (_, n) => 5000 + 5 * n)]);
  });

  test('holds for turns that were asked for before it and come while it is told', async () => {
    const later = () => new Promise((resolve) => setTimeout(resolve, 20));
    const { turns } = placeThat(async (count) => {
      const began = performance.now();
      await later();
      const inMs = began < start + 5000 ? 50 : 0;
      return { turns: Array.from({ length: count }, (_, id) => ({ id: began + id, inMs })) };
    });
    const refused = () => later().then(() => 5000);
    const { fetch, times } = noted(async () => {
      if (times.length > 1) return answered(REQUEST.origin, '');
      // The second one asks for its turn just before the refusal comes.
      await new Promise((resolve) => setTimeout(resolve, 10));
      throw refusal(5000);
    });
    const start = performance.now();
    const send = limited(fetch, { rate: 50, turns: { ...turns, refused } });
    void send(REQUEST).catch(() => {});
    await jest.advanceTimersByTimeAsync(75);
    await all(send, 1);
    // Sent at 70, refused at 80, paused from 100 on; a turn for 145 came at 95.
    expect(times).toEqual([70, 5120]);
  });

  test('begins small again after a proper answer', async () => {
    const { fetch, times } = noted();
    const outcomes = [refusal(), null, refusal(), null];
    const send = retried(1)(
      limited(async (request) => {
        const error = outcomes.shift() ?? null;
        await fetch(request);
        if (error !== null) throw error;
        return answered(REQUEST.origin, '');
      }),
    );
    await all(send, 1);
    const before = performance.now();
    await all(send, 1);
    expect(times.slice(0, 2)).toEqual([0, 1000]);
    expect((times[3] ?? 0) - (times[2] ?? 0)).toBe(1000);
    expect(times[2]).toBeLessThan(before + 1);
  });

  test('that is too long is told instead of waited for, with its length, and not tried again', async () => {
    const { fetch, times } = noted(refusing(refusal(40_000)));
    const outcomes = await all(retried(1)(limited(fetch, { patienceMs: 10_000 })), 3);
    expect(times).toEqual([0, 0, 0]);
    const [first] = outcomes.filter(({ status }) => status === 'rejected') as PromiseRejectedResult[];
    expect(first?.reason).toBeInstanceOf(PausedError);
    expect(first?.reason.retryAfterMs).toBe(40_000);
    expect(first?.reason.message).toBe('test: is not asked for another 40 s, because of its rate limit (/x)');
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
  });

  test('is kept to by this process even when the place of turns cannot be told', async () => {
    const { turns } = placeThat(async (count) => ({
      turns: Array.from({ length: count }, (_, id) => ({ id, inMs: 0 })),
    }));
    const silent = { ...turns, refused: () => Promise.reject(new Error('away')) };
    const { fetch, times } = noted(refusing(refusal(3000)));
    await all(retried(1)(limited(fetch, { turns: silent })), 1);
    expect(times).toEqual([0, 3000]);
  });
});

describe('the budget of a day', () => {
  test('is refused for the rest of the day, and is there again on the next', async () => {
    jest.setSystemTime(Date.UTC(2026, 0, 10, 23, 50));
    const { fetch, times } = noted();
    const send = limited(fetch, { perDay: 2 });
    const outcomes = await all(send, 3, 0);
    const refused = outcomes[2] as PromiseRejectedResult;
    expect(refused.reason).toBeInstanceOf(LastingRefusalError);
    expect(refused.reason).toBeInstanceOf(BadProviderDataError);
    expect(refused.reason.message).toBe(
      'test: is not asked any more today (UTC): the 2 requests of requestsPerDay are used up (/x)',
    );
    expect(refused.reason.until).toBe(Date.UTC(2026, 0, 11));
    expect(times).toHaveLength(2);
    await jest.advanceTimersByTimeAsync(10 * MINUTE_MS);
    await all(send, 2, 0);
    expect(times).toHaveLength(4);
  });
});

describe('while the place of turns is away', () => {
  test('requests wait, that wait is not told as one for turns, and they go on when it is back', async () => {
    let isAway = true;
    const { turns } = placeThat(async (count) => {
      if (isAway) throw new Error('away');
      return { turns: Array.from({ length: count }, (_, id) => ({ id, inMs: 500 })) };
    });
    const waits: number[] = [];
    const { fetch, times } = noted();
    const send = limited(fetch, { turns, onWait: (seconds) => waits.push(seconds) });
    const sent = [send(REQUEST), send(REQUEST)];
    await jest.advanceTimersByTimeAsync(MINUTE_MS);
    expect(times).toEqual([]);
    isAway = false;
    await jest.advanceTimersByTimeAsync(MINUTE_MS);
    await Promise.all(sent);
    expect(times).toHaveLength(2);
    expect(waits).toEqual([0.5, 0.5]);
  });

  test('and closed for good, requests fail at once, and not as a failure of the explorer', async () => {
    const { turns, close } = placeThat(async () => ({ againMs: 10 * MINUTE_MS }));
    const send = limited(good, { turns });
    const outcomes = Promise.allSettled([send(REQUEST), send(REQUEST)]);
    await jest.advanceTimersByTimeAsync(100);
    close();
    for (const outcome of await outcomes) expect(outcome).toMatchObject({ reason: expect.any(StorageError) });
    await expect(send(REQUEST)).rejects.toBeInstanceOf(StorageError);
    expect(jest.getTimerCount()).toBe(0);
  });

  test('and closed while a request is sent late, nobody is asked again and again', async () => {
    let asked = 0;
    const { turns, close } = placeThat(async (count) => {
      asked += 1;
      if (turns.closed.aborted) throw new Error('closed');
      return { turns: Array.from({ length: count }, (_, id) => ({ id, inMs: 0 })) };
    });
    const send = limited(
      async (request) => {
        await new Promise((resolve) => setTimeout(resolve, 40));
        request.onSent?.();
        return answered(REQUEST.origin, '');
      },
      { rate: 100, turns },
    );
    const sent = send(REQUEST);
    await jest.advanceTimersByTimeAsync(10);
    close();
    await jest.advanceTimersByTimeAsync(MINUTE_MS);
    await sent;
    expect(asked).toBeLessThanOrEqual(2);
    expect(jest.getTimerCount()).toBe(0);
  });
});
