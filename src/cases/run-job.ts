/**
 * The table of jobs: every kind has exactly one use case. Runners and workers know nothing else about jobs.
 */

import { type ExpandDeps, expandHop } from './expand-hop.ts';
import type { Job, JobKind, NotifyJob, TraceJob } from './job.ts';
import type { JobStore } from './ports.ts';
import { type SettleDeps, type Settled, settleHop } from './settle-hop.ts';

export type TraceDeps = SettleDeps & ExpandDeps;

export interface NotifyDeps {
  readonly jobs: JobStore;
  /** Sends a delivery out; sending one again that went out already must do nothing. @throws CoinhoundError */
  readonly deliver: (deliveryId: string) => Promise<void>;
}

/** Does the jobs of some kinds and stores their results. */
export type JobHandlers = {
  readonly [Kind in JobKind]?: (job: Extract<Job, { kind: Kind }>) => Promise<void>;
};

/** Does a job of a run and stores its result. @returns where the run stands, after a settle job */
export async function runTraceJob(job: TraceJob, deps: TraceDeps): Promise<Settled | null> {
  switch (job.kind) {
    case 'settle':
      return settleHop(job, deps);
    case 'expand':
      await expandHop(job, deps);
      return null;
  }
}

/** The handlers of the jobs of runs. */
export function traceHandlers(deps: TraceDeps): JobHandlers {
  const handle = async (job: TraceJob) => {
    await runTraceJob(job, deps);
  };
  return { settle: handle, expand: handle };
}

/** The handler of notifications. */
export function notifyHandlers({ jobs, deliver }: NotifyDeps): JobHandlers {
  const handle = async (job: NotifyJob) => {
    await deliver(job.deliveryId);
    await jobs.complete(job);
  };
  return { notify: handle };
}
