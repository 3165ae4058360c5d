/**
 * Politeness: how many requests an explorer sees at once, and how fast they follow each other.
 */

import pLimit from 'p-limit';
import { RateLimiterMemory, RateLimiterQueue } from 'rate-limiter-flexible';
import { InvalidInputError } from '../../core/errors.ts';
import type { Step } from './request.ts';
import { type SharedTurns, sharedRate } from './shared-rate.ts';

/** The places of requests under way: does `work` in one of them, first come, first served. */
export type Places = <T>(work: () => Promise<T>) => Promise<T>;

export function placesFor(concurrency: number): Places {
  return pLimit(concurrency);
}

/**
 * Third step: as many requests at once as there are places. A request keeps its place while it waits for another attempt,
 * so an explorer that refuses sees less traffic, not more.
 */
export function bounded(places: Places): Step {
  return (next) => (request) => (request.hasPlace === true ? next(request) : places(() => next(request)));
}

/** How fast attempts follow each other, and who keeps count. */
export interface Rate {
  /** No limit when not given. */
  readonly requestsPerSecond: number | undefined;
  /** Of all processes together, under this key; of this process alone when null. */
  readonly shared: { readonly turns: SharedTurns; readonly key: string } | null;
  /** Told how long an attempt waited for its turn, in seconds. */
  readonly onWait: (seconds: number) => void;
}

/**
 * Sixth step: one attempt every 1/`requestsPerSecond` seconds, evenly spaced, so that no second sees more than
 * that many. A request that asks several questions waits for as many turns.
 * @throws InvalidInputError when the rate is not a positive number
 */
export function rateLimited({ requestsPerSecond, shared, onWait }: Rate): Step {
  if (requestsPerSecond === undefined) return (next) => next;
  if (!(requestsPerSecond > 0)) {
    throw new InvalidInputError(
      `requestsPerSecond is ${requestsPerSecond}; give a number above 0, or none for no limit`,
      { field: 'requestsPerSecond', value: requestsPerSecond },
    );
  }
  const turn =
    shared === null ? localRate(requestsPerSecond) : sharedRate(shared.turns, shared.key, requestsPerSecond);
  return (next) => async (request) => {
    const asked = performance.now();
    for (let question = 0; question < (request.questions ?? 1); question += 1) await turn();
    onWait((performance.now() - asked) / 1000);
    return next(request);
  };
}

function localRate(requestsPerSecond: number): () => Promise<unknown> {
  // Timers know whole milliseconds: rounded up, or the spacing would be short by a fraction.
  const spacing = Math.ceil(1000 / requestsPerSecond) / 1000;
  const queue = new RateLimiterQueue(new RateLimiterMemory({ points: 1, duration: spacing }));
  return () => queue.removeTokens(1);
}
