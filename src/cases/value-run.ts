/**
 * The value of a run in US dollars: first the look-ups of prices, once all of the trace is known, then the valuation. Nothing
 * else of a run depends on it.
 */

import type { PricesSubject } from '../core/graph/subject.ts';
import type { Outcome } from '../core/trace/outcome.ts';
import type { SettleInput, Settlement } from '../core/trace/settle.ts';
import { pricesNeeded } from '../core/valuation/needs.ts';
import { portionsOf } from '../core/valuation/portions.ts';
import { type Valuation, valuationOf } from '../core/valuation/valuation.ts';
import type { SettledWalk } from './settled-memory.ts';

/** The prices that the valuation of a settled run still needs; none when all were asked for. */
export function priceLookups(walk: SettledWalk, { seeds, graph, tags }: SettleInput): PricesSubject[] {
  const { settlement, outcomes } = walk;
  return pricesNeeded(portionsOf({ settlement, seeds, graph, outcomes }), graph.prices, tags);
}

/** The amounts of a run at the prices that its look-ups found. */
export function valueRun(
  outcomes: readonly Outcome[],
  settlement: Settlement,
  { seeds, graph, tags }: SettleInput,
): Valuation {
  return valuationOf(portionsOf({ settlement, seeds, graph, outcomes }), graph.prices, tags);
}
