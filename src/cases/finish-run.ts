/**
 * The end of a run: its report, what is new since the run before, and the graph that is shown.
 */

import type { MixerContracts } from '../core/ethereum-mixers/contracts.ts';
import type { PoolEvent } from '../core/exits/pool-event.ts';
import type { MixerProfile } from '../core/flags/mixer-profile.ts';
import type { Distrust } from '../core/graph/proof.ts';
import { methodGraph } from '../core/report/make-money-graph.ts';
import type { MethodGraph } from '../core/report/money-graph.ts';
import { buildReport, type Report } from '../core/report/report.ts';
import type { SettleInput } from '../core/trace/settle.ts';
import type { Case } from './case-body.ts';
import { changesBetween } from './changes.ts';
import { EXIT_DAYS, flaggedDeposits, knowledgeOf, leadsJson } from './exit-leads.ts';
import type { Sources } from './expand-hop.ts';
import { allStand, pinsStand } from './find-forks.ts';
import type { SettleJob } from './job.ts';
import type { Clock, RunStore, StoredRun } from './ports.ts';
import type { PriceSource } from './price-source.ts';
import { readFreezes } from './read-freezes.ts';
import { methodViewsJson } from './report/method-views.ts';
import { type ReportJson, reportJson } from './report/report-json.ts';
import type { SettledWalk } from './settled-memory.ts';
import { sha256 } from './sha256.ts';
import type { TrafficMeter } from './traffic-meter.ts';
import { valueRun } from './value-run.ts';

export interface FinishDeps {
  readonly runs: RunStore;
  readonly sources: Sources;
  /** Absent where nothing is valued. */
  readonly prices?: PriceSource;
  /** What is published of mixers. */
  readonly profiles: readonly MixerProfile[];
  /** What is known of the contracts of mixers. */
  readonly mixers: MixerContracts;
  /** Whether the issuers of stablecoins are asked if flagged addresses are frozen; absent for no. */
  readonly readsFreezes?: boolean;
  /** Events of mixers' pools; absent where none are known. */
  readonly poolEvents?: readonly PoolEvent[];
  readonly clock: Clock;
  readonly traffic: TrafficMeter;
}

export interface SettledRun {
  readonly theCase: Case;
  readonly input: SettleInput;
  readonly walk: SettledWalk;
  readonly tagsDigest: string;
  /** Explorers of whose word nothing is used. */
  readonly distrusted: readonly Distrust[];
}

/** Stores the result of a run of which nothing is left to be looked up. @throws InvariantError when the outcomes do not add up (a bug) */
export async function finishRun(
  job: SettleJob,
  run: StoredRun,
  what: SettledRun,
  deps: FinishDeps,
): Promise<void> {
  const { runs, clock, traffic } = deps;
  const { theCase, input, walk, tagsDigest, distrusted } = what;
  const { settlement } = walk;
  // Without look-ups the tip has just been asked for.
  const standing = input.graph.lookups === 0 ? allStand(input.tips) : await pinsStand(input.tips, deps);
  const report = buildReport({
    ...input,
    assets: theCase.assets,
    tagsDigest,
    settlement,
    results: walk,
    standing,
    forks: run.pins?.forks ?? {},
    distrusted,
    sha256,
    mixers: deps.mixers,
  });
  const [stored, last] = [(await runs.read(run.id)).traffic, traffic.take()];
  const total = {
    requests: stored.requests + last.requests,
    cacheHits: stored.cacheHits + last.cacheHits,
  };
  const at = clock.now();
  const seconds = (at - run.startedAt) / 1000;
  const json = reportJson({
    case: theCase,
    report,
    ...(await asidesOf(report, what, deps)),
    traffic: total,
    seconds,
  });
  const before = run.baseRunId === null ? null : (await runs.read(run.baseRunId)).report;
  // A base is a finished run, and those have a report.
  const changes = before === null ? null : changesBetween(before as ReportJson, json);
  let graph: MethodGraph | null = null;
  await runs.finish(job, {
    report: json,
    inputDigest: report.inputDigest,
    resultDigest: report.resultDigest,
    // Both are only made where they are kept.
    get graph() {
      graph ??= methodGraph(settlement, input.graph);
      return graph;
    },
    get views() {
      return methodViewsJson({ ...deps, settlement, input, report });
    },
    changes,
    at,
  });
}

/** What the report says beside its results, as far as it was asked for: no digest covers it. */
async function asidesOf(report: Report, { input, walk }: SettledRun, deps: FinishDeps) {
  const { prices, profiles, poolEvents, readsFreezes = false } = deps;
  const freezes = () => readFreezes(report.flags, input.tips.ethereum, deps.sources.ethereum);
  return {
    profiles,
    ...(prices === undefined ? {} : { valuation: valueRun(report.outcomes, walk.settlement, input) }),
    ...(poolEvents === undefined ? {} : { leads: leadsOf(report, input, poolEvents) }),
    ...(readsFreezes ? { freezes: await freezes() } : {}),
  };
}

/** Where the flagged deposits may have come out; no part of the results. */
function leadsOf({ flags }: Report, { graph, tags }: SettleInput, events: readonly PoolEvent[]) {
  return leadsJson({ events, ...flaggedDeposits(flags), days: EXIT_DAYS }, knowledgeOf(graph, tags));
}
