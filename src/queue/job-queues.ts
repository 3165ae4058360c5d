/**
 * The queues, and which jobs go through which: every kind through exactly one.
 */

import type { JobKind } from '../cases/job.ts';
import type { JobHandlers } from '../cases/run-job.ts';
import { InvariantError } from '../core/errors.ts';

/** Queues of jobs of the job table; notifications never wait behind look-ups. */
export type JobQueueName = 'trace' | 'notify';

export const JOB_QUEUES: readonly JobQueueName[] = ['trace', 'notify'];

export const QUEUE_OF: Readonly<Record<JobKind, JobQueueName>> = {
  settle: 'trace',
  expand: 'trace',
  notify: 'notify',
};

/** The kinds that handlers are for. */
export function kindsOf(handlers: JobHandlers): readonly JobKind[] {
  return kinds().filter((kind) => handlers[kind] !== undefined);
}

/** The kinds of a queue. */
export function kindsOfQueue(queue: JobQueueName): readonly JobKind[] {
  return kinds().filter((kind) => QUEUE_OF[kind] === queue);
}

/**
 * Holds handlers to the queues that are to be worked on, before the first job is taken.
 * @throws InvariantError naming the kind that has no handler
 */
export function requireHandlers(handlers: JobHandlers, queues: readonly JobQueueName[]): void {
  const missing = queues.flatMap(kindsOfQueue).filter((kind) => handlers[kind] === undefined);
  if (missing.length > 0) {
    throw new InvariantError(`no handler for ${missing.join(', ')} jobs`, { kind: missing.join(', ') });
  }
}

function kinds(): JobKind[] {
  return Object.keys(QUEUE_OF) as JobKind[];
}
