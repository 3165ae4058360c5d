/**
 * The stores of a trace that ends with its process: they behave as the tables do (one contract suite holds both), in
 * plain maps, ready at once.
 */

import { growGraph } from '../cases/grow-graph.ts';
import type {
  CaseStore,
  ExpandJob,
  GraphStore,
  OpenedCase,
  RunStore,
  StoredRun,
  Stores,
  TrafficCount,
} from '../cases/ports.ts';
import { NotFoundError } from '../core/errors.ts';
import { Graph } from '../core/trace/graph.ts';
import type { Expansion } from '../core/trace/subject.ts';
import { priorityOf } from './job-priority.ts';
import { MemoryJobs } from './memory-jobs.ts';
import { usedKey } from './used-key.ts';

interface Found {
  readonly job: ExpandJob;
  readonly expansion: Expansion;
}

class MemoryRun {
  stored: StoredRun;
  readonly graph = new Graph();
  /** What the graph does not hold yet: the look-ups of the round under way. */
  found: Found[] = [];

  constructor(stored: StoredRun) {
    this.stored = stored;
  }

  count({ requests, cacheHits }: TrafficCount): void {
    const { traffic } = this.stored;
    this.change({
      traffic: { requests: traffic.requests + requests, cacheHits: traffic.cacheHits + cacheHits },
    });
  }

  change(what: Partial<StoredRun>): void {
    this.stored = { ...this.stored, ...what };
  }
}

/** Opens empty stores. */
export function createMemoryStores(): Stores {
  const runs = new Map<string, MemoryRun>();
  const jobs = new MemoryJobs((runId, error) => runOf(runs, runId).change({ state: 'failed', error }));
  return { cases: caseStore(runs, jobs), runs: runStore(runs, jobs), graphs: graphStore(runs, jobs), jobs };
}

function runOf(runs: ReadonlyMap<string, MemoryRun>, runId: string): MemoryRun {
  const run = runs.get(runId);
  if (run === undefined) throw new NotFoundError(`run ${runId} does not exist`, { run: runId });
  return run;
}

function caseStore(runs: Map<string, MemoryRun>, jobs: MemoryJobs): CaseStore {
  const opened = new Map<string, OpenedCase & { readonly digest: string }>();
  return {
    async open({ owner, body, requestDigest: digest, limits, webhook, idempotencyKey: ownKey, at }) {
      const idempotencyKey = ownKey === null ? null : `${owner} ${ownKey}`;
      const earlier = idempotencyKey === null ? undefined : opened.get(idempotencyKey);
      if (earlier !== undefined) {
        if (earlier.digest !== digest) throw usedKey(earlier.caseId);
        const { digest: _, ...ids } = earlier;
        return { ...ids, jobs: [] };
      }
      const ids = {
        caseId: `case-${runs.size + 1}`,
        runId: `run-${runs.size + 1}`,
        webhookSecret: webhook?.secret ?? null,
      };
      if (idempotencyKey !== null) opened.set(idempotencyKey, { ...ids, digest });
      const run = new MemoryRun({
        id: ids.runId,
        caseId: ids.caseId,
        number: 1,
        baseRunId: null,
        state: 'running',
        body: structuredClone(body),
        limits,
        pins: null,
        traffic: { requests: 0, cacheHits: 0 },
        startedAt: at,
        report: null,
        error: null,
      });
      runs.set(ids.runId, run);
      const job = jobs.put({ kind: 'settle', runId: ids.runId, round: 0 }, null, priorityOf(0), at);
      return { ...ids, jobs: [job] };
    },
  };
}

function runStore(runs: ReadonlyMap<string, MemoryRun>, jobs: MemoryJobs): RunStore {
  return {
    read: async (runId) => runOf(runs, runId).stored,
    bounds: async (runId) => runOf(runs, runId).stored,
    async pin(runId, pins, traffic) {
      const run = runOf(runs, runId);
      run.count(traffic);
      const pinned = run.stored.pins ?? pins;
      run.change({ pins: pinned });
      return pinned;
    },
    async advance(job, frontier, lookups, at) {
      if (!jobs.close(job)) return [];
      const [runId, round, priority] = [job.runId, job.round + 1, priorityOf(lookups)];
      const settle = jobs.put({ kind: 'settle', runId, round }, null, priority, at);
      const expands = frontier.map((subject, ordinal) =>
        jobs.put({ kind: 'expand', runId, round, ordinal, subject }, settle.id, priority, at),
      );
      return [settle, ...expands];
    },
    async finish(job, { report }) {
      if (jobs.close(job)) runOf(runs, job.runId).change({ state: 'done', report });
      return [];
    },
  };
}

function graphStore(runs: ReadonlyMap<string, MemoryRun>, jobs: MemoryJobs): GraphStore {
  return {
    async read(runId) {
      const run = runOf(runs, runId);
      const found = run.found.sort((a, b) => a.job.round - b.job.round || a.job.ordinal - b.job.ordinal);
      run.found = [];
      growGraph(
        run.graph,
        found.map(({ expansion }) => expansion),
      );
      return run.graph;
    },
    // No run here goes on from another.
    blocksAbove: async () => [],
    forget: () => {},
    async add(job, expansion, traffic) {
      if (!jobs.close(job)) return;
      const run = runOf(runs, job.runId);
      run.count(traffic);
      run.found.push({ job, expansion });
    },
  };
}
