/**
 * expand: the second half of a round, one look-up at a time. Asks an explorer for a subject of the frontier and stores
 * the answer.
 */

import type { Chain } from '../core/chain.ts';
import { InvariantError, ProviderError } from '../core/errors.ts';
import type { Expansion, Subject } from '../core/trace/subject.ts';
import { failedExpansion } from './grow-graph.ts';
import type { ChainSource, ExpandJob, GraphStore, RunBounds, RunStore } from './ports.ts';
import type { TrafficMeter } from './traffic-meter.ts';

export type Sources = Readonly<Partial<Record<Chain, ChainSource>>>;

export interface ExpandDeps {
  readonly runs: RunStore;
  readonly graphs: GraphStore;
  readonly sources: Sources;
  readonly traffic: TrafficMeter;
}

/** Looks a subject up. What an explorer does not answer is recorded as failed, never dropped. */
export async function expandHop(job: ExpandJob, deps: ExpandDeps): Promise<void> {
  const bounds = await deps.runs.bounds(job.runId);
  const expansion = await lookUp(job.subject, bounds, deps.sources);
  await deps.graphs.add(job, expansion, deps.traffic.take());
}

async function lookUp(subject: Subject, { tips, limits }: RunBounds, sources: Sources): Promise<Expansion> {
  const source = sources[subject.chain];
  const tip = tips?.[subject.chain];
  if (source === undefined || tip === undefined) {
    throw new InvariantError(`no explorer for ${subject.chain}`, { chain: subject.chain });
  }
  try {
    return await source.expand(subject, tip, limits.maxTransactionsPerAddress);
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    return failedExpansion(subject, error);
  }
}
