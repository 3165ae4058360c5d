/**
 * Paths: one shortest way from a seed to an address, read off the ledger's trails.
 */

import type { Movement } from '../movement.ts';
import type { Flow, Ledger, Trail } from '../taint/ledger.ts';
import { type Place, placeOf } from '../trace/end.ts';
import type { Graph } from '../trace/graph.ts';
import type { PathStep } from './flag.ts';

/** The trails of one ledger, ready to be asked for many addresses. */
export class PathFinder {
  readonly #graph: Graph;
  readonly #nearest = new Map<string, Trail>();
  readonly #flows: ReadonlyMap<Movement, Flow>;

  constructor(ledger: Ledger, graph: Graph) {
    this.#graph = graph;
    this.#flows = new Map(ledger.flows.map((flow) => [flow.movement, flow]));
    for (const trail of ledger.trails.values()) {
      const { address } = placeOf(trail.holding, graph);
      const known = this.#nearest.get(address);
      if (known === undefined || trail.hops < known.hops) this.#nearest.set(address, trail);
    }
  }

  /** The trail with the fewest hops to an address; null when nothing stolen reached it. */
  nearest(place: Place): Trail | null {
    return this.#nearest.get(place.address) ?? null;
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
