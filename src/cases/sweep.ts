/**
 * sweep: puts back into the queue what SQL says is unfinished although nobody works on it, because the process that
 * did was killed. Doing a job twice is harmless: the second result of a job changes nothing.
 */

import type { Clock, JobStore } from './ports.ts';

export interface SweepDeps {
  readonly jobs: JobStore;
  readonly clock: Clock;
}

/**
 * Re-queues abandoned jobs.
 * @param workers `one`: no other process works on this database, so every running job is abandoned; `many`: those are
 *   whose lease ended
 * @returns how many
 */
export async function sweep(workers: 'one' | 'many', { jobs, clock }: SweepDeps): Promise<number> {
  return jobs.requeue(workers === 'one' ? 'all' : clock.now());
}
