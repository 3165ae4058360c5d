/**
 * Paths: the way of stolen value from a seed to an address, read off a trail of the ledger.
 */

import type { Movement } from '../movement.ts';
import type { Flow, Ledger, Trail } from '../taint/ledger.ts';
import { placeOf } from '../trace/end.ts';
import type { Graph } from '../trace/graph.ts';
import type { PathStep } from './flag.ts';

/** The flows of one ledger, ready to be asked for many paths. */
export class PathFinder {
  readonly #graph: Graph;
  readonly #flows: ReadonlyMap<Movement, Flow>;

  constructor(ledger: Ledger, graph: Graph) {
    this.#graph = graph;
    this.#flows = new Map(ledger.flows.map((flow) => [flow.movement, flow]));
  }

  /** The movements of a trail, the seed's first. */
  path(trail: Trail): PathStep[] {
    const steps: PathStep[] = [];
    for (let at: Trail | null = trail; at !== null; at = at.previous) {
      if (at.movement !== null && at.previous !== null) steps.push(this.#step(at.movement, at.previous, at));
    }
    return steps.reverse();
  }

  #step(movement: Movement, from: Trail, to: Trail): PathStep {
    const put = this.#flows.get(movement)?.puts.find(({ holding }) => holding === to.holding);
    return {
      txid: movement.txid,
      time: movement.block.time,
      from: placeOf(from.holding, this.#graph).address,
      to: placeOf(to.holding, this.#graph).address,
      asset: movement.asset,
      amount: put?.amount ?? 0n,
    };
  }
}
