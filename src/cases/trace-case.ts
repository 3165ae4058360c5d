/**
 * The trace loop: settle, expand, and again until nothing is open, then the report. The result is a function of the
 * case, the tips and what the explorers say; neither concurrency nor timing can change it.
 */

import type { Chain, Tip } from '../core/chain.ts';
import { buildReport, type Report } from '../core/report/report.ts';
import type { TagLookup } from '../core/tags/tag.ts';
import { fifo } from '../core/taint/fifo.ts';
import { haircut } from '../core/taint/haircut.ts';
import type { Method, MethodName } from '../core/taint/method.ts';
import { Graph } from '../core/trace/graph.ts';
import { type Settlement, settle } from '../core/trace/settle.ts';
import type { Case } from './case-body.ts';
import { expandHop, type Sources } from './expand-hop.ts';
import type { Clock, Tips, TrafficCount } from './ports.ts';

const METHODS: Readonly<Record<MethodName, Method>> = { fifo, haircut };

export interface TagSet {
  readonly lookup: TagLookup;
  /** Digest over all tags, part of a run's inputs. */
  readonly digest: string;
}

/** What a run tells while it works. */
export interface TraceProgress {
  /** Round, from 1. */
  readonly round: number;
  /** Look-ups made, and known to be needed so far. */
  readonly done: number;
  readonly total: number;
  readonly transactions: number;
}

export interface TraceDeps {
  readonly sources: Sources;
  readonly tags: TagSet;
  readonly clock: Clock;
  readonly concurrency: number;
  readonly onProgress: (progress: TraceProgress) => void;
}

/** A finished run. */
export interface Run {
  readonly case: Case;
  readonly report: Report;
  readonly traffic: TrafficCount;
  readonly seconds: number;
}

/**
 * Traces a case to its end.
 * @throws ProviderError when not even the tip of a chain can be had
 * @throws InvariantError when the outcomes do not add up (a bug)
 */
export async function traceCase(theCase: Case, deps: TraceDeps): Promise<Run> {
  const started = deps.clock.now();
  const tips = await pinTips(theCase, deps.sources);
  const graph = new Graph();
  const methods = [
    METHODS[theCase.method],
    ...Object.values(METHODS).filter(({ name }) => name !== theCase.method),
  ];
  const input = {
    seeds: theCase.seeds,
    limits: theCase.limits,
    graph,
    tips,
    methods,
    tags: deps.tags.lookup,
  };
  const settlement = await walk(input, deps, tips);
  const report = buildReport({ ...input, tagsDigest: deps.tags.digest, settlement });
  return {
    case: theCase,
    report,
    traffic: trafficOf(deps.sources),
    seconds: (deps.clock.now() - started) / 1000,
  };
}

async function walk(input: Parameters<typeof settle>[0], deps: TraceDeps, tips: Tips): Promise<Settlement> {
  const { graph, limits } = input;
  let settlement = settle(input);
  for (let round = 1; settlement.frontier.length > 0; round += 1) {
    const { frontier } = settlement;
    const total = graph.lookups + frontier.length;
    let done = graph.lookups;
    const report = () =>
      deps.onProgress({ round, done, total, transactions: graph.bitcoin.size + graph.ethereum.size });
    report();
    await expandHop(frontier, graph, deps.sources, tips, {
      concurrency: deps.concurrency,
      maxTransactionsPerAddress: limits.maxTransactionsPerAddress,
      onLookup: () => {
        done += 1;
        report();
      },
    });
    settlement = settle(input);
  }
  return settlement;
}

/** Pins the tips of the chains that the seeds stand on: nothing above them is looked at. */
async function pinTips(theCase: Case, sources: Sources): Promise<Tips> {
  const tips: Partial<Record<Chain, Tip>> = {};
  for (const chain of new Set(theCase.seeds.map((seed) => seed.chain))) {
    const tip = await sources[chain]?.tip();
    if (tip !== undefined) tips[chain] = tip;
  }
  return tips;
}

function trafficOf(sources: Sources): TrafficCount {
  const counts = Object.values(sources).map((source) => source.traffic());
  return {
    requests: counts.reduce((total, { requests }) => total + requests, 0),
    cacheHits: counts.reduce((total, { cacheHits }) => total + cacheHits, 0),
  };
}
