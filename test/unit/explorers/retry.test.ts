/** The pauses between attempts, on a clock that the test moves. */

import { describe, expect, jest, test } from '@jest/globals';
import { ProviderUnavailableError, RateLimitedError } from '../../../src/core/errors.ts';
import { PausedError } from '../../../src/explorers/transport/rate-limit.ts';
import type { Fetch } from '../../../src/explorers/transport/request.ts';
import { ATTEMPTS, retried } from '../../../src/explorers/transport/retry.ts';
import { REQUEST, useMovedClock } from './moved-clock.ts';

useMovedClock();

const HOUR_MS = 3_600_000;

/** When the attempts were made, in milliseconds from the first on, when all of them fail with `error`. */
async function attemptTimes(error: Error, baseMs?: number): Promise<number[]> {
  const times: number[] = [];
  const fail: Fetch = async () => {
    times.push(Date.now());
    throw error;
  };
  const outcome = expect(retried(baseMs)(fail)(REQUEST)).rejects.toBe(error);
  await jest.advanceTimersByTimeAsync(HOUR_MS);
  await outcome;
  return times.map((time) => time - (times[0] ?? 0));
}

const pausesOf = (times: readonly number[]) => times.slice(1).map((time, n) => time - (times[n] ?? 0));

describe('pauses', () => {
  const unavailable = new ProviderUnavailableError('down', {});

  test('nine of them, none above ten seconds, more than the first ones together', async () => {
    const pauses = pausesOf(await attemptTimes(unavailable));
    expect(pauses).toHaveLength(ATTEMPTS.request - 1);
    expect(Math.max(...pauses)).toBeLessThanOrEqual(10_000);
    expect(pauses.reduce((sum, pause) => sum + pause, 0)).toBeGreaterThan(5000);
  });

  test('are jittered: two requests do not come back together', async () => {
    const [first, second] = [await attemptTimes(unavailable), await attemptTimes(unavailable)];
    expect(first).not.toEqual(second);
  });

  test('scale with the first one', async () => {
    const times = await attemptTimes(unavailable, 1);
    expect(times.at(-1)).toBeLessThan(5000);
  });
});

test('after a rate limit there is no pause here: the limiter has one, for all requests', async () => {
  const times = await attemptTimes(new RateLimitedError('slow down', {}, 30_000));
  expect(times).toHaveLength(ATTEMPTS.request);
  expect(times.at(-1)).toBeLessThan(20);
});

test('a pause that the limiter does not wait for is not tried again', async () => {
  expect(await attemptTimes(new PausedError('paused', {}, 30_000))).toEqual([0]);
});

test('what is not retryable is thrown at once', async () => {
  const bug = new TypeError('bug');
  expect(await attemptTimes(bug)).toEqual([0]);
});

test('a request may ask for fewer attempts', async () => {
  let sent = 0;
  const error = new ProviderUnavailableError('down', {});
  const fail: Fetch = async () => {
    sent += 1;
    throw error;
  };
  const outcome = expect(retried()(fail)({ ...REQUEST, attempts: 3 })).rejects.toBe(error);
  await jest.advanceTimersByTimeAsync(HOUR_MS);
  await outcome;
  expect(sent).toBe(3);
});
