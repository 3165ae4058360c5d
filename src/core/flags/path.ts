/**
 * Paths: the ways of stolen value from the seeds to where it was seen. The tape is replayed once more under the method in
 * question, and on the way to what is asked for every lot gets the leg it came by, so that a path is that of the coins
 * themselves and not only one of transactions that follow one another.
 */

import type { Graph } from '../graph/graph.ts';
import { flowsOf } from '../taint/flow.ts';
import { Ledger } from '../taint/ledger.ts';
import { NOTHING, type Portion, type SourceId, stolenPortions } from '../taint/lots.ts';
import type { LedgerPlan } from '../taint/plan.ts';
import { type Provenance, portionsOf } from '../taint/provenance.ts';
import type { HoldingId, LegId, Tape } from '../tape/tape.ts';
import { placeOf } from '../trace/end.ts';
import type { Seed } from '../trace/seed.ts';
import type { PathStep, SeedPaths } from './flag.ts';

/** How far a source is from what was asked for, and the source one step nearer to it. */
export interface Best {
  readonly hops: number;
  /** The smallest amount on the way. */
  readonly width: bigint;
  readonly next: SourceId | null;
}

type IsBetter = (a: Best, b: Best) => boolean;

/** Fewer hops, then wider. */
export const isShorter: IsBetter = (a, b) => a.hops < b.hops || (a.hops === b.hops && a.width > b.width);
const isHeavier: IsBetter = (a, b) => a.width > b.width || (a.width === b.width && a.hops < b.hops);

export interface PathRequest {
  readonly ledger: Ledger;
  readonly plan: LedgerPlan;
  readonly tipTime: number;
  readonly seeds: readonly Seed[];
  readonly graph: Graph;
  /** Everything that will be asked for. */
  readonly legs: Iterable<LegId>;
}

/** The paths to certain legs, under the method of a ledger. */
export class PathFinder {
  readonly #request: PathRequest;
  readonly #traced: Ledger;

  constructor(request: PathRequest) {
    const { ledger, plan, tipTime } = request;
    const asked = new Set(request.legs);
    const asking = Array.from(asked, (leg) => ledger.tape.holdingOf(leg));
    const onTheWay = holdingsOnTheWay(ledger, asking);
    this.#request = request;
    this.#traced = new Ledger(ledger.method, plan, {
      isAsked: (leg) => asked.has(leg),
      isOnTheWay: (holding) => onTheWay.has(holding),
    }).replay(tipTime);
  }

  /** For each seed whose coins any of the legs carried, in the order of the seeds. */
  paths(legs: readonly LegId[]): SeedPaths[] {
    const portions = legs.flatMap((leg) => stolenPortions(this.#traced.carried.get(leg) ?? NOTHING));
    const shortest = searched(portions, this.#traced.provenance, isShorter);
    const heaviest = searched(portions, this.#traced.provenance, isHeavier);
    return [...shortest.keys()]
      .filter((source) => source <= this.#request.seeds.length)
      .sort((a, b) => a - b)
      .map((seed) => ({
        seed,
        shortest: this.#steps(seed, shortest),
        heaviest: this.#steps(seed, heaviest),
      }));
  }

  /** From the seed on: a step for each movement that took its coins on. */
  #steps(seed: SourceId, best: ReadonlyMap<SourceId, Best>): PathStep[] {
    const { graph } = this.#request;
    const { tape, provenance } = this.#traced;
    const steps: PathStep[] = [];
    let from = this.#startOf(seed);
    for (let at: SourceId | null = seed; at !== null; at = best.get(at)?.next ?? null) {
      const origin = provenance.originOf(at);
      if (origin?.kind !== 'step') continue;
      const holding = tape.holdingOf(origin.leg);
      const to = placeOf(tape.keyOf(holding), graph).address;
      // A seed may name what a movement brings: its coins start there.
      if (origin.portion.source !== seed || !this.#isNamed(seed, holding, origin.leg)) {
        const { txid, block } = tape.sourceOf(tape.movementOf(origin.leg));
        const { amount } = origin.portion;
        steps.push({ txid, time: block.time, from, to, asset: tape.assetOf(origin.leg), amount });
      }
      from = to;
    }
    return steps;
  }

  #startOf(seed: SourceId): string {
    const stated = this.#request.seeds[seed - 1];
    return stated?.kind === 'address' ? stated.address : '';
  }

  #isNamed(seed: SourceId, holding: HoldingId, leg: LegId): boolean {
    const { outpoints, accounts, transfers } = this.#request.plan.marks;
    if (outpoints.get(holding)?.includes(seed)) return true;
    if (accounts.get(holding)?.some(({ origin }) => origin === seed)) return true;
    const { tape } = this.#traced;
    const marks = transfers.get(tape.sourceOf(tape.movementOf(leg)).txid);
    return (
      marks?.some(({ origin, receiver }) => origin === seed && (receiver ?? holding) === holding) ?? false
    );
  }
}

/** The asked holdings, and those from which stolen value may have come to them: a superset. */
export function holdingsOnTheWay(ledger: Ledger, asked: Iterable<HoldingId>): Set<HoldingId> {
  const { tape } = ledger;
  const holdings = new Set(asked);
  for (const { movement, takes } of [...flowsOf(ledger)].reverse()) {
    if (!leadsTo(holdings, tape, tape.firstPut(movement), tape.endLeg(movement))) continue;
    for (const leg of takes) holdings.add(tape.holdingOf(leg));
  }
  return holdings;
}

function leadsTo(holdings: ReadonlySet<HoldingId>, tape: Tape, first: LegId, end: LegId): boolean {
  for (let leg = first; leg < end; leg += 1) if (holdings.has(tape.holdingOf(leg))) return true;
  return false;
}

/**
 * The best way from every source below the portions; newer sources first, as a source is made of older ones only.
 * @param isHop which steps count; absent for all
 */
export function searched(
  portions: readonly (Portion & { readonly hops?: number })[],
  provenance: Provenance,
  isBetter: IsBetter,
  isHop: (leg: LegId) => boolean = () => true,
): Map<SourceId, Best> {
  const best = new Map<SourceId, Best>();
  const offer = (source: SourceId, found: Best) => {
    const known = best.get(source);
    if (known === undefined || isBetter(found, known)) best.set(source, found);
  };
  for (const { source, amount, hops = 0 } of portions) offer(source, { hops, width: amount, next: null });
  for (const source of provenance.below(portions.map((portion) => portion.source))) {
    const origin = provenance.originOf(source);
    const at = best.get(source);
    if (origin === null || at === undefined) continue;
    const hops = at.hops + (origin.kind === 'step' && isHop(origin.leg) ? 1 : 0);
    for (const { source: older, amount } of portionsOf(origin)) {
      // What a conversion gave is not measured in what it took.
      const width = origin.kind === 'conversion' || amount < at.width ? amount : at.width;
      offer(older, { hops, width, next: source });
    }
  }
  return best;
}
