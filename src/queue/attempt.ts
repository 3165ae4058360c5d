/**
 * One attempt at a claimed job: does it, and writes down what becomes of it when it fails. Shared by the in-process
 * runner and the BullMQ worker, and so the queue's half of the error tree: only what Coinhound itself calls retryable
 * is tried again.
 */

import type { Job } from '../cases/job.ts';
import type { Clock, JobStore } from '../cases/ports.ts';
import { printable } from '../cases/printable.ts';
import type { JobHandlers } from '../cases/run-job.ts';
import { CoinhoundError, InvariantError } from '../core/errors.ts';
import { ATTEMPT_LIMITS, waitAfter } from './attempt-limits.ts';

/** What an attempt came to: the job is done, waits for another attempt, or was given up. */
export type Outcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'retry'; readonly error: unknown; readonly at: number }
  | { readonly kind: 'failed'; readonly error: unknown };

/** An attempt that is over, for logs and metrics. */
export interface Attempt {
  readonly job: Job;
  readonly outcome: Outcome['kind'];
  /** Milliseconds that it took. */
  readonly ms: number;
  /** Why it failed; null when it is done. */
  readonly error: unknown;
}

export interface AttemptDeps {
  readonly jobs: JobStore;
  readonly clock: Clock;
  readonly handlers: JobHandlers;
  readonly onAttempt?: (attempt: Attempt) => void;
  /** In place of what the table says. */
  readonly maxAttempts?: number;
}

/**
 * Tries a job once.
 * @throws StorageError when not even the failure can be written down; the job is free again when its lease ends
 */
export async function attempt(job: Job, deps: AttemptDeps): Promise<Outcome> {
  const start = deps.clock.now();
  const outcome = await outcomeOf(job, deps);
  const error = outcome.kind === 'done' ? null : outcome.error;
  deps.onAttempt?.({ job, outcome: outcome.kind, ms: deps.clock.now() - start, error });
  if (outcome.kind === 'retry') await deps.jobs.retry(job, textOf(outcome.error), outcome.at);
  if (outcome.kind === 'failed') await deps.jobs.fail(job, textOf(outcome.error), deps.clock.now());
  return outcome;
}

async function outcomeOf(job: Job, deps: AttemptDeps): Promise<Outcome> {
  const maxAttempts = deps.maxAttempts ?? ATTEMPT_LIMITS[job.kind].maxAttempts;
  // A failure is counted before its retry; only an attempt that never came back gets here.
  if (job.attempts > maxAttempts) return { kind: 'failed', error: lost(job) };
  try {
    await handle(job, deps.handlers);
    return { kind: 'done' };
  } catch (error) {
    if (!mayPass(error) || job.attempts >= maxAttempts) return { kind: 'failed', error };
    return { kind: 'retry', error, at: deps.clock.now() + waitBefore(job, error) };
  }
}

async function handle(job: Job, handlers: JobHandlers): Promise<void> {
  // The handler of a kind takes the jobs of that kind, which the type of the table says but a lookup cannot.
  const handler = handlers[job.kind] as ((job: Job) => Promise<void>) | undefined;
  if (handler === undefined) throw new InvariantError(`no handler for ${job.kind} jobs`, { job: job.id });
  await handler(job);
}

/** A job that takes its process with it each time would otherwise go round for ever. */
function lost({ id, kind, attempts }: Job): InvariantError {
  return new InvariantError(
    `${kind} job ${id} was begun ${attempts - 1} times, and each time its process died or was stopped`,
    { job: id },
  );
}

/** The wait that the error itself asks for, as a receiver or an explorer may, else that of the table. */
function waitBefore(job: Job, error: unknown): number {
  const wish = error instanceof Error && 'retryAfterMs' in error ? error.retryAfterMs : undefined;
  if (typeof wish === 'number' && wish >= 0) {
    return Math.min(wish, ATTEMPT_LIMITS[job.kind].longestWishMs);
  }
  return waitAfter(job.kind, job.attempts);
}

function mayPass(error: unknown): boolean {
  return error instanceof CoinhoundError && error.retryable;
}

/** What a failure is called where text is kept, in SQL and in Redis. */
export function textOf(error: unknown): string {
  return printable(error instanceof Error ? error.message : String(error));
}
