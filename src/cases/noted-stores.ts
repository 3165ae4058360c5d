/**
 * Stores that note what a trace rests on while it is made: what it was opened with, what it was pinned to, and what its
 * look-ups said.
 */

import type { Expansion } from '../core/graph/subject.ts';
import type { MethodGraph } from '../core/report/money-graph.ts';
import type { Opening, Pins, Stores } from './ports.ts';

/** What was noted of the one run of a trace. */
export interface Notes<T> {
  readonly opening: Opening;
  readonly pins: Pins;
  readonly graph: MethodGraph;
  /** Of each look-up, in the order of the frontiers that they answered. */
  readonly said: readonly T[];
}

export interface NotedStores<T> {
  readonly stores: Stores;
  /** Once the trace has ended; null when it was never begun. */
  notes(): Notes<T> | null;
}

/** Notes what goes into stores. @param note what is kept of a look-up */
export function notedStores<T>(stores: Stores, note: (expansion: Expansion) => T): NotedStores<T> {
  let opening: Opening | null = null;
  const said: { readonly round: number; readonly ordinal: number; readonly what: T }[] = [];
  let runId = '';
  let pins: Pins | null = null;
  let finished: { readonly graph: MethodGraph } | null = null;
  return {
    stores: {
      ...stores,
      cases: {
        async open(asked) {
          opening = asked;
          const opened = await stores.cases.open(asked);
          runId = opened.runId;
          pins = (await stores.runs.read(runId)).pins;
          return opened;
        },
      },
      runs: {
        ...stores.runs,
        async pin(run, asked, traffic) {
          const pinned = await stores.runs.pin(run, asked, traffic);
          if (run === runId) pins = pinned;
          return pinned;
        },
        async finish(job, result) {
          finished = result;
          return stores.runs.finish(job, result);
        },
      },
      graphs: {
        ...stores.graphs,
        async add(job, expansion, traffic) {
          said.push({ round: job.round, ordinal: job.ordinal, what: note(expansion) });
          return stores.graphs.add(job, expansion, traffic);
        },
      },
    },
    notes() {
      if (opening === null || pins === null || finished === null) return null;
      const result = finished;
      const inOrder = said.toSorted((a, b) => a.round - b.round || a.ordinal - b.ordinal);
      return {
        opening,
        pins,
        said: inOrder.map(({ what }) => what),
        // Made when it is asked for, which most traces never do.
        get graph() {
          return result.graph;
        },
      };
    },
  };
}
