/**
 * Graphs that were read lately, so that the next round of a run reads only what is new. Nothing depends on it: a graph that
 * is not here is read from the start, and is the same.
 */

import type { Graph } from '../core/graph/graph.ts';

/** A graph with all look-ups up to a round. */
export interface RememberedGraph {
  readonly graph: Graph;
  readonly round: number;
}

/** Transactions of all graphs that are kept; a run with more is read anew each round. */
const MAX_TRANSACTIONS = 250_000;

export class GraphMemory {
  readonly #graphs = new Map<string, RememberedGraph>();

  /** Takes the graph of a run out, so that only one reader lets it grow. */
  take(runId: string): RememberedGraph | undefined {
    const known = this.#graphs.get(runId);
    this.#graphs.delete(runId);
    return known;
  }

  /** Keeps a graph, and lets those go that were used the longest ago. */
  keep(runId: string, remembered: RememberedGraph): void {
    this.#graphs.set(runId, remembered);
    for (const id of this.#graphs.keys()) {
      if (this.#transactions() <= MAX_TRANSACTIONS) break;
      this.#graphs.delete(id);
    }
  }

  #transactions(): number {
    let total = 0;
    for (const { graph } of this.#graphs.values()) total += graph.bitcoin.size + graph.ethereum.size;
    return total;
  }
}
