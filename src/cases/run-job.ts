/**
 * The table of jobs: every kind has exactly one use case. Runners and workers know nothing else about jobs.
 */

import { type ExpandDeps, expandHop } from './expand-hop.ts';
import type { Job } from './ports.ts';
import { type SettleDeps, type Settled, settleHop } from './settle-hop.ts';

export type JobDeps = SettleDeps & ExpandDeps;

/** Does a job and stores its result. @returns where the run stands, after a settle job */
export async function runJob(job: Job, deps: JobDeps): Promise<Settled | null> {
  switch (job.kind) {
    case 'settle':
      return settleHop(job, deps);
    case 'expand':
      await expandHop(job, deps);
      return null;
  }
}
