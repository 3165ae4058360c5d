/**
 * Politeness: how many requests an explorer sees at once, how fast they follow each other, how many a day, and that
 * nobody asks while it asks for a pause.
 */

import pLimit from 'p-limit';
import { RateLimitedError } from '../../core/errors.ts';
import { contextOf, messageAbout } from './body.ts';
import { LastingRefusalError } from './refusal.ts';
import type { Request, Step } from './request.ts';
import { TurnQueue, type Verdict } from './turn-queue.ts';
import type { Allowance, Turns } from './turns.ts';

/** The places of requests under way: does `work` in one of them, first come, first served. */
export type Places = <T>(work: () => Promise<T>) => Promise<T>;

export function placesFor(concurrency: number): Places {
  return pLimit(concurrency);
}

/**
 * Step of the pipeline: as many requests at once as there are places. A request keeps its place while it waits for another attempt,
 * so an explorer that refuses sees less traffic, not more.
 */
export function bounded(places: Places): Step {
  return (next) => (request) => (request.hasPlace === true ? next(request) : places(() => next(request)));
}

/** The explorer asked for a pause that is too long to be waited for; another one may stand in. */
export class PausedError extends RateLimitedError {}

export interface RateOptions {
  readonly allowance: Allowance;
  /** Of the host and account. */
  readonly turns: Turns;
  /** The longest pause that a request waits for, milliseconds. */
  readonly patienceMs: number;
  /** Told how long an attempt waited for its turn, without what Redis took to answer, in seconds. */
  readonly onWait: (seconds: number) => void;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/**
 * Step of the pipeline: every attempt waits for its turn, and tells whether the explorer has had enough. It throws PausedError for a pause
 * that is not waited for, and LastingRefusalError when the budget of the day is used up. An attempt that asks several
 * questions takes as many turns.
 */
export function rateLimited({ allowance, turns, patienceMs, onWait, now }: RateOptions): Step {
  const queue = new TurnQueue(turns, { patienceMs, isPaced: allowance.pace !== null });
  return (next) => async (request) => {
    const nextTurn = async () => {
      const verdict = await queue.next(request.questions);
      if (verdict.kind !== 'go') throw refusalOf(verdict, request, allowance, now());
      onWait(verdict.waitedMs / 1000);
      return verdict.sent;
    };
    const onSent = await nextTurn();
    const sent = performance.now();
    const refused = (error: RateLimitedError) => {
      const refusal = { ageMs: performance.now() - sent, retryAfterMs: error.retryAfterMs ?? null };
      return queue.refused(refusal, allowance.firstPauseMs);
    };
    try {
      const body = await next({ ...request, onSent, nextTurn });
      const refusal = request.refusalIn?.(body) ?? null;
      await (refusal === null ? queue.answered(performance.now() - sent) : refused(refusal));
      return body;
    } catch (error) {
      // A turn that it does not get is no word of the explorer's.
      if (error instanceof RateLimitedError && !(error instanceof PausedError)) await refused(error);
      throw error;
    }
  };
}

function refusalOf(
  { kind, forMs }: Exclude<Verdict, { kind: 'go' }>,
  { origin }: Request,
  { perDay }: Allowance,
  now: number,
) {
  const context = contextOf(origin);
  if (kind === 'paused') {
    const problem = `is not asked for another ${Math.ceil(forMs / 1000)} s, because of its rate limit`;
    return new PausedError(messageAbout(origin, problem), context, forMs);
  }
  const problem = `is not asked any more today (UTC): the ${perDay} requests of requestsPerDay are used up`;
  return new LastingRefusalError(messageAbout(origin, problem), context, now + forMs);
}
