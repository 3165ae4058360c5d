/**
 * The stores of a trace that ends with its process: they behave as the tables do (one contract suite holds both), in
 * plain maps, ready at once.
 */

import { growGraph } from '../cases/grow-graph.ts';
import type { ExpandJob } from '../cases/job.ts';
import type {
  CaseStore,
  GraphStore,
  OpenedCase,
  RunStore,
  StoredRun,
  Stores,
  TrafficCount,
  Version,
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
  graph = new Graph();
  /** Who said what of transactions that a proof may contradict yet. */
  readonly versions = new Map<string, Version[]>();
  /** Who told which transaction; the lists are shared. */
  readonly tellers = new Map<string, readonly string[]>();
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

  note({ provider, transactions }: Expansion): void {
    if (provider === undefined) return;
    const alone = [provider];
    for (const transaction of transactions) {
      const told = this.tellers.get(transaction.txid);
      if (told === undefined) this.tellers.set(transaction.txid, alone);
      else if (!told.includes(provider)) this.tellers.set(transaction.txid, [...told, provider].sort());
      if (transaction.chain === 'bitcoin' && transaction.verified === true) continue;
      const known = this.versions.get(transaction.txid);
      if (known === undefined) this.versions.set(transaction.txid, [{ provider, transaction }]);
      else known.push({ provider, transaction });
    }
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
        distrusted: [],
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
    async distrust(runId, found) {
      const run = runOf(runs, runId);
      const names = new Set(run.stored.distrusted.map(({ provider }) => provider));
      const distrusted = [...run.stored.distrusted, ...found.filter(({ provider }) => !names.has(provider))];
      run.change({ distrusted });
      // Nothing else was kept of the look-ups, so all of them are made again; an archive makes that cheap.
      run.graph = new Graph();
      run.found = [];
      run.versions.clear();
      run.tellers.clear();
      return distrusted;
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
    versionsOf: async (runId, txid) => runOf(runs, runId).versions.get(txid) ?? [],
    tellersOf: async (runId, txids) => {
      const { tellers } = runOf(runs, runId);
      return new Map(txids.map((txid) => [txid, tellers.get(txid) ?? []]));
    },
    // No run here goes on from another.
    blocksAbove: async () => [],
    forget: () => {},
    async add(job, expansion, traffic) {
      if (!jobs.close(job)) return;
      const run = runOf(runs, job.runId);
      run.count(traffic);
      run.found.push({ job, expansion });
      run.note(expansion);
    },
  };
}
