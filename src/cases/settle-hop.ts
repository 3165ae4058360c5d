/**
 * settle: the first half of a round, as a job. Reads the graph so far, settles it, and stores either the look-ups of
 * the next round or the report. A pure function of what is stored, so it may be tried again, or run twice.
 */

import { mixingOnly } from '../core/ethereum-mixers/mixing-only.ts';
import { findingsOf } from '../core/flags/assess.ts';
import { watchedSubjects } from '../core/flags/watch.ts';
import type { Distrust } from '../core/graph/proof.ts';
import { factKeys, inScope, type LookupSubject, type Subject } from '../core/graph/subject.ts';
import { methodsFor } from '../core/taint/methods.ts';
import type { SettleInput } from '../core/trace/settle.ts';
import { readBelievedGraph } from './believed-graph.ts';
import { type Case, parseCase } from './case-body.ts';
import { type FinishDeps, finishRun } from './finish-run.ts';
import type { SettleJob } from './job.ts';
import { type PinDeps, pinRun } from './pin-run.ts';
import type { StoredRun } from './ports.ts';
import type { SettledMemory, SettledWalk } from './settled-memory.ts';
import { priceLookups } from './value-run.ts';
import { proofLookups, type VerifyDeps } from './verify-run.ts';

export interface SettleDeps extends PinDeps, FinishDeps, VerifyDeps {
  readonly settled: SettledMemory;
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
  const { tips, tagsRevision } = await pinRun(run, theCase, deps);
  const { graph, distrusted } = await readBelievedGraph(run, job.round, deps);
  const tags = await deps.tags.at(tagsRevision);
  const { seeds, limits } = theCase;
  const methods = methodsFor(
    theCase.method,
    seeds.map(({ chain }) => chain),
  );
  const input = {
    seeds,
    limits,
    graph,
    tips,
    methods,
    tags: mixingOnly(tags.lookup, deps.mixers),
  };
  const walk = deps.settled.settle(input);
  const frontier = await nextLookups({ job, run, theCase, input, walk, distrusted }, deps);
  if (frontier.length > 0) await deps.runs.advance(job, frontier, graph.lookups, deps.clock.now());
  else {
    const settled = { theCase, input, walk, tagsDigest: tags.digest, distrusted };
    await finishRun(job, run, settled, deps);
    deps.graphs.forget(run.id);
  }
  return {
    round: job.round + 1,
    lookups: graph.lookups,
    frontier: frontier.length,
    transactions: graph.bitcoin.size + graph.ethereum.size,
  };
}

interface Round {
  readonly job: SettleJob;
  readonly run: StoredRun;
  readonly theCase: Case;
  readonly input: SettleInput;
  readonly walk: SettledWalk;
  readonly distrusted: readonly Distrust[];
}

/** What is looked up next: the walk goes on; at its end it is proved, and valued. */
async function nextLookups(round: Round, deps: SettleDeps): Promise<LookupSubject[]> {
  const { job, run, theCase, input, walk, distrusted } = round;
  const frontier = frontierOf(job, run, input, walk);
  const without = distrusted.map(({ provider }) => provider);
  const asked = (subjects: readonly Subject[]) =>
    subjects.map((subject) =>
      inScope(without.length === 0 ? subject : { ...subject, without }, theCase.assets),
    );
  if (frontier.length > 0) return asked(frontier);
  const proofs = await proofLookups(run.id, walk, input.graph, deps);
  return [...asked(proofs), ...(deps.prices === undefined ? [] : priceLookups(walk, input))];
}

/** The first round of a re-scan also looks at the flagged addresses, as far as the budget goes. */
function frontierOf(job: SettleJob, run: StoredRun, input: SettleInput, walk: SettledWalk): Subject[] {
  const { settlement } = walk;
  const { frontier } = settlement;
  if (job.round > 0 || run.baseRunId === null) return [...frontier];
  const open = new Set(frontier.flatMap(factKeys));
  const flags = findingsOf(settlement, input, walk.byMethod.flags);
  const watched = watchedSubjects({ ...input, flags, runNumber: run.number });
  const more = watched.filter((subject) => !factKeys(subject).some((key) => open.has(key)));
  return [...frontier, ...more].slice(0, input.limits.maxLookups);
}
