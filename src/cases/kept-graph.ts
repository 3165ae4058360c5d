/**
 * The money graph as it is kept with a run: the addresses and movements of all methods once, and beside each what it is under
 * each method. Graphs of a method are made of it when they are asked for.
 */

import type { Chain } from '../core/chain.ts';
import type { EdgeView, MethodGraph, NodeView, PerMethod } from '../core/report/money-graph.ts';
import type { MethodName } from '../core/taint/method.ts';
import type { OutcomeKind } from '../core/trace/end.ts';
import { edgeJson, type MoneyEdgeJson, type MoneyGraphJson, type MoneyNodeJson } from './money-graph-json.ts';
import { shownAddress } from './shown-address.ts';

/** What something is under each method, null for nothing; one alone where it is the same under all. */
type Kept<View> = readonly (View | null)[];

type KeptNodeView = readonly [
  hops: number,
  received: readonly (readonly [asset: string, amount: string])[],
  kind: OutcomeKind | null,
  entity: string | null,
];
/** Senders are places in `addresses`. */
type KeptEdgeView = readonly [amount: string, from: readonly number[]];

export interface KeptGraph {
  readonly form: 2;
  /** The main one first. */
  readonly methods: readonly MethodName[];
  /** As they are shown. */
  readonly addresses: readonly string[];
  readonly nodes: readonly (readonly [chain: Chain, address: number, views: Kept<KeptNodeView>])[];
  readonly edges: readonly (readonly [
    txid: string,
    time: number,
    chain: Chain,
    to: number,
    asset: string,
    views: Kept<KeptEdgeView>,
  ])[];
}

/** The kept form of a graph. */
export function keptGraph({ methods, nodes, edges }: MethodGraph): KeptGraph {
  const numbers = new Map<string, number>();
  const numberOf = (chain: Chain, address: string) => {
    const shown = shownAddress(chain, address);
    const number = numbers.get(shown) ?? numbers.size;
    numbers.set(shown, number);
    return number;
  };
  const keptNodes = nodes.map(
    ({ chain, address, views }) =>
      [chain, numberOf(chain, address), kept(views, isSameNode, nodeView)] as const,
  );
  const keptEdges = edges.map(({ txid, time, chain, to, asset, views }) => {
    const view = ({ amount, from }: EdgeView) =>
      [amount.toString(), from.map((address) => numberOf(chain, address))] as const;
    return [txid, time, chain, numberOf(chain, to), asset, kept(views, isSameEdge, view)] as const;
  });
  return { form: 2, methods, addresses: [...numbers.keys()], nodes: keptNodes, edges: keptEdges };
}

/** The contract form of the graph under one of its methods. */
export function graphJsonUnder(graph: KeptGraph, method: MethodName): MoneyGraphJson {
  const { methods, addresses, nodes, edges } = graph;
  const index = methods.indexOf(method);
  const addressAt = (number: number) => addresses[number] ?? '';
  return {
    method,
    nodes: nodes.flatMap(([chain, address, views]): MoneyNodeJson[] => {
      const view = viewAt(views, index);
      if (view === null) return [];
      const [hops, amounts, kind, entity] = view;
      const received = amounts.map(([asset, amount]) => ({ asset, amount }));
      return [{ chain, address: addressAt(address), hops, received, kind, entity }];
    }),
    edges: edges.flatMap(([txid, time, chain, to, asset, views]): MoneyEdgeJson[] => {
      const view = viewAt(views, index);
      if (view === null) return [];
      const [amount, from] = view;
      return [edgeJson({ txid, time, chain, from: from.map(addressAt), to: addressAt(to), asset, amount })];
    }),
  };
}

function viewAt<View>(views: Kept<View>, index: number): View | null {
  return (views.length === 1 ? views[0] : views[index]) ?? null;
}

function kept<View, Small>(
  views: PerMethod<View>,
  isSame: (a: View, b: View) => boolean,
  small: (view: View) => Small,
): Kept<Small> {
  const [first = null] = views;
  const isOne = first !== null && views.every((view) => view !== null && isSame(view, first));
  return isOne ? [small(first)] : views.map((view) => (view === null ? null : small(view)));
}

function nodeView({ hops, received, kind, entity }: NodeView): KeptNodeView {
  const amounts = Array.from(received, ([asset, amount]) => [asset, amount.toString()] as const);
  return [hops, amounts, kind, entity];
}

function isSameNode(a: NodeView, b: NodeView): boolean {
  const isAlike = a.hops === b.hops && a.kind === b.kind && a.entity === b.entity;
  if (!isAlike || a.received.size !== b.received.size) return false;
  return [...a.received].every(([asset, amount]) => b.received.get(asset) === amount);
}

function isSameEdge(a: EdgeView, b: EdgeView): boolean {
  if (a.amount !== b.amount || a.from.length !== b.from.length) return false;
  return a.from.every((address, place) => b.from[place] === address);
}
