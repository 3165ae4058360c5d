/**
 * Reads the money graph off a settlement, for all its methods in one pass over the movements.
 */

import type { Asset } from '../chain.ts';
import type { Graph } from '../graph/graph.ts';
import { assetOf, parseHolding } from '../holding.ts';
import type { Ledger } from '../taint/ledger.ts';
import type { HoldingId, LegId, MovementId, Tape } from '../tape/tape.ts';
import { OUTCOME_KINDS, type OutcomeKind, type Place, placeOf } from '../trace/end.ts';
import type { Settlement } from '../trace/settle.ts';
import type { EdgeView, MethodGraph } from './money-graph.ts';

/** The money graph of a settlement. */
export function methodGraph({ tape, ledgers, ends }: Settlement, graph: Graph): MethodGraph {
  const nodes = new Nodes(tape, graph, ledgers.length);
  for (const [method, ledger] of ledgers.entries()) {
    noteReached(nodes, method, ledger);
    noteEnds(nodes, method, ledger, ends);
  }
  const edges = edgesOf(tape, ledgers, nodes);
  return { methods: ledgers.map(({ method }) => method.name), nodes: nodes.reached(), edges };
}

interface View {
  hops: number;
  readonly received: Map<Asset, bigint>;
  readonly sent: Map<Asset, bigint>;
  kind: OutcomeKind | null;
  entity: string | null;
}

interface Node extends Place {
  readonly views: (View | null)[];
}

/** The addresses at which holdings rest. */
class Nodes {
  readonly #tape: Tape;
  readonly #graph: Graph;
  readonly #methods: number;
  readonly #byHolding = new Map<HoldingId, Node | null>();
  readonly #byPlace = new Map<string, Node>();

  constructor(tape: Tape, graph: Graph, methods: number) {
    this.#tape = tape;
    this.#graph = graph;
    this.#methods = methods;
  }

  /** Null for fees, which go to no address of the case. */
  of(holding: HoldingId): Node | null {
    const known = this.#byHolding.get(holding);
    if (known !== undefined) return known;
    const key = this.#tape.keyOf(holding);
    const node = parseHolding(key).kind === 'fees' ? null : this.#at(placeOf(key, this.#graph));
    this.#byHolding.set(holding, node);
    return node;
  }

  /** In the order in which they were first asked for. */
  reached(): Node[] {
    return [...this.#byPlace.values()].filter(({ views }) => views.some((view) => view !== null));
  }

  #at({ chain, address }: Place): Node {
    const name = `${chain} ${address}`;
    const node = this.#byPlace.get(name) ?? { chain, address, views: new Array(this.#methods).fill(null) };
    this.#byPlace.set(name, node);
    return node;
  }
}

function noteReached(nodes: Nodes, method: number, { reach, tape }: Ledger): void {
  for (const holding of reach.holdings()) {
    const node = nodes.of(holding);
    if (node === null) continue;
    const hops = reach.hopsTo(holding) ?? 0;
    const view = node.views[method] ?? newView(hops);
    node.views[method] = view;
    view.hops = Math.min(view.hops, hops);
    view.received.set(assetOf(tape.keyOf(holding)), 0n);
  }
}

function newView(hops: number): View {
  return { hops, received: new Map(), sent: new Map(), kind: null, entity: null };
}

function noteEnds(nodes: Nodes, method: number, ledger: Ledger, ends: Settlement['ends']): void {
  for (const holding of ledger.taintedHoldings()) {
    const [view, end] = [nodes.of(holding)?.views[method], ends.get(holding)];
    if (view == null || end === undefined || !isStronger(end.kind, view.kind)) continue;
    view.kind = end.kind;
    view.entity = end.entity;
  }
}

function isStronger(kind: OutcomeKind, than: OutcomeKind | null): boolean {
  return than === null || OUTCOME_KINDS.indexOf(kind) < OUTCOME_KINDS.indexOf(than);
}

type Edge = MethodGraph['edges'][number];

/** One edge for each address and asset that a movement brought; what arrives is counted at its node. */
function edgesOf(tape: Tape, ledgers: readonly Ledger[], nodes: Nodes): Edge[] {
  const edges: Edge[] = [];
  for (const { movement, methods } of joinedFlows(ledgers)) {
    const { txid, block } = tape.sourceOf(movement);
    const arrivals = new Map<Node, { readonly asset: Asset; readonly views: (EdgeView | null)[] }>();
    for (const method of methods) {
      const ledger = ledgers[method] as Ledger;
      const from = sendersOf(movement, method, ledger, nodes);
      for (const { node, asset, amount } of arrivedIn(movement, ledger, nodes)) {
        const arrival = arrivals.get(node) ?? { asset, views: ledgers.map(() => null) };
        arrivals.set(node, arrival);
        arrival.views[method] = { from, amount: (arrival.views[method]?.amount ?? 0n) + amount };
        add(node.views[method]?.received, asset, amount);
      }
    }
    for (const [{ chain, address: to }, { asset, views }] of arrivals) {
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

function add(amounts: Map<Asset, bigint> | undefined, asset: Asset, amount: bigint): void {
  amounts?.set(asset, (amounts.get(asset) ?? 0n) + amount);
}

/** The addresses that gave stolen value, each once, in the order of the movement; what left is counted at their nodes. */
function sendersOf(movement: MovementId, method: number, ledger: Ledger, nodes: Nodes): string[] {
  const { tape } = ledger;
  const senders = new Set<string>();
  for (let leg = tape.firstLeg(movement); leg < tape.firstPut(movement); leg += 1) {
    const amount = ledger.taintedOf(leg);
    if (amount === 0n) continue;
    const node = nodes.of(tape.holdingOf(leg));
    if (node === null) continue;
    senders.add(node.address);
    add(node.views[method]?.sent, tape.assetOf(leg), amount);
  }
  return [...senders];
}

interface Put {
  readonly node: Node;
  readonly asset: Asset;
  readonly amount: bigint;
}

/** What a movement brought of stolen value, leg by leg. */
function* arrivedIn(movement: MovementId, ledger: Ledger, nodes: Nodes): Generator<Put> {
  const { tape } = ledger;
  for (let leg: LegId = tape.firstPut(movement); leg < tape.endLeg(movement); leg += 1) {
    const amount = ledger.taintedOf(leg);
    if (amount === 0n) continue;
    const node = nodes.of(tape.holdingOf(leg));
    if (node !== null) yield { node, asset: tape.assetOf(leg), amount };
  }
}
