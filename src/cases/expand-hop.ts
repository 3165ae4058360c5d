/**
 * expand: the second half of a round, one look-up at a time. Asks an explorer, or a price source, for a subject of the
 * frontier and stores the answer.
 */

import type { Chain } from '../core/chain.ts';
import { InvariantError, ProviderError } from '../core/errors.ts';
import type { Expansion, PricesSubject, Subject } from '../core/graph/subject.ts';
import { failedExpansion } from './grow-graph.ts';
import type { ExpandJob } from './job.ts';
import type { ChainSource, GraphStore, RunBounds, RunStore } from './ports.ts';
import type { PriceSource } from './price-source.ts';
import type { TrafficMeter } from './traffic-meter.ts';

export type Sources = Readonly<Partial<Record<Chain, ChainSource>>>;

export interface ExpandDeps {
  readonly runs: RunStore;
  readonly graphs: GraphStore;
  readonly sources: Sources;
  /** Absent where nothing is valued. */
  readonly prices?: PriceSource;
  readonly traffic: TrafficMeter;
  /** Times that a look-up is tried before the answer is that there is none. */
  readonly lookupAttempts: number;
}

/**
 * Looks a subject up. What an explorer does not answer (in full) is recorded as such, never dropped.
 * @throws ProviderError when it may answer later, and attempts are left
 */
export async function expandHop(job: ExpandJob, deps: ExpandDeps): Promise<void> {
  const { subject } = job;
  const expansion =
    subject.kind === 'prices'
      ? await lookUpPrices(subject, deps.prices)
      : await lookUp(subject, job.attempts, await deps.runs.bounds(job.runId), deps);
  await deps.graphs.add(job, expansion, deps.traffic.take());
}

async function lookUp(
  subject: Subject,
  attempts: number,
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

/** A price that cannot be had is unknown. It is no gap of the trace, so it is not asked for again in the same run. */
async function lookUpPrices(subject: PricesSubject, prices?: PriceSource): Promise<Expansion> {
  const { asset, times } = subject;
  const nothing = { subject, transactions: [], count: 0 };
  if (prices === undefined) return { ...nothing, status: 'failed', reason: 'no price source is configured' };
  try {
    const { value, provider, evidence } = await prices.prices(asset, times);
    // When every source failed nobody said anything.
    return {
      ...nothing,
      status: 'complete',
      prices: value,
      ...(provider === '' ? {} : { provider, evidence }),
    };
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    return failedExpansion(subject, error);
  }
}
