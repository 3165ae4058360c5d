/** What every place of turns must do, on a clock that the test moves. Expected times are worked out by hand. */
import { beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  type Allowance,
  type News,
  type OpenTurns,
  paceOf,
  type Turns,
} from '../../src/explorers/transport/turns.ts';

export interface TurnWorld {
  readonly open: OpenTurns;
  /** Moves the clock to so many milliseconds after `START`. */
  moveTo(ms: number): Promise<void>;
}

/** When the clock of every world begins, in milliseconds since 1970. */
export const START = Date.UTC(2026, 0, 10, 12);
const UNTIL_MIDNIGHT = 12 * 3_600_000;
/** By when nothing is left of what came before, at the rates of these tests. */
const LATER = 60_000;

/** @param allowance without a limit, but for what is given */
export function allow(requestsPerSecond: number | null, rest: Partial<Allowance> = {}): Allowance {
  const pace = requestsPerSecond === null ? null : paceOf(requestsPerSecond);
  return { pace, perDay: null, firstPauseMs: 1000, ...rest };
}

/** Opened long ago, with the clock of the test at 0. */
export interface Opened {
  readonly turns: Turns;
  /** Takes turns at a time, so many or of such sizes. @returns their times and when to ask again */
  takeAt(at: number, wanted: number | readonly number[], news?: Partial<News>): Promise<Seen>;
  at(at: number): Promise<void>;
}

interface Seen {
  readonly times: readonly number[];
  readonly ids: readonly number[];
  readonly again: number | null;
  readonly taken: Awaited<ReturnType<Turns['take']>>;
}

export async function opened(world: TurnWorld, allowance: Allowance, key = 'key'): Promise<Opened> {
  const turns = world.open(key, allowance);
  await world.moveTo(0);
  await turns.take([]);
  const at = (ms: number) => world.moveTo(LATER + ms);
  await at(0);
  return {
    turns,
    at,
    async takeAt(ms, wanted, news = {}) {
      await at(ms);
      const sizes = typeof wanted === 'number' ? Array.from({ length: wanted }, () => 1) : wanted;
      const taken = await turns.take(sizes, { unused: [], late: [], ...news });
      const times = taken.turns.map(({ inMs }) => rounded(ms + inMs));
      const again = taken.againMs === null ? null : rounded(ms + taken.againMs);
      return { times, ids: taken.turns.map(({ id }) => id), again, taken };
    },
  };
}

/** To microseconds, which is as exact as Redis is. */
function rounded(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}

/** Takes turns for `count` requests that are all there at 0, asking again when told to. @returns their times */
async function drained({ takeAt }: Opened, count: number, busyMs = () => 0): Promise<number[]> {
  const times: number[] = [];
  let at = 0;
  while (times.length < count) {
    const seen = await takeAt(at, count - times.length);
    times.push(...seen.times);
    // A microsecond later: rounded down, it would be too early for ever.
    at = (seen.again === null ? at : seen.again + 0.001) + busyMs();
  }
  return times;
}

/** The most of these times that lie in a second, wherever it begins. */
export function mostInASecond(times: readonly number[]): number {
  const sorted = times.toSorted((a, b) => a - b);
  let from = 0;
  return sorted.reduce((most, time, n) => {
    while (time - (sorted[from] ?? 0) >= 1000) from += 1;
    return Math.max(most, n - from + 1);
  }, 0);
}

