/**
 * Reads the money graph off a settlement, for all its methods in one pass over the movements.
 */

import type { Asset, Chain } from '../chain.ts';
import { assetOf, parseHolding } from '../holding.ts';
import type { Ledger } from '../taint/ledger.ts';
import type { HoldingId, LegId, MovementId, Tape } from '../tape.ts';
import { OUTCOME_KINDS, type OutcomeKind, type Place, placeOf } from '../trace/end.ts';
import type { Graph } from '../trace/graph.ts';
import type { Settlement } from '../trace/settle.ts';
import type { EdgeView, MethodGraph } from './money-graph.ts';

/** The money graph of a settlement. */
export function methodGraph({ tape, ledgers, ends }: Settlement, graph: Graph): MethodGraph {
  const nodes = new Nodes(ledgers.length);
  const places = new Places(tape, graph);
  for (const [index, ledger] of ledgers.entries()) addNodes(nodes, index, { ledger, ends, places });
  return {
    methods: ledgers.map(({ method }) => method.name),
    edges: edgesOf(tape, ledgers, nodes, places),
    nodes: nodes.all(),
  };
}

/** The addresses at which holdings rest; each is worked out once. Fees go to no address of the case. */
class Places {
  readonly #tape: Tape;
  readonly #graph: Graph;
  readonly #known = new Map<HoldingId, Place | null>();

  constructor(tape: Tape, graph: Graph) {
    this.#tape = tape;
    this.#graph = graph;
  }

  of(holding: HoldingId): Place | null {
    const known = this.#known.get(holding);
    if (known !== undefined) return known;
    const key = this.#tape.keyOf(holding);
    const place = parseHolding(key).kind === 'fees' ? null : placeOf(key, this.#graph);
    this.#known.set(holding, place);
    return place;
  }
}

interface View {
  hops: number;
  readonly received: Map<Asset, bigint>;
  kind: OutcomeKind | null;
  entity: string | null;
}

class Nodes {
  readonly #methods: number;
  readonly #nodes = new Map<string, Place & { readonly views: (View | null)[] }>();

  constructor(methods: number) {
    this.#methods = methods;
  }

  /** Notes that stolen value reached an address under a method. */
  reach({ chain, address }: Place, method: number, hops: number, asset: Asset): void {
    const key = `${chain} ${address}`;
    const node = this.#nodes.get(key) ?? { chain, address, views: new Array(this.#methods).fill(null) };
    this.#nodes.set(key, node);
    const view = node.views[method] ?? { hops, received: new Map(), kind: null, entity: null };
    node.views[method] = view;
    view.hops = Math.min(view.hops, hops);
    view.received.set(asset, 0n);
  }

  at({ chain, address }: Place, method: number): View | null {
    return this.#nodes.get(`${chain} ${address}`)?.views[method] ?? null;
  }

  all(): MethodGraph['nodes'] {
    return [...this.#nodes.values()];
  }
}

interface Reached {
  readonly ledger: Ledger;
  readonly ends: Settlement['ends'];
  readonly places: Places;
}

function addNodes(nodes: Nodes, method: number, { ledger, ends, places }: Reached): void {
  for (const holding of ledger.reach.holdings()) {
    const place = places.of(holding);
    if (place === null) continue;
    nodes.reach(place, method, ledger.reach.hopsTo(holding) ?? 0, assetOf(ledger.tape.keyOf(holding)));
  }
  for (const holding of ledger.taintedHoldings()) {
    const [place, end] = [places.of(holding), ends.get(holding)];
    const view = place === null ? null : nodes.at(place, method);
    if (view === null || end === undefined || !isStronger(end.kind, view.kind)) continue;
    view.kind = end.kind;
    view.entity = end.entity;
  }
}

function isStronger(kind: OutcomeKind, than: OutcomeKind | null): boolean {
  return than === null || OUTCOME_KINDS.indexOf(kind) < OUTCOME_KINDS.indexOf(than);
}

/** One edge for each address and asset that a movement brought; what arrives is counted at its node. */
function edgesOf(tape: Tape, ledgers: readonly Ledger[], nodes: Nodes, places: Places): MethodGraph['edges'] {
  const edges: MethodGraph['edges'][number][] = [];
  for (const { movement, methods } of joinedFlows(ledgers)) {
    const { txid, block } = tape.sourceOf(movement);
    const arrivals = new Map<string, { chain: Chain; asset: Asset; views: (EdgeView | null)[] }>();
    for (const method of methods) {
      const ledger = ledgers[method] as Ledger;
      const from = sendersOf(movement, ledger, places);
      for (const { place, asset, amount } of arrivedIn(movement, ledger, places)) {
        const { chain, address } = place;
        const arrival = arrivals.get(address) ?? { chain, asset, views: ledgers.map(() => null) };
        arrivals.set(address, arrival);
        arrival.views[method] = { from, amount: (arrival.views[method]?.amount ?? 0n) + amount };
        const received = nodes.at(place, method)?.received;
        received?.set(asset, (received.get(asset) ?? 0n) + amount);
      }
    }
    for (const [to, { chain, asset, views }] of arrivals) {
      edges.push({ txid, time: block.time, chain, to, asset, views });
    }
  }
  return edges;
}

/** Movements that took stolen value under any method, in chain order, with the numbers of these methods. */
function* joinedFlows(
  ledgers: readonly Ledger[],
): Generator<{ readonly movement: MovementId; readonly methods: readonly number[] }> {
  const flows = ledgers.map((ledger) => ledger.flows()[Symbol.iterator]());
  const heads = flows.map((flow) => flow.next());
  for (;;) {
    const open = heads.map((head) => (head.done === true ? Number.POSITIVE_INFINITY : head.value));
    const movement = Math.min(...open);
    if (movement === Number.POSITIVE_INFINITY) return;
    const methods = [...open.keys()].filter((method) => open[method] === movement);
    for (const method of methods) heads[method] = (flows[method] as Iterator<MovementId>).next();
    yield { movement, methods };
  }
}

/** The addresses that gave stolen value, each once, in the order of the movement. */
function sendersOf(movement: MovementId, ledger: Ledger, places: Places): string[] {
  const { tape } = ledger;
  const senders = new Set<string>();
  for (let leg = tape.firstLeg(movement); leg < tape.firstPut(movement); leg += 1) {
    if (ledger.taintedOf(leg) === 0n) continue;
    const place = places.of(tape.holdingOf(leg));
    if (place !== null) senders.add(place.address);
  }
  return [...senders];
}

interface Put {
  readonly place: Place;
  readonly asset: Asset;
  readonly amount: bigint;
}

/** What a movement brought of stolen value, leg by leg. */
function* arrivedIn(movement: MovementId, ledger: Ledger, places: Places): Generator<Put> {
  const { tape } = ledger;
  for (let leg: LegId = tape.firstPut(movement); leg < tape.endLeg(movement); leg += 1) {
    const amount = ledger.taintedOf(leg);
    if (amount === 0n) continue;
    const place = places.of(tape.holdingOf(leg));
    if (place !== null) yield { place, asset: tape.assetOf(leg), amount };
  }
}
