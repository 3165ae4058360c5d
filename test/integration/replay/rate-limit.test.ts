/** The limit of the replay explorer, and its count of the busiest second. */
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { InvalidInputError } from '../../../src/core/errors.ts';
import { SlidingSecond } from '../../../src/replay/rate-limit.ts';
import { startReplay } from '../../../src/replay/server.ts';
import { get, withReplay } from './get.ts';
import { SMALL } from './made-up-dataset.ts';

const HEIGHT = '/api/blocks/tip/height';

describe('a sliding second', () => {
  test.each([
    ['begins anywhere', [0, 600, 700, 1100, 1599, 1600, 1700], 4],
    ['does not hold both its ends', [0, 1000, 2000], 1],
    ['holds what lies just less apart', [0, 999.9], 2],
    ['is empty before anything came', [], 0],
  ])('%s', (_, times, most) => {
    const second = new SlidingSecond();
    for (const time of times) second.add(time);
    expect(second.busiest).toBe(most);
  });

  test('forgets what is over', () => {
    const second = new SlidingSecond();
    for (const time of [0, 10, 20]) second.add(time);
    expect([second.at(1000), second.at(1019.9), second.at(5000), second.at(5001)]).toEqual([2, 1, 0, 0]);
    expect(second.busiest).toBe(3);
  });
});

describe('the limit', () => {
  test('refuses what comes above it with 429, with and without Retry-After, and nothing later', () =>
    withReplay({ dir: SMALL, requestsPerSecond: 3 }, async (replay) => {
      const answers = await Promise.all(Array.from({ length: 7 }, () => get(replay.url + HEIGHT)));
      const refused = answers.filter(({ status }) => status === 429);
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(3);
      expect(refused.map(({ headers }) => headers['retry-after']).sort()).toEqual([
        '1',
        '1',
        undefined,
        undefined,
      ]);
      expect(replay.busiestSecond()).toBe(7);
      await sleep(1010);
      expect((await get(replay.url + HEIGHT)).status).toBe(200);
      expect([replay.requests(), replay.busiestSecond()]).toEqual([8, 7]);
    }));

  test('there is none by default', () =>
    withReplay({ dir: SMALL }, async (replay) => {
      const answers = await Promise.all(Array.from({ length: 50 }, () => get(replay.url + HEIGHT)));
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    }));

  test.each([0, 2.5, -1])('of %d is refused', async (requestsPerSecond) => {
    const error = await startReplay({ dir: SMALL, requestsPerSecond }).catch((problem: unknown) => problem);
    expect(error).toBeInstanceOf(InvalidInputError);
    expect(String(error)).toContain(`requestsPerSecond is "${requestsPerSecond}"`);
  });
});
