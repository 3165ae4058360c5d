/**
 * A limit of requests per second, as explorers have one, and the count of requests in the busiest second, which shows
 * whether a client keeps to it.
 */

import type { FastifyInstance } from 'fastify';
import { sendAnswer, webPage } from './answer.ts';

const SECOND_MS = 1000;

/** Seconds for `Retry-After`: by then every place is free again. */
const RETRY_AFTER_S = '1';

/** Requests within the last second, wherever it begins. */
export class SlidingSecond {
  #times: number[] = [];
  #busiest = 0;

  /** The most that any second has seen. */
  get busiest(): number {
    return this.#busiest;
  }

  /** Requests in the second that ends now. @param now milliseconds, never less than before */
  at(now: number): number {
    const first = this.#times.findIndex((time) => now - time < SECOND_MS);
    if (first !== 0) this.#times.splice(0, first < 0 ? this.#times.length : first);
    return this.#times.length;
  }

  add(now: number): void {
    const before = this.at(now);
    this.#times.push(now);
    this.#busiest = Math.max(this.#busiest, before + 1);
  }
}

/**
 * Refuses what comes above a rate, with status 429; every second refusal says when to come back.
 * @param requestsPerSecond that are answered in any second
 */
export function addRateLimit(app: FastifyInstance, requestsPerSecond: number): void {
  const answered = new SlidingSecond();
  let refusals = 0;
  app.addHook('onRequest', async (_request, reply) => {
    const now = performance.now();
    if (answered.at(now) < requestsPerSecond) {
      answered.add(now);
      return;
    }
    refusals += 1;
    if (refusals % 2 === 0) reply.header('retry-after', RETRY_AFTER_S);
    return sendAnswer(reply, webPage(429, '429 Too Many Requests'));
  });
}
