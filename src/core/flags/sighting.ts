/**
 * Sightings: single observations in the flows of stolen value that support a flag.
 */

import type { Asset, BlockRef } from '../chain.ts';
import { detectWhirlpoolTx0 } from '../detect/coinjoin/whirlpool-tx0.ts';
import type { Graph } from '../graph/graph.ts';
import { assetOf, type HoldingKey } from '../holding.ts';
import { isSanction, sanctionOf } from '../tags/precedence.ts';
import { confidenceOf, type TagLookup } from '../tags/tag.ts';
import { type Flow, flowsOf } from '../taint/flow.ts';
import type { Ledger } from '../taint/ledger.ts';
import { CONDUIT, type HoldingId, type LegId, type Tape } from '../tape/tape.ts';
import { type End, type Place, placeOf } from '../trace/end.ts';
import { CHAIN_DATA, confidenceFrom } from './confidence.ts';
import type { FlagKind } from './flag.ts';

export interface Sighting {
  readonly kind: FlagKind;
  readonly place: Place;
  readonly entity: string;
  /** 0 to 100. */
  readonly confidence: number;
  readonly basis: string;
  readonly asset: Asset;
  readonly amount: bigint;
  readonly txid: string;
  /** The fewest movements between a seed and the place. */
  readonly hops: number;
  /** The legs that carried the value to the place, or away from it; empty where a seed itself names it. */
  readonly legs: readonly LegId[];
}

/** The facts that sightings are read from. */
export interface SightingContext {
  readonly graph: Graph;
  readonly tags: TagLookup;
}

/** A stolen part of a leg, or of a holding at rest. */
interface Part {
  readonly holding: HoldingId;
  readonly amount: bigint;
  readonly leg: LegId | null;
}

/** Stolen value that a movement moves. */
interface Move {
  readonly txid: string;
  readonly block: BlockRef;
  readonly takes: readonly Part[];
  readonly puts: readonly Part[];
}

/** By holding, what brought stolen value there last. */
type Arrivals = Map<HoldingId, { readonly leg: LegId; readonly flow: Flow }>;

/** All sightings under one method, in chain order of the flows, then of the holdings at rest. */
export function* sightingsOf(
  ledger: Ledger,
  ends: ReadonlyMap<HoldingId, End>,
  context: SightingContext,
): Generator<Sighting> {
  const { tape } = ledger;
  const reader = new SightingReader(ledger, ends, context);
  const last: Arrivals = new Map();
  for (const flow of flowsOf(ledger)) {
    // Most flows show nothing, so only what may show something is looked at.
    for (const leg of flow.puts) {
      last.set(tape.holdingOf(leg), { leg, flow });
      if (reader.isEntity(tape.holdingOf(leg))) {
        yield* reader.arrival(moveOf(flow, ledger), partOf(leg, ledger), last);
      }
    }
    for (const leg of flow.takes) {
      if (!reader.wasSanctioned(tape.holdingOf(leg))) continue;
      yield* reader.sanction(partOf(leg, ledger), moveOf(flow, ledger));
    }
    if (tape.chainOf(flow.movement) === 'bitcoin') yield* reader.tx0(moveOf(flow, ledger));
  }
  const resting = ledger.taintedHoldings();
  const named = putLegs(
    ledger.tape,
    resting.filter((holding) => !last.has(holding)),
  );
  for (const holding of resting) {
    const arrival = last.get(holding);
    const leg = arrival?.leg ?? named.get(holding) ?? null;
    const rest = { holding, amount: ledger.taintedAt(holding), leg };
    yield* reader.mix(rest);
    if (arrival === undefined || !reader.wasSanctioned(holding)) continue;
    yield* reader.sanction(rest, moveOf(arrival.flow, ledger));
  }
}

/** The legs that put what seeds themselves name: no stolen value was taken for it. */
function putLegs(tape: Tape, holdings: readonly HoldingId[]): Map<HoldingId, LegId> {
  const legs = new Map<HoldingId, LegId>();
  const asked = new Set(holdings);
  for (let movement = 0; asked.size > 0 && movement < tape.length; movement += 1) {
    for (let leg = tape.firstPut(movement); leg < tape.endLeg(movement); leg += 1) {
      if (asked.has(tape.holdingOf(leg))) legs.set(tape.holdingOf(leg), leg);
    }
  }
  return legs;
}

function moveOf({ movement, takes, puts }: Flow, ledger: Ledger): Move {
  const { txid, block } = ledger.tape.sourceOf(movement);
  const parts = (legs: readonly LegId[]) => legs.map((leg) => partOf(leg, ledger));
  return { txid, block, takes: parts(takes), puts: parts(puts) };
}

function partOf(leg: LegId, ledger: Ledger): Part {
  return { holding: ledger.tape.holdingOf(leg), amount: ledger.taintedOf(leg), leg };
}

/** Reads sightings off flows and holdings. */
class SightingReader {
  readonly #ledger: Ledger;
  readonly #ends: ReadonlyMap<HoldingId, End>;
  readonly #context: SightingContext;
  readonly #sanctioned = new Map<HoldingId, boolean>();

  constructor(ledger: Ledger, ends: ReadonlyMap<HoldingId, End>, context: SightingContext) {
    this.#ledger = ledger;
    this.#ends = ends;
    this.#context = context;
  }

