/** Jobs that look nothing up: a run of given rounds, for tests of what carries jobs, not of what they do. */
import type { ExpandJob, SettleJob } from '../../src/cases/job.ts';
import type { Stores } from '../../src/cases/ports.ts';
import type { JobHandlers } from '../../src/cases/run-job.ts';
import type { Subject } from '../../src/core/graph/subject.ts';
/** The result of a run that found nothing. */
export const NO_RESULT = {
  report: {},
  inputDigest: '',
  resultDigest: '',
  graph: { methods: [], nodes: [], edges: [] },
  views: { outcomes: [], places: [], methods: {} },
  changes: null,
} as const;

export interface MadeUpRounds {
  /** Look-ups of each round; after the last round the run is finished. */
  readonly lookUps: readonly number[];
  /** Called before a look-up is stored; it may throw. */
  readonly expand?: (job: ExpandJob) => Promise<void>;
  /** Called before a round is settled. */
  readonly settle?: (job: SettleJob) => Promise<void>;
}

/** Handlers that walk a run through the rounds. */
export function madeUpRounds({ runs, graphs }: Stores, rounds: MadeUpRounds): JobHandlers {
  return {
    async settle(job) {
      await rounds.settle?.(job);
      const lookUps = rounds.lookUps[job.round];
      const at = Date.now();
      if (lookUps === undefined) {
        await runs.finish(job, { ...NO_RESULT, at });
        return;
      }
      const frontier = Array.from(
        { length: lookUps },
        (_, n): Subject => ({ kind: 'transaction', chain: 'bitcoin', txid: `${job.round}-${n}` }),
      );
      await runs.advance(job, frontier, job.round, at);
    },
    async expand(job) {
      await rounds.expand?.(job);
      const { subject } = job;
      const expansion = { subject, status: 'complete', transactions: [], count: 0 } as const;
      await graphs.add(job, expansion, { requests: 1, cacheHits: 0 });
    },
  };
}
