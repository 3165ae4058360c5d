/**
 * Who watches the request pipeline: counters and logs, given by those who run it. The pipeline knows only this.
 */

import { CoinhoundError } from '../../core/errors.ts';

/** What became of an attempt; `failed` is a fault of our own. */
export type AttemptResult =
  | 'ok'
  | 'not-found'
  | 'rate-limited'
  | 'unavailable'
  | 'bad-data'
  | 'incomplete'
  | 'failed';

export interface SentAttempt {
  readonly provider: string;
  readonly result: AttemptResult;
  /** From sending to the checked body. */
  readonly seconds: number;
  /** Of an attempt that failed. */
  readonly error?: unknown;
}

/** Called as things happen; must be quick, and never throw. */
export interface ExplorerObserver {
  attempted(attempt: SentAttempt): void;
  /** An attempt follows one that failed. */
  retried(provider: string): void;
  /** An attempt was let through after waiting for its turn. */
  waited(provider: string, seconds: number): void;
  cacheHit(provider: string): void;
  /** An explorer gave no proper answer to a look-up, and another one is asked. */
  rotated(from: string): void;
  /** An explorer answers, but says that something is wrong, such as the key; told once for each such thing. */
  warned(provider: string, problem: string): void;
}

const RESULTS: Readonly<Record<string, AttemptResult>> = {
  RATE_LIMITED: 'rate-limited',
  PROVIDER_UNAVAILABLE: 'unavailable',
  BAD_PROVIDER_DATA: 'bad-data',
  INCOMPLETE_ANSWER: 'incomplete',
};

/** The result of an attempt that ended with the error. */
export function resultOf(error: unknown): AttemptResult {
  return (error instanceof CoinhoundError ? RESULTS[error.code] : undefined) ?? 'failed';
}