  /** Whether value ends there at somebody known. */
  isEntity(holding: HoldingId): boolean {
    return (this.#ends.get(holding)?.entity ?? null) !== null;
  }

  /** Whether a holding stands at an address that was under sanctions at some time. */
  wasSanctioned(holding: HoldingId): boolean {
    const known = this.#sanctioned.get(holding);
    if (known !== undefined) return known;
    const { chain, address } = placeOf(this.#ledger.tape.keyOf(holding), this.#context.graph);
    const was = this.#context.tags(chain, address).some(isSanction);
    this.#sanctioned.set(holding, was);
    return was;
  }

  /** Value that arrives at a mixer or an exchange flags those who sent it, and the mixer's own address. */
  *arrival(move: Move, put: Part, last: Arrivals): Generator<Sighting> {
    const end = this.#ends.get(put.holding);
    if (end === undefined || end.entity === null || end.mix !== undefined) return;
    if (end.kind !== 'mixer' && end.kind !== 'exchange') return;
    const base = {
      entity: end.entity,
      confidence: confidenceFrom({ rule: CHAIN_DATA, naming: end.confidence ?? 0 }),
      basis: end.reason,
      asset: this.#assetOf(put),
      amount: put.amount,
      txid: move.txid,
    };
    const kind = end.kind === 'mixer' ? 'mixer-depositor' : 'cash-out';
    for (const { place, parts } of this.#distinctSenders(this.#payersOf(move, last))) {
      yield { ...base, kind, place, ...this.#way(parts) };
    }
    if (end.kind === 'mixer')
      yield { ...base, kind: 'mixer', place: this.#placeOf(put), ...this.#way([put]) };
  }

  /** Coins that entered a mix flag the address they were spent from. */
  *mix(rest: Part): Generator<Sighting> {
    const end = this.#ends.get(rest.holding);
    if (end?.mix === undefined) return;
    yield {
      kind: 'mixer-depositor',
      place: this.#placeOf(rest),
      entity: end.entity ?? '',
      confidence: confidenceFrom({ rule: end.confidence ?? 0, naming: CHAIN_DATA }),
      basis: end.reason,
      asset: this.#assetOf(rest),
      amount: rest.amount,
      txid: end.mix,
      ...this.#way([rest]),
    };
  }

  /** Stolen value that left an address while it was under sanctions, or came to rest there. */
  *sanction(part: Part, { txid, block }: Move): Generator<Sighting> {
    const place = this.#placeOf(part);
    const tag = sanctionOf(this.#context.tags(place.chain, place.address), block.time);
    if (tag === null) return;
    yield {
      kind: 'sanctioned',
      place,
      entity: tag.entity,
      confidence: confidenceFrom({ rule: CHAIN_DATA, naming: confidenceOf(tag) }),
      basis: `tagged "${tag.label}" (${tag.source})`,
      asset: this.#assetOf(part),
      amount: part.amount,
      txid,
      ...this.#way([part]),
    };
  }

  /** A Tx0 is made by one owner: everyone whose stolen coins it spends prepared them for Whirlpool. */
  *tx0({ txid, takes }: Move): Generator<Sighting> {
    const tx = this.#context.graph.bitcoin.get(txid);
    const tx0 = tx === undefined ? null : detectWhirlpoolTx0(tx);
    if (tx0 === null) return;
    for (const take of takes) {
      yield {
        kind: 'coinjoin',
        place: this.#placeOf(take),
        entity: 'Whirlpool',
        confidence: confidenceFrom({ rule: tx0.confidence, naming: CHAIN_DATA }),
        basis: `spent in a transaction consistent with a Whirlpool Tx0 for the ${tx0.pool} satoshi pool`,
        asset: this.#assetOf(take),
        amount: take.amount,
        txid,
        ...this.#way([take]),
      };
    }
  }

  /** What a movement spends; instead of what a router or another conduit passed on, what it got that from. */
  #payersOf({ txid, takes }: Move, last: Arrivals): Part[] {
    return takes.flatMap((take) => {
      const passed = last.get(take.holding)?.flow;
      if (passed === undefined || this.#ledger.tape.kindOf(take.holding) !== CONDUIT) return [take];
      const move = moveOf(passed, this.#ledger);
      return move.txid === txid ? this.#payersOf(move, last) : [take];
    });
  }

  /** The addresses of parts, each once. */
  #distinctSenders(takes: readonly Part[]): { place: Place; parts: Part[] }[] {
    const senders = new Map<string, { place: Place; parts: Part[] }>();
    for (const take of takes) {
      const place = this.#placeOf(take);
      const known = senders.get(place.address);
      if (known === undefined) senders.set(place.address, { place, parts: [take] });
      else known.parts.push(take);
    }
    return [...senders.values()];
  }

  #way(parts: readonly Part[]): Pick<Sighting, 'hops' | 'legs'> {
    return {
      hops: Math.min(...parts.map(({ holding }) => this.#ledger.reach.hopsTo(holding) ?? 0)),
      legs: parts.flatMap(({ leg }) => leg ?? []),
    };
  }

  #keyOf({ holding }: Part): HoldingKey {
    return this.#ledger.tape.keyOf(holding);
  }

  #assetOf(part: Part): Asset {
    return assetOf(this.#keyOf(part));
  }

  #placeOf(part: Part): Place {
    return placeOf(this.#keyOf(part), this.#context.graph);
  }
}
