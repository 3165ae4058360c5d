/**
 * expand: the second half of a round, one look-up at a time. Asks an explorer for a subject of the frontier and stores
 * the answer.
 */

import type { Chain } from '../core/chain.ts';
import { InvariantError, ProviderError } from '../core/errors.ts';
import type { Expansion } from '../core/trace/subject.ts';
import { failedExpansion } from './grow-graph.ts';
import type { ChainSource, ExpandJob, GraphStore, RunBounds, RunStore } from './ports.ts';
import type { TrafficMeter } from './traffic-meter.ts';

export type Sources = Readonly<Partial<Record<Chain, ChainSource>>>;

export interface ExpandDeps {
  readonly runs: RunStore;
  readonly graphs: GraphStore;
  readonly sources: Sources;
  readonly traffic: TrafficMeter;
  /** Times that a look-up is tried before the answer is that there is none. */
  readonly lookupAttempts: number;
}

/**
 * Looks a subject up. What an explorer does not answer is recorded as failed, never dropped.
 * @throws ProviderError when it may answer later, and attempts are left
 */
export async function expandHop(job: ExpandJob, deps: ExpandDeps): Promise<void> {
  const bounds = await deps.runs.bounds(job.runId);
  const expansion = await lookUp(job, bounds, deps);
  await deps.graphs.add(job, expansion, deps.traffic.take());
}

async function lookUp(
  { subject, attempts }: ExpandJob,
  { pins, limits }: RunBounds,
  { sources, lookupAttempts }: ExpandDeps,
): Promise<Expansion> {
  const source = sources[subject.chain];
  const tip = pins?.tips[subject.chain];
  if (source === undefined || tip === undefined) {
    throw new InvariantError(`no explorer for ${subject.chain}`, { chain: subject.chain });
  }
  try {
    return await source.expand(subject, tip, limits.maxTransactionsPerAddress);
  } catch (error) {
    const mayPass = error instanceof ProviderError && error.retryable && attempts < lookupAttempts;
    if (!(error instanceof ProviderError) || mayPass) throw error;
    return failedExpansion(subject, error);
  }
}
