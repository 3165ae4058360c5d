/**
 * settle: the first half of a round, as a job. Reads the graph so far, settles it, and stores either the look-ups of
 * the next round or the report. A pure function of what is stored, so it may be tried again, or run twice.
 */

import type { Chain, Tip } from '../core/chain.ts';
import { findingsOf } from '../core/flags/assess.ts';
import { watchedSubjects } from '../core/flags/watch.ts';
import { moneyGraph } from '../core/report/money-graph.ts';
import { buildReport } from '../core/report/report.ts';
import { methodsFor } from '../core/taint/methods.ts';
import { type SettleInput, type Settlement, settle } from '../core/trace/settle.ts';
import { factKeys, type Subject } from '../core/trace/subject.ts';
import { type Case, parseCase } from './case-body.ts';
import { changesBetween } from './changes.ts';
import { allStand, type ForkDeps, findForks, pinsStand } from './find-forks.ts';
import type { Clock, Pins, RunStore, SettleJob, StoredRun, Tips } from './ports.ts';
import type { PriceSource } from './price-source.ts';
import { type ReportJson, reportJson } from './report-json.ts';
import type { TagSource } from './tag-source.ts';
import type { TrafficMeter } from './traffic-meter.ts';
import { priceLookups, valueRun } from './value-run.ts';

export interface SettleDeps extends ForkDeps {
  readonly runs: RunStore;
  /** Absent where nothing is valued. */
  readonly prices?: PriceSource;
  readonly tags: TagSource;
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
  const { tips, tagsRevision } = await pinned(run, theCase, deps);
  const [graph, tags] = [await deps.graphs.read(run.id, job.round), await deps.tags.at(tagsRevision)];
  const { seeds, limits } = theCase;
  const methods = methodsFor(
    theCase.method,
    seeds.map(({ chain }) => chain),
  );
  const input = { seeds, limits, graph, tips, methods, tags: tags.lookup };
  const settlement = settle(input);
  const open = frontierOf(job, run, input, settlement);
  const isValued = deps.prices !== undefined;
  const frontier = open.length === 0 && isValued ? priceLookups(settlement, input) : open;
  if (frontier.length > 0) await deps.runs.advance(job, frontier, graph.lookups, deps.clock.now());
  else {
    await finish(job, run, { theCase, input, settlement, tagsDigest: tags.digest }, deps);
    deps.graphs.forget(run.id);
  }
  return {
    round: job.round + 1,
    lookups: graph.lookups,
    frontier: frontier.length,
    transactions: graph.bitcoin.size + graph.ethereum.size,
  };
}

/** The first round of a re-scan also looks at the flagged addresses, as far as the budget goes. */
function frontierOf(job: SettleJob, run: StoredRun, input: SettleInput, settlement: Settlement): Subject[] {
  const { frontier } = settlement;
  if (job.round > 0 || run.baseRunId === null) return [...frontier];
  const open = new Set(frontier.flatMap(factKeys));
  const flags = findingsOf(settlement, input);
  const watched = watchedSubjects({ ...input, flags, runNumber: run.number });
  const more = watched.filter((subject) => !factKeys(subject).some((key) => open.has(key)));
  return [...frontier, ...more].slice(0, input.limits.maxLookups);
}

/** Pins the newest tags, and the tips of the chains that the seeds stand on: nothing above them is looked at. */
async function pinned(run: StoredRun, theCase: Case, deps: SettleDeps): Promise<Pins> {
  const { runs, sources, tags, traffic } = deps;
  if (run.pins !== null) return run.pins;
  const newest: Partial<Record<Chain, Tip>> = {};
  const tipEvidence: string[] = [];
  for (const chain of new Set(theCase.seeds.map((seed) => seed.chain))) {
    const tip = await sources[chain]?.tip();
    if (tip === undefined) continue;
    newest[chain] = tip.value;
    tipEvidence.push(...tip.evidence);
  }
  const { tips, forks } = await standingOn(run.baseRunId, newest, deps);
  const pins = { tips, tagsRevision: await tags.revision(), tipEvidence, forks };
  return runs.pin(run.id, pins, traffic.take());
}

/** An explorer that is behind the one of an earlier run takes nothing back; a chain that was reorganised does. */
async function standingOn(
  baseRunId: string | null,
  newest: Tips,
  deps: SettleDeps,
): Promise<Pick<Pins, 'tips' | 'forks'>> {
  const base = baseRunId === null ? null : (await deps.runs.bounds(baseRunId)).pins?.tips;
  if (baseRunId === null || base == null) return { tips: newest, forks: {} };
  const forks = await findForks(baseRunId, base, newest, deps);
  const higher = (tip: Tip, before: Tip | undefined) =>
    before !== undefined && before.height > tip.height ? before : tip;
  const tips = Object.entries(newest).map(([name, tip]) => {
    const chain = name as Chain;
    return [chain, forks[chain] === undefined ? higher(tip, base[chain]) : tip] as const;
  });
  return { tips: Object.fromEntries(tips), forks };
}

interface Finish {
  readonly theCase: Case;
  readonly input: SettleInput;
  readonly settlement: Settlement;
  readonly tagsDigest: string;
}

async function finish(job: SettleJob, run: StoredRun, what: Finish, deps: SettleDeps): Promise<void> {
  const { runs, clock, traffic } = deps;
  const { theCase, input, settlement, tagsDigest } = what;
  // Without look-ups the tip has just been asked for.
  const standing = input.graph.lookups === 0 ? allStand(input.tips) : await pinsStand(input.tips, deps);
  const report = buildReport({ ...input, tagsDigest, settlement, standing, forks: run.pins?.forks ?? {} });
  const { inputDigest, resultDigest } = report;
  const [stored, last] = [(await runs.read(run.id)).traffic, traffic.take()];
  const total = {
    requests: stored.requests + last.requests,
    cacheHits: stored.cacheHits + last.cacheHits,
  };
  const at = clock.now();
  const seconds = (at - run.startedAt) / 1000;
  const valuation =
    deps.prices === undefined ? {} : { valuation: valueRun(report.outcomes, settlement, input) };
  const json = reportJson({ case: theCase, report, ...valuation, traffic: total, seconds });
  const before = run.baseRunId === null ? null : (await runs.read(run.baseRunId)).report;
  // A base is a finished run, and those have a report.
  const changes = before === null ? null : changesBetween(before as ReportJson, json);
  const graph = moneyGraph(settlement, input.graph);
  await runs.finish(job, { report: json, inputDigest, resultDigest, graph, changes, at });
}
