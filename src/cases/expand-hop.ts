/**
 * expand: the second half of a round. Looks up every subject of the frontier and adds what is found to the graph.
 */

import pLimit from 'p-limit';
import type { Chain } from '../core/chain.ts';
import { BadProviderDataError, InvariantError, ProviderError } from '../core/errors.ts';
import type { Graph } from '../core/trace/graph.ts';
import type { Expansion, Subject } from '../core/trace/subject.ts';
import type { ChainSource, Tips } from './ports.ts';

export type Sources = Readonly<Partial<Record<Chain, ChainSource>>>;

export interface ExpandOptions {
  /** Look-ups under way at once. */
  readonly concurrency: number;
  readonly maxTransactionsPerAddress: number;
  readonly onLookup: () => void;
}

/**
 * Looks up all subjects. What an explorer does not answer is recorded as failed, never dropped. The graph grows in
 * the order of the subjects, whatever the order of the answers.
 */
export async function expandHop(
  subjects: readonly Subject[],
  graph: Graph,
  sources: Sources,
  tips: Tips,
  options: ExpandOptions,
): Promise<void> {
  const limit = pLimit(options.concurrency);
  const expansions = await Promise.all(
    subjects.map((subject) =>
      limit(async () => {
        const expansion = await lookUp(subject, sources, tips, options.maxTransactionsPerAddress);
        options.onLookup();
        return expansion;
      }),
    ),
  );
  for (const expansion of expansions) addOrFail(expansion, graph);
}

async function lookUp(
  subject: Subject,
  sources: Sources,
  tips: Tips,
  maxTransactions: number,
): Promise<Expansion> {
  const source = sources[subject.chain];
  const tip = tips[subject.chain];
  if (source === undefined || tip === undefined) {
    throw new InvariantError(`no explorer for ${subject.chain}`, { chain: subject.chain });
  }
  try {
    return await source.expand(subject, tip, maxTransactions);
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    return failed(subject, error);
  }
}

/** A look-up that contradicts an earlier one is not believed. */
function addOrFail(expansion: Expansion, graph: Graph): void {
  try {
    graph.add(expansion);
  } catch (error) {
    if (!(error instanceof BadProviderDataError)) throw error;
    graph.add(failed(expansion.subject, error));
  }
}

function failed(subject: Subject, error: ProviderError): Expansion {
  return { subject, status: 'failed', transactions: [], count: 0, reason: error.message };
}
