/**
 * What travels through the request pipeline. Every step of it takes the next one and gives one of the same form.
 */

import type { Body, Origin } from './body.ts';

export interface Request {
  /** Its URL, absolute and without secrets, names the request in the cache, in errors and in logs. */
  readonly origin: Origin;
  /**
   * Looks at a body with status 200 for what makes the attempt fail; it throws a ProviderError, and a retryable one
   * leads to another attempt.
   */
  readonly check: (body: Body) => void;
  /** True for an answer that can never change, which may be cached. */
  readonly isImmutable: (body: Body) => boolean;
  /** How often it is tried at the most; `ATTEMPTS.request` when not given. */
  readonly attempts?: number;
}

/** Answers a request; null when the explorer says that there is no such thing (404). */
export type Fetch = (request: Request) => Promise<Body | null>;

/** One step of the pipeline. */
export type Step = (next: Fetch) => Fetch;
