/**
 * Walks that have ended, so that rounds which only prove or value something settle nothing again. Nothing depends on it: what
 * is not here is settled anew, and is the same.
 */

import { assess } from '../core/flags/assess.ts';
import type { Flag } from '../core/flags/flag.ts';
import { Views } from '../core/flags/views.ts';
import type { Graph } from '../core/graph/graph.ts';
import type { ByMethod } from '../core/report/report-input.ts';
import { type Outcome, outcomesOf } from '../core/trace/outcome.ts';
import { OutcomeTables } from '../core/trace/outcome-tables.ts';
import { type SettleInput, type Settlement, settle } from '../core/trace/settle.ts';

/** A settled walk, and what was found on it, which is worked out when it is first asked for. */
export class SettledWalk {
  readonly settlement: Settlement;
  readonly #input: SettleInput;
  #flags: Flag[] | null = null;
  #outcomes: Outcome[] | null = null;
  #byMethod: ByMethod | null = null;

  constructor(input: SettleInput) {
    this.settlement = settle(input);
    this.#input = input;
  }

  get flags(): Flag[] {
    this.#flags ??= assess(this.settlement, this.#input, this.byMethod.flags);
    return this.#flags;
  }

  get outcomes(): Outcome[] {
    const { graph } = this.#input;
    this.#outcomes ??= outcomesOf(this.settlement, graph, this.byMethod.outcomes);
    return this.#outcomes;
  }

  /** Whatever both are read from. */
  get byMethod(): ByMethod {
    this.#byMethod ??= {
      outcomes: new OutcomeTables(this.settlement, this.#input.seeds),
      flags: new Views(this.settlement, this.#input),
    };
    return this.#byMethod;
  }
}

export class SettledMemory {
  readonly #walks = new WeakMap<Graph, { readonly lookups: number; readonly walk: SettledWalk }>();

  /**
   * Settles a graph of one run. A graph only grows, and all that settling reads of it comes with look-ups that it counts;
   * seeds, limits, tags and tips of a run stay.
   */
  settle(input: SettleInput): SettledWalk {
    const { graph } = input;
    const known = this.#walks.get(graph);
    if (known !== undefined && known.lookups === graph.lookups) return known.walk;
    const walk = new SettledWalk(input);
    // One that goes on has more look-ups next time, and memory is short.
    if (walk.settlement.frontier.length === 0) this.#walks.set(graph, { lookups: graph.lookups, walk });
    return walk;
  }
}
