/**
 * What a run in memory begins with when it repeats one that went on from others: what those found, as far as it is still
 * believed.
 */

import type { Pins, Tips } from '../cases/ports.ts';
import { Graph } from '../core/graph/graph.ts';
import type { Distrust } from '../core/graph/proof.ts';
import type { Expansion } from '../core/graph/subject.ts';
import { type Forks, tipsWithin, withoutLost } from '../core/trace/fork.ts';
import type { Tellings } from './tellings.ts';

/** A run that another one goes on from. */
export interface EarlierRun {
  readonly tips: Tips;
  /** What it says of the blocks above these is not true any more. */
  readonly lost: Forks;
  /** All that its look-ups found, in the order of the frontiers that they answered. */
  readonly expansions: readonly Expansion[];
  readonly distrusted: readonly Distrust[];
}

export interface Beginning {
  /** Of the run within its case, from 1. */
  readonly number: number;
  /** Null for a run that pins itself. */
  readonly pins: Pins | null;
  /** The first one first. */
  readonly earlier: readonly EarlierRun[];
}

/** The first run of a case. */
export const NOTHING_BEFORE: Beginning = { number: 1, pins: null, earlier: [] };

/**
 * The graph that a run goes on from: the same that a database gives.
 * @param found explorers found wrong in the run itself
 * @param tellings that hear of all that the earlier runs found
 */
export function startGraph(
  earlier: readonly EarlierRun[],
  found: readonly Distrust[],
  tellings: Tellings,
): Graph {
  const graph = new Graph();
  const wrong = new Set(
    [...earlier.flatMap(({ distrusted }) => distrusted), ...found].map(({ provider }) => provider),
  );
  for (const { expansions, lost, tips } of earlier) {
    for (const expansion of expansions) tellings.note(expansion);
    const believed = expansions.filter(({ provider }) => provider === undefined || !wrong.has(provider));
    for (const expansion of believed.flatMap((one) => withoutLost(one, lost) ?? [])) {
      tellings.grow(graph, expansion);
    }
    graph.endRun(tipsWithin(tips, lost));
  }
  return graph;
}
