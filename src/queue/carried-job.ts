/**
 * A job as BullMQ carries it: its id and nothing else, for the truth about it is in SQL. Here is what BullMQ is told to do
 * with it; the numbers of attempts and waits are those of the one table.
 */

import type { JobsOptions } from 'bullmq';
import type { StoredJob } from '../cases/job.ts';
import { ATTEMPT_LIMITS } from './attempt-limits.ts';

export interface CarriedJob {
  readonly jobId: number;
}

/** The greatest priority that BullMQ knows (2^21 - 1). */
const LAST_PRIORITY = 2_097_151;

/** Failed jobs are kept for operators: a week, or so many (bull-board shows them; SQL has the reasons, too). */
const KEPT_FAILED = { age: 7 * 86_400, count: 1000 };

/** Name of the strategy that waits as long as the failed attempt said. */
export const WAIT_AS_TOLD = 'as-told';

/** The id in BullMQ, where an id of digits alone is refused, and a colon, too. */
export function carriedId({ id }: StoredJob): string {
  return `job-${id}`;
}

/** The id of another telling: whatever became of the first, it does not stand in the way. */
export function carriedAgainId(job: StoredJob, at: number): string {
  return `${carriedId(job)}-${at.toString(36)}`;
}

/** What BullMQ is told of a job. */
export function carriedOptions(job: StoredJob, id: string): JobsOptions {
  return {
    jobId: id,
    // Jobs without a priority would go before all others.
    priority: Math.min(job.priority + 1, LAST_PRIORITY),
    attempts: ATTEMPT_LIMITS[job.kind].maxAttempts,
    backoff: { type: WAIT_AS_TOLD },
    removeOnComplete: true,
    removeOnFail: KEPT_FAILED,
    // One line says where it failed; the log has the rest.
    stackTraceLimit: 1,
  };
}
