/**
 * How often a job is tried, and how long it waits in between: the one table for the in-process runner and for BullMQ,
 * so that retries of several layers never multiply. The attempts at one HTTP request are the transport's own.
 */

import type { JobKind } from '../cases/job.ts';

interface AttemptLimits {
  /** Times that a job is tried when its failure may pass by itself. */
  readonly maxAttempts: number;
  /** The wait before the second attempt; it doubles up to the longest (milliseconds). */
  readonly firstWaitMs: number;
  readonly longestWaitMs: number;
  /** An error may ask for a wait of its own, up to this (milliseconds). */
  readonly longestWishMs: number;
}

/** A job of a run fails when a database or all explorers are away: it holds out for about 20 minutes. */
const TRACE: AttemptLimits = {
  maxAttempts: 25,
  firstWaitMs: 500,
  longestWaitMs: 60_000,
  longestWishMs: 3_600_000,
};

export const ATTEMPT_LIMITS: Readonly<Record<JobKind, AttemptLimits>> = {
  settle: TRACE,
  expand: TRACE,
  // How long a receiver is waited for is a setting, and told by the error. This is for what is no receiver's fault, as a
  // database that is away, and ends what no setting ends.
  notify: { maxAttempts: 100, firstWaitMs: 5_000, longestWaitMs: 3_600_000, longestWishMs: 7 * 86_400_000 },
};

/** The wait after a failed attempt (milliseconds). @param attempts made so far, at least 1 */
export function waitAfter(kind: JobKind, attempts: number): number {
  const { firstWaitMs, longestWaitMs } = ATTEMPT_LIMITS[kind];
  return Math.min(firstWaitMs * 2 ** (attempts - 1), longestWaitMs);
}
