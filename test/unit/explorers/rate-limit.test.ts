/** The spacing of requests, on a clock that the test moves. */

import { describe, expect, jest, test } from '@jest/globals';
import { rateLimited } from '../../../src/explorers/transport/rate-limit.ts';
import { answered } from './local-server.ts';
import { REQUEST, useMovedClock } from './moved-clock.ts';

useMovedClock();

/** When `count` requests that were all made at once are let through, in milliseconds. */
async function timesOf(requestsPerSecond: number | undefined, count: number): Promise<number[]> {
  const started = Date.now();
  const times: number[] = [];
  const send = rateLimited({ requestsPerSecond, shared: null, onWait: () => {} })(async () => {
    times.push(Date.now() - started);
    return answered(REQUEST.origin, '');
  });
  const all = Promise.all(Array.from({ length: count }, () => send(REQUEST)));
  await jest.advanceTimersByTimeAsync(600_000);
  await all;
  return times;
}

describe('a rate', () => {
  test.each([
    [0.2, 1],
    [1, 1],
    [2.5, 3],
    [3, 3],
    [7, 7],
    [30, 30],
    [333, 333],
  ])('of %d: no second sees more than %i, and the rate is used', async (rate, most) => {
    const count = Math.ceil(rate * 4) + 1;
    const times = await timesOf(rate, count);
    const inSecondFrom = (start: number) =>
      times.filter((time) => time >= start && time < start + 1000).length;
    expect(times).toHaveLength(count);
    expect(Math.max(...times.map(inSecondFrom))).toBeLessThanOrEqual(most);
    // Whole milliseconds, and one more for a timer that fires before its time.
    expect(times.at(-1)).toBeLessThanOrEqual((count - 1) * (Math.ceil(1000 / rate) + 1));
  });

  test('is even: no burst at the beginning', async () => {
    const times = await timesOf(4, 5);
    const gaps = times.slice(1).map((time, n) => time - (times[n] ?? 0));
    expect(times[0]).toBe(0);
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(250);
  });
});

test('a request that asks several questions waits for as many turns', async () => {
  const times: number[] = [];
  const started = Date.now();
  const send = rateLimited({ requestsPerSecond: 1, shared: null, onWait: () => {} })(async () => {
    times.push(Date.now() - started);
    return answered(REQUEST.origin, '');
  });
  const all = Promise.all([send({ ...REQUEST, questions: 3 }), send(REQUEST)]);
  await jest.advanceTimersByTimeAsync(60_000);
  await all;
  expect(times.map((time) => Math.floor(time / 1000)).sort()).toEqual([1, 3]);
});

test('no rate, no waiting', async () => {
  expect(await timesOf(undefined, 50)).toEqual(Array.from({ length: 50 }, () => 0));
});
