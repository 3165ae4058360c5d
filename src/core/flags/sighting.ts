/**
 * Sightings: single observations in the flows of stolen value that support a flag.
 */

import type { Asset } from '../chain.ts';
import { detectWhirlpoolTx0 } from '../detect/coinjoin/whirlpool.ts';
import { assetOf } from '../holding.ts';
import type { Movement } from '../movement.ts';
import { sanctionOf } from '../tags/precedence.ts';
import { confidenceOf, type TagLookup } from '../tags/tag.ts';
import type { Flow, Ledger, TaintedLeg, Trail } from '../taint/ledger.ts';
import { type End, mixEntered, type Place, placeOf, WHIRLPOOL_CONFIDENCE } from '../trace/end.ts';
import type { Graph } from '../trace/graph.ts';
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
  /** How the value had come to the place at that moment. */
  readonly trail: Trail;
}

/** The facts that sightings are read from. */
export interface SightingContext {
  readonly graph: Graph;
  readonly tags: TagLookup;
}

/** All sightings under one method, in chain order of the flows, then of the holdings at rest. */
export function* sightingsOf(
  ledger: Ledger,
  ends: ReadonlyMap<string, End>,
  context: SightingContext,
): Generator<Sighting> {
  const lastArrival = new Map<string, Movement>();
  for (const flow of ledger.flows) {
    for (const put of flow.puts) {
      lastArrival.set(put.holding, flow.movement);
      yield* arrivalSightings(flow, put, ends.get(put.holding), context.graph);
    }
    for (const take of flow.takes) yield* sanctionSightings(take, flow.movement, context);
    yield* tx0Sightings(flow, context.graph);
  }
  for (const { holding, amount } of ledger.taintedHoldings()) {
    const arrival = lastArrival.get(holding);
    const trail = ledger.trailTo(holding);
    if (trail === null) continue;
    const rest = { holding, amount, trail };
    yield* mixSightings(rest, context.graph);
    if (arrival !== undefined) yield* sanctionSightings(rest, arrival, context);
  }
}

/** Value that arrives at a mixer or an exchange flags those who sent it, and the mixer's own address. */
function* arrivalSightings(
  flow: Flow,
  put: TaintedLeg,
  end: End | undefined,
  graph: Graph,
): Generator<Sighting> {
  if (end === undefined || end.entity === null || mixEntered(put.holding, graph) !== null) return;
  if (end.kind !== 'mixer' && end.kind !== 'exchange') return;
  const base = {
    entity: end.entity,
    confidence: end.confidence ?? 0,
    basis: end.reason,
    asset: flow.movement.asset,
    amount: put.amount,
    txid: flow.movement.txid,
  };
  const kind = end.kind === 'mixer' ? 'mixer-depositor' : 'cash-out';
  for (const { place, trail } of distinctSenders(flow, graph)) yield { ...base, kind, place, trail };
  if (end.kind === 'mixer') {
    yield { ...base, kind: 'mixer', place: placeOf(put.holding, graph), trail: put.trail };
  }
}

/** Coins that entered a mix flag the address they were spent from. */
function* mixSightings(rest: TaintedLeg, graph: Graph): Generator<Sighting> {
  const mix = mixEntered(rest.holding, graph);
  if (mix === null) return;
  yield {
    kind: 'mixer-depositor',
    place: placeOf(rest.holding, graph),
    entity: mix.end.entity ?? '',
    confidence: mix.end.confidence ?? 0,
    basis: mix.end.reason,
    asset: assetOf(rest.holding),
    amount: rest.amount,
    txid: mix.txid,
    trail: rest.trail,
  };
}

/** Stolen value that left an address while it was under sanctions, or came to rest there. */
function* sanctionSightings(
  leg: TaintedLeg,
  { txid, block }: Movement,
  { graph, tags }: SightingContext,
): Generator<Sighting> {
  const place = placeOf(leg.holding, graph);
  const tag = sanctionOf(tags(place.chain, place.address), block.time);
  if (tag === null) return;
  yield {
    kind: 'sanctioned',
    place,
    entity: tag.entity,
    confidence: confidenceOf(tag),
    basis: `tagged "${tag.label}" (${tag.source})`,
    asset: assetOf(leg.holding),
    amount: leg.amount,
    txid,
    trail: leg.trail,
  };
}

/** A Tx0 is made by one owner: everyone whose stolen coins it spends prepared them for Whirlpool. */
function* tx0Sightings(flow: Flow, graph: Graph): Generator<Sighting> {
  const tx = graph.bitcoin.get(flow.movement.txid);
  const tx0 = tx === undefined ? null : detectWhirlpoolTx0(tx);
  if (tx0 === null) return;
  for (const take of flow.takes) {
    yield {
      kind: 'coinjoin',
      place: placeOf(take.holding, graph),
      entity: 'Whirlpool',
      confidence: WHIRLPOOL_CONFIDENCE,
      basis: `spent in a transaction consistent with a Whirlpool Tx0 for the ${tx0.pool} satoshi pool`,
      asset: flow.movement.asset,
      amount: take.amount,
      txid: flow.movement.txid,
      trail: take.trail,
    };
  }
}

/** The addresses whose stolen coins a movement spends, each once, with the shortest way the coins had come. */
function distinctSenders(flow: Flow, graph: Graph): { place: Place; trail: Trail }[] {
  const senders = new Map<string, { place: Place; trail: Trail }>();
  for (const { holding, trail } of flow.takes) {
    const place = placeOf(holding, graph);
    const known = senders.get(place.address);
    if (known === undefined || trail.hops < known.trail.hops) senders.set(place.address, { place, trail });
  }
  return [...senders.values()];
}
