/**
 * settle: the first half of a round, as a job. Reads the graph so far, settles it, and stores either the look-ups of
 * the next round or the report. A pure function of what is stored, so it may be tried again, or run twice.
 */

import type { Chain, Tip } from '../core/chain.ts';
import { buildReport } from '../core/report/report.ts';
import type { TagLookup } from '../core/tags/tag.ts';
import { fifo } from '../core/taint/fifo.ts';
import { haircut } from '../core/taint/haircut.ts';
import type { Method, MethodName } from '../core/taint/method.ts';
import { type SettleInput, type Settlement, settle } from '../core/trace/settle.ts';
import { type Case, parseCase } from './case-body.ts';
import type { Sources } from './expand-hop.ts';
import type { Clock, GraphStore, RunStore, SettleJob, StoredRun, Tips } from './ports.ts';
import { reportJson } from './report-json.ts';
import type { TrafficMeter } from './traffic-meter.ts';

const METHODS: Readonly<Record<MethodName, Method>> = { fifo, haircut };

export interface TagSet {
  readonly lookup: TagLookup;
  /** Digest over all tags, part of a run's inputs. */
  readonly digest: string;
}

export interface SettleDeps {
  readonly runs: RunStore;
  readonly graphs: GraphStore;
  readonly sources: Sources;
  readonly tags: TagSet;
  readonly clock: Clock;
  readonly traffic: TrafficMeter;
}

/** Where a run stands after a round was settled. */
export interface Settled {
  /** The round that comes next, from 1. */
  readonly round: number;
  /** Look-ups made, and needed in the next round; 0 when the run is finished. */
  readonly lookups: number;
  readonly frontier: number;
  readonly transactions: number;
}

/**
 * Settles a run after the look-ups of a round.
 * @throws ProviderError when not even the tip of a chain can be had
 * @throws InvariantError when the outcomes do not add up (a bug)
 */
export async function settleHop(job: SettleJob, deps: SettleDeps): Promise<Settled> {
  const run = await deps.runs.read(job.runId);
  const theCase = parseCase(run.body, run.limits);
  const tips = run.tips ?? (await pinTips(run, theCase, deps));
  const graph = await deps.graphs.read(run.id);
  const { seeds, limits } = theCase;
  const input = { seeds, limits, graph, tips, methods: methodsOf(theCase), tags: deps.tags.lookup };
  const settlement = settle(input);
  const { frontier } = settlement;
  if (frontier.length > 0) await deps.runs.advance(job, frontier, graph.lookups, deps.clock.now());
  else await finish(job, run, theCase, input, settlement, deps);
  return {
    round: job.round + 1,
    lookups: graph.lookups,
    frontier: frontier.length,
    transactions: graph.bitcoin.size + graph.ethereum.size,
  };
}

/** The main method first. */
function methodsOf({ method }: Case): Method[] {
  return [METHODS[method], ...Object.values(METHODS).filter(({ name }) => name !== method)];
}

/** Pins the tips of the chains that the seeds stand on: nothing above them is looked at. */
async function pinTips(run: StoredRun, theCase: Case, { runs, sources, traffic }: SettleDeps): Promise<Tips> {
  const tips: Partial<Record<Chain, Tip>> = {};
  for (const chain of new Set(theCase.seeds.map((seed) => seed.chain))) {
    const tip = await sources[chain]?.tip();
    if (tip !== undefined) tips[chain] = tip;
  }
  return runs.pinTips(run.id, tips, traffic.take());
}

async function finish(
  job: SettleJob,
  run: StoredRun,
  theCase: Case,
  input: SettleInput,
  settlement: Settlement,
  { runs, tags, clock, traffic }: SettleDeps,
): Promise<void> {
  const report = buildReport({ ...input, tagsDigest: tags.digest, settlement });
  const { inputDigest, resultDigest } = report;
  const [stored, last] = [(await runs.read(run.id)).traffic, traffic.take()];
  const total = {
    requests: stored.requests + last.requests,
    cacheHits: stored.cacheHits + last.cacheHits,
  };
  const at = clock.now();
  const seconds = (at - run.startedAt) / 1000;
  const json = reportJson({ case: theCase, report, traffic: total, seconds });
  await runs.finish(job, { report: json, inputDigest, resultDigest, at });
}
