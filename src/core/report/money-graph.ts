/**
 * The money graph of a finished run: the addresses that stolen value reached, and the movements that brought it there,
 * under the main method. What the investigator sees as a picture, and what an address is searched in.
 */

import type { Asset, Chain } from '../chain.ts';
import { assetOf, parseHolding } from '../holding.ts';
import { flowsOf } from '../taint/flow.ts';
import type { Ledger } from '../taint/ledger.ts';
import type { HoldingId, LegId } from '../tape.ts';
import { OUTCOME_KINDS, type OutcomeKind, placeOf } from '../trace/end.ts';
import type { Graph } from '../trace/graph.ts';
import type { Settlement } from '../trace/settle.ts';

/** An address that stolen value reached. */
export interface MoneyNode {
  readonly chain: Chain;
  readonly address: string;
  /** The fewest movements between a seed and here. */
  readonly hops: number;
  /** What arrived in all, by asset; 0 for what a seed itself names. */
  readonly received: ReadonlyMap<Asset, bigint>;
  /** Where value rests here: the strongest kind of end, with its entity. Null where all of it went on. */
  readonly kind: OutcomeKind | null;
  readonly entity: string | null;
}

/** Stolen value that arrived at an address in a transaction. */
export interface MoneyEdge {
  readonly txid: string;
  /** Unix seconds. */
  readonly time: number;
  readonly chain: Chain;
  /** The addresses that gave stolen value, in the order of the transaction. */
  readonly from: readonly string[];
  readonly to: string;
  readonly asset: Asset;
  readonly amount: bigint;
}

export interface MoneyGraph {
  /** In the order in which stolen value reached them. */
  readonly nodes: readonly MoneyNode[];
  /** In chain order. */
  readonly edges: readonly MoneyEdge[];
}

interface Node {
  readonly chain: Chain;
  readonly address: string;
  hops: number;
  readonly received: Map<Asset, bigint>;
  kind: OutcomeKind | null;
  entity: string | null;
}

/** Reads the money graph off a settlement. */
export function moneyGraph({ ledgers, ends }: Settlement, graph: Graph): MoneyGraph {
  const [main] = ledgers;
  if (main === undefined) return { nodes: [], edges: [] };
  const nodes = nodesOf(main, ends, graph);
  return { nodes: [...nodes.values()], edges: edgesOf(main, nodes, graph) };
}

function nodesOf(main: Ledger, ends: Settlement['ends'], graph: Graph): Map<string, Node> {
  const nodes = new Map<string, Node>();
  for (const holding of main.reach.holdings()) {
    if (!isPlace(holding, main)) continue;
    const key = main.tape.keyOf(holding);
    const { chain, address } = placeOf(key, graph);
    const hops = main.reach.hopsTo(holding) ?? 0;
    const node = nodes.get(`${chain} ${address}`) ?? newNode(chain, address, hops);
    nodes.set(`${chain} ${address}`, node);
    node.hops = Math.min(node.hops, hops);
    node.received.set(assetOf(key), 0n);
  }
  for (const holding of main.taintedHoldings()) {
    const { chain, address } = placeOf(main.tape.keyOf(holding), graph);
    const [node, end] = [nodes.get(`${chain} ${address}`), ends.get(holding)];
    if (node === undefined || end === undefined || !isStronger(end.kind, node.kind)) continue;
    node.kind = end.kind;
    node.entity = end.entity;
  }
  return nodes;
}

/** Fees go to no address of the case. */
function isPlace(holding: HoldingId, { tape }: Ledger): boolean {
  return parseHolding(tape.keyOf(holding)).kind !== 'fees';
}

function newNode(chain: Chain, address: string, hops: number): Node {
  return { chain, address, hops, received: new Map(), kind: null, entity: null };
}

function isStronger(kind: OutcomeKind, than: OutcomeKind | null): boolean {
  return than === null || OUTCOME_KINDS.indexOf(kind) < OUTCOME_KINDS.indexOf(than);
}

/** One edge for each address and asset that a movement brought; what arrives is counted at its node. */
function edgesOf(main: Ledger, nodes: ReadonlyMap<string, Node>, graph: Graph): MoneyEdge[] {
  const { tape } = main;
  const atPlaces = (legs: readonly LegId[]) => legs.filter((leg) => isPlace(tape.holdingOf(leg), main));
  const placeOfLeg = (leg: LegId) => placeOf(tape.keyOf(tape.holdingOf(leg)), graph);
  return [...flowsOf(main)].flatMap(({ movement, takes, puts }) => {
    const { txid, block } = tape.sourceOf(movement);
    const from = [...new Set(atPlaces(takes).map((leg) => placeOfLeg(leg).address))];
    const arrived = new Map<string, { chain: Chain; asset: Asset; amount: bigint }>();
    for (const leg of atPlaces(puts)) {
      const { chain, address } = placeOfLeg(leg);
      const before = arrived.get(address)?.amount ?? 0n;
      arrived.set(address, { chain, asset: tape.assetOf(leg), amount: before + main.taintedOf(leg) });
    }
    return [...arrived].map(([to, { chain, asset, amount }]): MoneyEdge => {
      const received = nodes.get(`${chain} ${to}`)?.received;
      received?.set(asset, (received.get(asset) ?? 0n) + amount);
      return { txid, time: block.time, chain, from, to, asset, amount };
    });
  });
}
