/**
 * The graph of a run as far as its explorers are to be believed. Where a proof contradicts what one of them said, nothing that
 * this one said is used: it is looked up again from the others.
 */

import type { Graph } from '../core/graph/graph.ts';
import { contradictionOf, type Distrust } from '../core/graph/proof.ts';
import type { GraphStore, RunStore, StoredRun } from './ports.ts';

export interface BelievedGraph {
  readonly graph: Graph;
  readonly distrusted: readonly Distrust[];
}

export interface BeliefDeps {
  readonly runs: RunStore;
  readonly graphs: GraphStore;
}

/** The graph after the look-ups of the rounds up to `round`, and whom not to ask any more. */
export async function readBelievedGraph(
  run: Pick<StoredRun, 'id' | 'distrusted'>,
  round: number,
  { runs, graphs }: BeliefDeps,
): Promise<BelievedGraph> {
  let { distrusted } = run;
  for (;;) {
    const graph = await graphs.read(run.id, round);
    const found = await wrongIn(graph, run.id, graphs);
    if (found.length === 0) return { graph, distrusted };
    distrusted = await runs.distrust(run.id, found);
    graphs.forget(run.id);
  }
}

/** Explorers that said otherwise than is proven, each with the first thing that it said. */
async function wrongIn(graph: Graph, runId: string, graphs: GraphStore): Promise<Distrust[]> {
  const found = new Map<string, Distrust>();
  for (const { txid, proven } of graph.refuted()) {
    for (const { provider, transaction } of await graphs.versionsOf(runId, txid)) {
      const problem = contradictionOf(transaction, proven);
      if (problem !== null && !found.has(provider)) found.set(provider, { provider, txid, problem });
    }
  }
  return [...found.values()];
}
