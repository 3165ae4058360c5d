/**
 * Lineage: one more replay under a method, in which every lot on the way to a party gets the legs it came by. From what rests
 * at the end back to the seeds it tells which addresses each stolen unit went through.
 */

import { holdingsOnTheWay } from '../flags/path.ts';
import type { Graph } from '../graph/graph.ts';
import { parseHolding } from '../holding.ts';
import { sanctionOf } from '../tags/precedence.ts';
import { confidenceOf, type TagLookup } from '../tags/tag.ts';
import { Ledger } from '../taint/ledger.ts';
import { type Portion, type SourceId, stolenPortions } from '../taint/lots.ts';
import type { LedgerPlan } from '../taint/plan.ts';
import { CONDUIT, type HoldingId, type LegId } from '../tape/tape.ts';
import { type End, type Place, placeOf } from '../trace/end.ts';
import type { Seed } from '../trace/seed.ts';
import { DIRECT, type FateId, Fates, HERE } from './fates.ts';
import { isPartyKind } from './party.ts';

export interface LineageContext {
  readonly seeds: readonly Seed[];
  readonly graph: Graph;
  readonly tags: TagLookup;
  readonly plan: LedgerPlan;
  readonly ends: ReadonlyMap<HoldingId, End>;
  readonly tipTime: number;
}

/** Units that rest somewhere. */
export interface Rest {
  readonly holding: HoldingId;
  readonly place: Place;
  readonly fate: FateId;
  /** A coin that enters a mix is one movement away from it. */
  readonly distance: number;
  /** When it came there, Unix seconds; null where its last step tells. */
  readonly time: number | null;
  readonly portions: readonly Portion[];
}

/** A text for a place, to look it up by. */
export const placeKey = ({ chain, address }: Place): string => `${chain} ${address}`;

export class Lineage {
  readonly ledger: Ledger;
  readonly fates = new Fates();
  readonly rests: readonly Rest[];
  readonly #context: LineageContext;
  readonly #places = new Map<HoldingId, Place | null>();

  /** @param ledger a replayed one, of the method in question */
  constructor(ledger: Ledger, context: LineageContext) {
    this.#context = context;
    const watched = this.#watched(ledger);
    this.ledger =
      watched.size === 0
        ? ledger
        : new Ledger(ledger.method, context.plan, {
            isAsked: () => false,
            isOnTheWay: (holding) => watched.has(holding),
          }).replay(context.tipTime);
    this.rests = watched.size === 0 ? [] : this.#resting();
  }

  /** Where a leg puts value; null for what is no address: fees, and what only passes through within a transaction. */
  placeOfLeg(leg: LegId): Place | null {
    return this.#placeOf(this.ledger.tape.holdingOf(leg));
  }

  /** A conduit keeps nothing, so a leg into one is no hop. */
  isHop(leg: LegId): boolean {
    const { tape } = this.ledger;
    return tape.kindOf(tape.holdingOf(leg)) !== CONDUIT;
  }

  timeOf(leg: LegId): number {
    const { tape } = this.ledger;
    return tape.timeOf(tape.movementOf(leg));
  }

  /** The address that a seed names as a whole: what it holds from the start on has come there by no leg. */
  placeOfSeed(source: SourceId): Place | null {
    const seed = this.#context.seeds[source - 1];
    return seed?.kind === 'address' ? { chain: seed.chain, address: seed.address } : null;
  }

  /** The sanctioned party that a leg brings value to, where the walk goes on behind it; null for none. */
  passedAt(leg: LegId): FateId | null {
    const holding = this.ledger.tape.holdingOf(leg);
    const place = this.#placeOf(holding);
    if (place === null || isPartyKind(this.#context.ends.get(holding)?.kind ?? 'fees')) return null;
    const tag = sanctionOf(this.#context.tags(place.chain, place.address), this.timeOf(leg));
    if (tag === null) return null;
    return this.fates.add({ kind: 'sanctioned', entity: tag.entity, wentOn: true }, confidenceOf(tag));
  }

  /** Where value came to a sanctioned party and went on: the portions, as starts of ways back. */
  passages(fate: FateId): (Portion & { hops: number })[] {
    const { provenance } = this.ledger;
    const sources = this.rests.flatMap(({ portions }) => portions.map(({ source }) => source));
    return provenance.below(sources).flatMap((source) => {
      const origin = provenance.originOf(source);
      const isHere = origin?.kind === 'step' && this.passedAt(origin.leg) === fate;
      return isHere ? [{ source, amount: origin.portion.amount, hops: 0 }] : [];
    });
  }

  /** Holdings of every address from which stolen value may have come to a party; none where it came to no party. */
  #watched(ledger: Ledger): Set<HoldingId> {
    const { ends, tags } = this.#context;
    const reached = [...ledger.reach.holdings()];
    const asked = reached.filter((holding) => {
      if (ledger.taintedAt(holding) > 0n && isPartyKind(ends.get(holding)?.kind ?? 'fees')) return true;
      const place = this.#placeIn(ledger, holding);
      return (
        place !== null &&
        tags(place.chain, place.address).some(({ concepts }) => concepts.includes('sanction'))
      );
    });
    if (asked.length === 0) return new Set();
    const onTheWay = holdingsOnTheWay(ledger, asked);
    const places = new Set<string>();
    for (const holding of onTheWay) {
      const place = this.#placeIn(ledger, holding);
      if (place !== null) places.add(placeKey(place));
    }
    for (const holding of reached) {
      const place = this.#placeIn(ledger, holding);
      if (place !== null && places.has(placeKey(place))) onTheWay.add(holding);
    }
    return onTheWay;
  }

  #resting(): Rest[] {
    const { ledger, fates } = this;
    const { ends, graph } = this.#context;
    return ledger.taintedHoldings().flatMap((holding): Rest[] => {
      const end = ends.get(holding);
      if (end === undefined) return [];
      const key = ledger.tape.keyOf(holding);
      const { mix } = end;
      const entity = isPartyKind(end.kind) ? (end.entity ?? '') : null;
      return [
        {
          holding,
          place: placeOf(key, graph),
          fate: fates.add({ kind: end.kind, entity, wentOn: false }, end.confidence ?? 0),
          distance: mix === undefined ? HERE : DIRECT,
          time: mix === undefined ? null : (graph.bitcoin.get(mix)?.block.time ?? null),
          portions: stolenPortions(ledger.lotsAt(holding)),
        },
      ];
    });
  }

  #placeOf(holding: HoldingId): Place | null {
    return this.#placeIn(this.ledger, holding);
  }

  #placeIn({ tape }: Ledger, holding: HoldingId): Place | null {
    const known = this.#places.get(holding);
    if (known !== undefined) return known;
    const key = tape.keyOf(holding);
    const { kind } = parseHolding(key);
    const place = kind === 'account' || kind === 'outpoint' ? placeOf(key, this.#context.graph) : null;
    this.#places.set(holding, place);
    return place;
  }
}