/** @param create a world in which no key was ever opened */
export function describeTurns(name: string, create: () => Promise<TurnWorld>): void {
  describe(`turns: ${name}`, () => {
    let world: TurnWorld;
    beforeEach(async () => {
      world = await create();
    });

    describe('the times of turns', () => {
      test('a whole rate: four times as fast up to its number, then not before the window ends', async () => {
        const times = await drained(await opened(world, allow(5)), 12);
        expect(times).toEqual([0, 50, 100, 150, 200, 1020, 1070, 1120, 1170, 1220, 2040, 2090]);
      });

      test.each([
        [2.5, [0, 400, 800, 1200, 1600, 2000]],
        [0.16, [0, 6250, 12_500]],
        [1, [0, 1020, 2040]],
      ])('a rate of %d', async (rate, expected) => {
        expect(await drained(await opened(world, allow(rate)), expected.length)).toEqual(expected);
      });

      test('several questions that are sent at once: when the window has room for all of them', async () => {
        const { takeAt } = await opened(world, allow(5));
        expect((await takeAt(0, [1, 3])).times).toEqual([0]);
        // Three gaps after the one before; two are left of the window, three are there again when that of the first ends.
        expect((await takeAt(50, [3, 1])).times).toEqual([150]);
        expect((await takeAt(150, [1, 2])).times).toEqual([200]);
        expect(await takeAt(200, [2])).toMatchObject({ times: [], again: 1170 - 100 });
        expect((await takeAt(1070, [2, 2, 1])).times).toEqual([1170]);
        expect((await takeAt(1160, [2, 1])).times).toEqual([]);
        expect((await takeAt(1169, [2])).times).toEqual([]);
      });

      test('several questions at once have the budget of each, and are given back and come late as one', async () => {
        const { takeAt } = await opened(world, allow(5, { perDay: 9 }));
        const { ids } = await takeAt(0, [5]);
        const next = await takeAt(1000, [4], { late: [{ id: ids[0] as number, byMs: 60, questions: 5 }] });
        expect(next).toMatchObject({ times: [1080] });
        expect((await takeAt(1000, [1])).taken.spentMs).not.toBeNull();
        const again = await takeAt(1000, [4, 1], { unused: next.ids });
        expect(again.times).toEqual([1080]);
      });

      test('what was missed is made up for, as far as the window allows', async () => {
        const { takeAt } = await opened(world, allow(5));
        expect((await takeAt(0, 1)).times).toEqual([0]);
        expect((await takeAt(900, 2)).times).toEqual([900, 950]);
        expect((await takeAt(950, 2)).times).toEqual([1000, 1050]);
        // The fifth since 0 is at 1,050; the next window begins with the turn at 0.
        expect((await takeAt(1000, 2)).times).toEqual([1100]);
        expect(await takeAt(1100, 2)).toMatchObject({ times: [], again: 1820 });
      });

      test('turns lie a little ahead and no more; it is told when the next one can be had', async () => {
        const { takeAt } = await opened(world, allow(100));
        const first = await takeAt(0, 1000);
        expect(first.times).toEqual(Array.from({ length: 41 }, (_, n) => 2.5 * n));
        expect(first.again).toBe(2.5);
        expect((await takeAt(5, 1000)).times).toEqual([102.5, 105]);
      });

      test('no limit: as many as are asked for, now', async () => {
        const { takeAt } = await opened(world, allow(null));
        expect((await takeAt(0, 40)).times).toEqual(Array.from({ length: 40 }, () => 0));
      });

      test('a turn that is given back is as good as never taken', async () => {
        const { takeAt } = await opened(world, allow(5));
        const { ids } = await takeAt(0, 2);
        expect((await takeAt(50, 1, { unused: ids })).times).toEqual([50]);
      });

      test('windows begin when a turn was really used, whatever the order', async () => {
        const { takeAt } = await opened(world, allow(2));
        const [first] = (await takeAt(0, 1)).ids;
        const [second] = (await takeAt(250, 1)).ids;
        // Sent 400 and 30 ms late: at 400, and at 280 before it.
        const late = [
          { id: first ?? 0, byMs: 400, questions: 1 },
          { id: second ?? 0, byMs: 30, questions: 1 },
        ];
        expect(await takeAt(400, 1, { late })).toMatchObject({ times: [], again: 1200 });
        expect((await takeAt(1250, 1)).times).toEqual([1300]);
        expect((await takeAt(1310, 1)).again).toBe(1325);
        expect(await takeAt(1500, 2)).toMatchObject({ times: [1500], again: 2220 });
      });

      test('a turn counts from now at the latest: who took it by a slow answer does not know its time', async () => {
        const { takeAt } = await opened(world, allow(5));
        const [id = 0] = (await takeAt(0, 1)).ids;
        const late = [{ id, byMs: 10_000, questions: 1 }];
        expect((await takeAt(20, 1, { late })).times).toEqual([70]);
      });

      test('a turn that was used when its window was over counts, though it was forgotten', async () => {
        const { takeAt } = await opened(world, allow(5));
        const [id = 0] = (await takeAt(0, [4])).ids;
        expect((await takeAt(1500, 1)).times).toEqual([1500]);
        const late = [{ id, byMs: 1590, questions: 4 }];
        // Four at 1,590 and one at 1,500 fill the window.
        expect(await takeAt(1600, 1, { late })).toMatchObject({ times: [], again: 2420 });
        expect((await takeAt(2600, [4])).times).toEqual([2610]);
      });

      test('every key has its own, and whoever opens a key shares its turns', async () => {
        const { takeAt, at } = await opened(world, allow(1));
        const [same, other] = [world.open('key', allow(1)), await opened(world, allow(1), 'other')];
        expect((await takeAt(0, 1)).times).toEqual([0]);
        await at(10);
        expect((await same.take([1])).turns).toEqual([]);
        expect((await other.takeAt(10, 1)).times).toEqual([10]);
      });
    });

    describe('however requests come and however busy processes are', () => {
      test('no second has more than the rate', async () => {
        await fc.assert(
          fc.asyncProperty(
            fc.constantFrom(1, 3, 4.5, 7, 20, 99.5),
            fc.array(fc.nat(400), { minLength: 20, maxLength: 60 }),
            async (rate, gaps) => {
              const fresh = await create();
              const one = await opened(fresh, allow(rate));
              const times = await drained(one, gaps.length, () => gaps.pop() ?? 0);
              expect(mostInASecond(times)).toBeLessThanOrEqual(Math.ceil(rate));
            },
          ),
          { numRuns: 25 },
        );
      });

      test('a backlog is worked off at 95 % of the rate, by processes that are busy a third of the time', async () => {
        await fc.assert(
          fc.asyncProperty(
            fc.constantFrom(5, 20, 100),
            fc.infiniteStream(fc.nat(60)),
            async (rate, stalls) => {
              const one = await opened(await create(), allow(rate));
              const count = rate * 4;
              const times = await drained(one, count, () => stalls.next().value ?? 0);
              expect(Math.max(...times)).toBeLessThanOrEqual((count / rate / 0.95) * 1000);
            },
          ),
          { numRuns: 6 },
        );
      });
    });

    describe('a pause', () => {
      const refusal = (retryAfterMs: number | null, ageMs = 0) => ({ retryAfterMs, ageMs });

      test('lasts as long as the explorer asks for', async () => {
        const { turns, takeAt } = await opened(world, allow(5));
        expect(await turns.refused(refusal(30_000))).toBe(30_000);
        const during = await takeAt(10_000, 1);
        expect(during).toMatchObject({ times: [], again: 29_900 });
        expect(during.taken).toMatchObject({ pausedMs: 20_000, refusals: 1 });
        expect((await takeAt(29_900, 1)).times).toEqual([30_000]);
      });

      test('else begins small and doubles with each refusal that follows, up to an hour', async () => {
        const { turns, takeAt, at } = await opened(world, allow(5));
        let now = 0;
        const pauses: number[] = [];
        for (let n = 0; n < 14; n += 1) {
          pauses.push(await turns.refused(refusal(null)));
          now += pauses.at(-1) ?? 0;
          await at(now);
        }
        expect(pauses.slice(0, 4)).toEqual([1000, 2000, 4000, 8000]);
        expect(pauses.slice(-2)).toEqual([3_600_000, 3_600_000]);
        expect((await takeAt(now, 1)).times).toEqual([now]);
      });

      test('who asks for too short a pause twice gets a longer one', async () => {
        const { turns, at } = await opened(world, allow(5));
        expect(await turns.refused(refusal(0))).toBe(0);
        await at(100);
        expect(await turns.refused(refusal(0))).toBe(2000);
      });

      test('refusals of what was sent before it do not make it longer, but for their own wish', async () => {
        const { turns, at } = await opened(world, allow(5));
        await at(500);
        expect(await turns.refused(refusal(null, 300))).toBe(1000);
        await at(700);
        expect(await turns.refused(refusal(null, 400))).toBe(800);
        expect(await turns.refused(refusal(5000, 400))).toBe(5000);
        // What was sent after it began is news.
        await at(800);
        expect(await turns.refused(refusal(null, 100))).toBe(4900);
        expect((await turns.take([])).refusals).toBe(2);
      });

      test('is forgotten after a proper answer to what was asked when it was over', async () => {
        const { turns, at } = await opened(world, allow(5));
        await turns.refused(refusal(null));
        await at(1500);
        await turns.answered(600);
        expect((await turns.take([])).refusals).toBe(1);
        await turns.answered(400);
        expect((await turns.take([])).refusals).toBe(0);
        expect(await turns.refused(refusal(null))).toBe(1000);
      });

      test('an explorer without a rate has one, too', async () => {
        const { turns, takeAt } = await opened(world, allow(null));
        await turns.refused(refusal(3000));
        expect(await takeAt(0, 2)).toMatchObject({ times: [], again: 2900 });
        expect((await takeAt(3000, 2)).times).toEqual([3000, 3000]);
      });
    });

    describe('the budget of a day', () => {
      test('is what is given out until midnight in UTC', async () => {
        const { takeAt } = await opened(world, allow(100, { perDay: 3 }));
        const first = await takeAt(0, 2);
        expect(first.taken.spentMs).toBeNull();
        const second = await takeAt(1000, 2);
        expect(second.times).toEqual([1000]);
        expect(second.taken.spentMs).toBe(UNTIL_MIDNIGHT - LATER - 1000);
        const last = UNTIL_MIDNIGHT - LATER - 1;
        expect(await takeAt(last, 1)).toMatchObject({ times: [], taken: { spentMs: 1 } });
        expect((await takeAt(last + 1, 9)).times).toHaveLength(3);
      });

      test('counts what is used, not what is given back', async () => {
        const { takeAt } = await opened(world, allow(100, { perDay: 2 }));
        const { ids } = await takeAt(0, 2);
        expect((await takeAt(1000, 2, { unused: ids.slice(1) })).times).toEqual([1000]);
        expect((await takeAt(2000, 1)).times).toEqual([]);
      });

      test('is no larger for what is given back of the day before', async () => {
        const { takeAt } = await opened(world, allow(100, { perDay: 3 }));
        const midnight = UNTIL_MIDNIGHT - LATER;
        const before = await takeAt(midnight - 1, 3);
        expect(before.times).toEqual([midnight - 1, midnight + 1.5, midnight + 4]);
        expect((await takeAt(midnight + 50, 9, { unused: before.ids })).times).toHaveLength(3);
      });
    });
  });
}
