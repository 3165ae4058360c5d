/**
 * refill-queue: tells the queue again of what SQL says is to be done and the queue does not know, or does not know any
 * more: its publisher died between the commit and the telling, the server lost its data, or a job is stuck in it. A
 * job that is told of twice is claimed once.
 */

import type { JobOutbox, JobTransport } from './job-feed.ts';
import type { Clock } from './ports.ts';

export interface RefillDeps {
  readonly outbox: JobOutbox;
  readonly transport: JobTransport;
  readonly clock: Clock;
}

export interface RefillOptions {
  /** A job that was told of this long ago and waits still is told of again, while its queue is short (milliseconds). */
  readonly staleMs: number;
}

/** Jobs told of at once. The next sweep follows within seconds, so a queue is never empty for long. */
const BATCH = 1000;

/** Whoever stored a job is given this long to tell of it (milliseconds). */
const GRACE_MS = 2000;

/** Refills the queue. @returns how many jobs were told of; 0 while the server is out of reach */
export async function refillQueue(
  { outbox, transport, clock }: RefillDeps,
  { staleMs }: RefillOptions,
): Promise<number> {
  const at = clock.now();
  const keptSince = await transport.keptSince(at);
  if (keptSince === null) return 0;
  // A queue that holds plenty has its jobs waiting for good reason: telling again would only lengthen it.
  const staleKinds = await transport.shortOf(BATCH);
  const jobs = await outbox.untold({
    at,
    storedBefore: at - GRACE_MS,
    toldBefore: keptSince,
    staleBefore: at - staleMs,
    staleKinds,
    limit: BATCH,
  });
  if (jobs.length === 0 || !(await transport.publishAgain(jobs, at))) return 0;
  await outbox.toldSingly(jobs, at);
  return jobs.length;
}
