/**
 * What is to be valued of a settled run, and when: what each seed made stolen, at the time of the theft; what ended in each
 * place, at the time when it arrived there. Under the main method.
 */

import type { Asset } from '../chain.ts';
import type { Graph } from '../graph/graph.ts';
import { assetOf, type HoldingKey } from '../holding.ts';
import { flowsOf } from '../taint/flow.ts';
import type { Ledger } from '../taint/ledger.ts';
import { type HoldingId, POT, type Tape } from '../tape/tape.ts';
import type { Outcome, OutcomeHolding } from '../trace/outcome.ts';
import { assetOfSeed, type Seed } from '../trace/seed.ts';
import type { Settlement } from '../trace/settle.ts';
import { Hours, type Portion } from './portion.ts';

export interface Portions {
  /** Whether outcomes add up to what was stolen. */
  readonly addUp: boolean;
  /** By seed, in their order: what it made stolen. */
  readonly stolen: readonly Portion[];
  /** In the order of the outcomes. */
  readonly outcomes: readonly OutcomePortions[];
}

export interface OutcomePortions {
  /** In the order of the outcome's holdings. */
  readonly places: readonly PlacePortions[];
  /** What is in no place that is told one by one, such as fees; null for none. */
  readonly rest: Portion | null;
}

export interface PlacePortions {
  /** In units of what was stolen. */
  readonly amount: Portion;
  /** What it is now, where it was converted. */
  readonly held: Portion | null;
}

export interface PortionsInput {
  readonly settlement: Settlement;
  readonly seeds: readonly Seed[];
  readonly graph: Graph;
  readonly outcomes: readonly Outcome[];
}

/** Everything that is to be valued. */
export function portionsOf({ settlement, seeds, graph, outcomes }: PortionsInput): Portions {
  const [main] = settlement.ledgers;
  if (main === undefined) return { addUp: false, stolen: [], outcomes: [] };
  const hours = hoursOf(main, seeds, outcomes, (id) => mixTime(settlement.ends.get(id)?.mix, graph));
  const place = (asset: Asset, { holding, amount, held }: OutcomeHolding): PlacePortions => {
    const came = hours.at(holding);
    return {
      amount: came.portion(asset, amount),
      held: held === null ? null : came.portion(held.asset, held.amount),
    };
  };
  return {
    addUp: main.method.conserves,
    stolen: seeds.map((seed, index) => {
      const asset = assetOfSeed(seed);
      return hours.ofSeed(index + 1).portion(asset, main.stolen.get(index + 1)?.get(asset) ?? 0n);
    }),
    outcomes: outcomes.map(({ kind, asset, amount, holdings }) => ({
      places: holdings.map((holding) => place(asset, holding)),
      rest: kind === 'fees' ? hours.atFees(asset).portion(asset, amount) : null,
    })),
  };
}

interface CameWhen {
  ofSeed(seed: number): Hours;
  at(holding: HoldingKey): Hours;
  /** Fees that were paid in an asset, or, where fees were paid in another one for what was stolen, all fees. */
  atFees(asset: Asset): Hours;
}

/** When stolen value came where: by movements that carried it, or because a seed names what was there. */
function hoursOf(
  main: Ledger,
  seeds: readonly Seed[],
  outcomes: readonly Outcome[],
  mixedAt: (id: HoldingId) => number | undefined,
): CameWhen {
  const { tape } = main;
  const bySeed = new Map<number, Hours>();
  const byHolding = new Map<HoldingId, Hours>();
  const ended = endsIn(outcomes, tape);
  for (const { origin, holding, time, amount } of main.thefts) {
    const stolen = theftTime(seeds[origin - 1], time);
    at(bySeed, origin).add(stolen, amount);
    if (ended(holding)) at(byHolding, holding).add(stolen, amount);
  }
  for (const { movement, puts } of flowsOf(main)) {
    for (const leg of puts) {
      const holding = tape.holdingOf(leg);
      if (ended(holding)) at(byHolding, holding).add(tape.timeOf(movement), main.taintedOf(leg));
    }
  }
  const pots = [...byHolding].filter(([id]) => tape.keyOf(id).startsWith('fees'));
  return {
    ofSeed: (seed) => at(bySeed, seed),
    at(holding) {
      const id = tape.find(holding);
      if (id === undefined) return new Hours();
      const mixed = mixedAt(id);
      if (mixed !== undefined) return new Hours().add(mixed, main.taintedAt(id));
      return byHolding.get(id) ?? firstArrival(id, main);
    },
    atFees(asset) {
      const own = pots.filter(([id]) => assetOf(tape.keyOf(id)) === asset);
      return new Hours().addAll((own.length > 0 ? own : pots).map(([, hours]) => hours));
    },
  };
}

/** Whether value ends in a holding: most are only passed through. */
function endsIn(outcomes: readonly Outcome[], tape: Tape): (holding: HoldingId) => boolean {
  const places = outcomes.flatMap(({ holdings }) => holdings.map(({ holding }) => tape.find(holding)));
  const ids = new Set(places);
  return (holding) => ids.has(holding) || tape.kindOf(holding) === POT;
}

/** What an address held when the window of its seed began was stolen then, however long it had been there. */
function theftTime(seed: Seed | undefined, time: number): number {
  return seed?.kind === 'address' ? Math.max(time, seed.since) : time;
}

/** What is spent by a mix arrived in it by the mix itself. */
function mixTime(mix: string | undefined, graph: Graph): number | undefined {
  return mix === undefined ? undefined : graph.bitcoin.get(mix)?.block.time;
}

/** What is too small to be converted stays with the exchanger, and no leg of a movement tells so. */
function firstArrival(id: HoldingId, main: Ledger): Hours {
  const arrival = main.reach.arrivalAt(id);
  return arrival === null ? new Hours() : new Hours().add(main.tape.timeOf(arrival), main.taintedAt(id));
}

function at<K>(map: Map<K, Hours>, key: K): Hours {
  const hours = map.get(key) ?? new Hours();
  map.set(key, hours);
  return hours;
}
