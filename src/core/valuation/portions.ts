/**
 * What is to be valued of a settled run, and when: what each seed made stolen, at the time of the theft; what ended in each
 * place, at the time when it arrived there. Under the main method.
 */

import type { Asset } from '../chain.ts';
import { assetOf, type HoldingKey } from '../holding.ts';
import { flowsOf } from '../taint/flow.ts';
import type { Ledger } from '../taint/ledger.ts';
import type { HoldingId } from '../tape.ts';
import { mixEntered } from '../trace/end.ts';
import type { Graph } from '../trace/graph.ts';
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
  const hours = hoursOf(main, seeds, graph);
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
function hoursOf(main: Ledger, seeds: readonly Seed[], graph: Graph): CameWhen {
  const { tape } = main;
  const bySeed = new Map<number, Hours>();
  const byHolding = new Map<HoldingId, Hours>();
  for (const { origin, holding, time, amount } of main.thefts) {
    const stolen = theftTime(seeds[origin - 1], time);
    at(bySeed, origin).add(stolen, amount);
    at(byHolding, holding).add(stolen, amount);
  }
  for (const { movement, puts } of flowsOf(main)) {
    const time = tape.timeOf(movement);
    for (const leg of puts) at(byHolding, tape.holdingOf(leg)).add(time, main.taintedOf(leg));
  }
  const pots = [...byHolding].filter(([id]) => tape.keyOf(id).startsWith('fees'));
  return {
    ofSeed: (seed) => at(bySeed, seed),
    at(holding) {
      const mixed = mixTime(holding, main, graph);
      return mixed ?? byHolding.get(tape.find(holding) ?? -1) ?? new Hours();
    },
    atFees(asset) {
      const own = pots.filter(([id]) => assetOf(tape.keyOf(id)) === asset);
      return new Hours().addAll((own.length > 0 ? own : pots).map(([, hours]) => hours));
    },
  };
}

/** What an address held when the window of its seed began was stolen then, however long it had been there. */
function theftTime(seed: Seed | undefined, time: number): number {
  return seed?.kind === 'address' ? Math.max(time, seed.since) : time;
}

/** What is spent by a mix arrived in it by the mix itself. */
function mixTime(holding: HoldingKey, main: Ledger, graph: Graph): Hours | null {
  const mix = mixEntered(holding, graph);
  const time = graph.bitcoin.get(mix?.txid ?? '')?.block.time;
  const id = main.tape.find(holding);
  if (time === undefined || id === undefined) return null;
  const hours = new Hours();
  hours.add(time, main.taintedAt(id));
  return hours;
}

function at<K>(map: Map<K, Hours>, key: K): Hours {
  const hours = map.get(key) ?? new Hours();
  map.set(key, hours);
  return hours;
}
