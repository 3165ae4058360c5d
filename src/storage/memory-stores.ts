/**
 * The stores of a trace that ends with its process: they behave as the tables do (one contract suite holds both), in
 * plain maps, ready at once.
 */

import type { ExpandJob } from '../cases/job.ts';
import type {
  CaseStore,
  GraphStore,
  OpenedCase,
  RunStore,
  StoredRun,
  Stores,
  TrafficCount,
} from '../cases/ports.ts';
import { NotFoundError } from '../core/errors.ts';
import type { Graph } from '../core/graph/graph.ts';
import type { Expansion } from '../core/graph/subject.ts';
import { priorityOf } from './job-priority.ts';
import { MemoryJobs } from './memory-jobs.ts';
import { type Beginning, NOTHING_BEFORE, startGraph } from './memory-line.ts';
import { Tellings } from './tellings.ts';
import { usedKey } from './used-key.ts';

class MemoryRun {
  stored: StoredRun;
  readonly tellings = new Tellings();
  readonly #beginning: Beginning;
  #graph: Graph;
  /** Look-ups of the round under way that came before others which stand before them, by their place. */
  readonly #early = new Map<number, Expansion>();
  #round = 0;
  /** The place in the round that the graph grows by next. */
  #next = 0;

  constructor(stored: StoredRun, beginning: Beginning) {
    this.stored = stored;
    this.#beginning = beginning;
    this.#graph = this.#start();
  }

  /** All that was found so far. */
  read(): Graph {
    const left = [...this.#early].sort(([a], [b]) => a - b);
    this.#early.clear();
    for (const [, expansion] of left) this.tellings.grow(this.#graph, expansion);
    return this.#graph;
  }

  /** Adds what a look-up found. In its turn, which is soon: what waits to be taken in is much larger than the graph. */
  add({ round, ordinal }: ExpandJob, expansion: Expansion): void {
    if (round !== this.#round) [this.#round, this.#next] = [round, 0];
    this.#early.set(ordinal, expansion);
    for (;;) {
      const next = this.#early.get(this.#next);
      if (next === undefined) return;
      this.#early.delete(this.#next);
      this.#next += 1;
      this.tellings.grow(this.#graph, next);
    }
  }

  /** Uses nothing that was found in this run; nothing else was kept of its look-ups, so all of them are made again. */
  startAgain(): void {
    this.#early.clear();
    this.tellings.clear();
    this.#graph = this.#start();
  }

  #start(): Graph {
    return startGraph(this.#beginning.earlier, this.stored.distrusted, this.tellings);
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

/** Opens empty stores. @param beginning of the run of the case that is opened */
export function createMemoryStores(beginning: Beginning = NOTHING_BEFORE): Stores {
  const runs = new Map<string, MemoryRun>();
  const jobs = new MemoryJobs((runId, error) => runOf(runs, runId).change({ state: 'failed', error }));
  const cases = caseStore(runs, jobs, beginning);
  return { cases, runs: runStore(runs, jobs), graphs: graphStore(runs, jobs), jobs };
}

function runOf(runs: ReadonlyMap<string, MemoryRun>, runId: string): MemoryRun {
  const run = runs.get(runId);
  if (run === undefined) throw new NotFoundError(`run ${runId} does not exist`, { run: runId });
  return run;
}

function caseStore(runs: Map<string, MemoryRun>, jobs: MemoryJobs, beginning: Beginning): CaseStore {
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
      const opening = {
        id: ids.runId,
        caseId: ids.caseId,
        body: structuredClone(body),
        limits,
        startedAt: at,
      };
      const run = new MemoryRun(newRun(opening, beginning), beginning);
      runs.set(ids.runId, run);
      const { baseRunId } = run.stored;
      if (baseRunId !== null)
        runs.set(baseRunId, new MemoryRun({ ...run.stored, id: baseRunId }, NOTHING_BEFORE));
      const job = jobs.put({ kind: 'settle', runId: ids.runId, round: 0 }, null, priorityOf(0), at);
      return { ...ids, jobs: [job] };
    },
  };
}

/** A run as it is before its first job. */
function newRun(
  opening: Pick<StoredRun, 'id' | 'caseId' | 'body' | 'limits' | 'startedAt'>,
  { number, pins, earlier }: Beginning,
): StoredRun {
  return {
    ...opening,
    number,
    baseRunId: earlier.length === 0 ? null : BEFORE,
    state: 'running',
    pins,
    traffic: { requests: 0, cacheHits: 0 },
    report: null,
    error: null,
    distrusted: [],
  };
}

/** The id of the run that one goes on from; what it reported is not kept. */
const BEFORE = 'run-0';

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
      // An archive makes it cheap.
      run.startAgain();
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
    read: async (runId) => runOf(runs, runId).read(),
    versionsOf: async (runId, txid) => {
      const run = runOf(runs, runId);
      return run.tellings.versionsOf(txid, run.read());
    },
    tellersOf: async (runId, txids) => {
      const { tellings } = runOf(runs, runId);
      return new Map(txids.map((txid) => [txid, tellings.tellersOf(txid)]));
    },
    // No run here goes on from another.
    blocksAbove: async () => [],
    forget: () => {},
    async add(job, expansion, traffic) {
      if (!jobs.close(job)) return;
      const run = runOf(runs, job.runId);
      run.count(traffic);
      run.add(job, expansion);
    },
  };
}
