/**
 * The money graph as it is kept with a run: the addresses and movements of all methods once, and beside each what it is under
 * each method. Graphs of a method are made of it when they are asked for.
 */

import type { Chain } from '../../core/chain.ts';
import type { EdgeView, MethodGraph, NodeView, PerMethod } from '../../core/report/money-graph.ts';
import type { MethodName } from '../../core/taint/method.ts';
import type { OutcomeKind } from '../../core/trace/end.ts';
import {
  type AssetAmount,
  edgeJson,
  type MoneyEdgeJson,
  type MoneyGraphJson,
  type MoneyNodeJson,
} from './money-graph-json.ts';
import { shownAddress } from './shown-address.ts';

/** What something is under each method, null for nothing; one alone where it is the same under all. */
type Kept<View> = readonly (View | null)[];

type KeptAmounts = readonly (readonly [asset: string, amount: string])[];

type KeptNodeView = readonly [
  hops: number,
  received: KeptAmounts,
  kind: OutcomeKind | null,
  entity: string | null,
  sent: KeptAmounts,
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
      const [hops, received, kind, entity, sent] = view;
      const amounts = { received: amountsIn(received), sent: amountsIn(sent) };
      return [{ chain, address: addressAt(address), hops, ...amounts, kind, entity }];
    }),
    edges: edges.flatMap(([txid, time, chain, to, asset, views]): MoneyEdgeJson[] => {
      const view = viewAt(views, index);
      if (view === null) return [];
      const [amount, from] = view;
      return [edgeJson({ txid, time, chain, from: from.map(addressAt), to: addressAt(to), asset, amount })];
    }),
  };
}

/** What arrived at an address, and what left it, by asset and method. @param address as it is shown */
export function amountsAt(graph: KeptGraph, chain: Chain, address: string): AddressAmounts {
  const number = graph.addresses.indexOf(address);
  const node = graph.nodes.find(([on, at]) => on === chain && at === number);
  const byMethod = graph.methods.map((method, index) => ({ method, view: viewAt(node?.[2] ?? [], index) }));
  const table = (amountsOf: (view: KeptNodeView) => KeptAmounts): AssetAmounts[] => {
    const assets = new Map<string, Partial<Record<MethodName, string>>>();
    for (const { method, view } of byMethod) {
      for (const [asset, amount] of view === null ? [] : amountsOf(view)) {
        assets.set(asset, { ...assets.get(asset), [method]: amount });
      }
    }
    return Array.from(assets, ([asset, amounts]) => ({ asset, amounts }));
  };
  return { received: table(([, received]) => received), sent: table(([, , , , sent]) => sent) };
}

export interface AssetAmounts {
  readonly asset: string;
  /** Methods that are not here have nothing. */
  readonly amounts: Partial<Record<MethodName, string>>;
}

export interface AddressAmounts {
  readonly received: readonly AssetAmounts[];
  readonly sent: readonly AssetAmounts[];
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

function nodeView({ hops, received, sent, kind, entity }: NodeView): KeptNodeView {
  return [hops, keptAmounts(received), kind, entity, keptAmounts(sent)];
}

function keptAmounts(amounts: ReadonlyMap<string, bigint>): KeptAmounts {
  return Array.from(amounts, ([asset, amount]) => [asset, amount.toString()] as const);
}

function amountsIn(amounts: KeptAmounts): AssetAmount[] {
  return amounts.map(([asset, amount]) => ({ asset, amount }));
}

function isSameNode(a: NodeView, b: NodeView): boolean {
  const isAlike = a.hops === b.hops && a.kind === b.kind && a.entity === b.entity;
  return isAlike && areSame(a.received, b.received) && areSame(a.sent, b.sent);
}

function areSame(a: ReadonlyMap<string, bigint>, b: ReadonlyMap<string, bigint>): boolean {
  return a.size === b.size && [...a].every(([asset, amount]) => b.get(asset) === amount);
}

function isSameEdge(a: EdgeView, b: EdgeView): boolean {
  if (a.amount !== b.amount || a.from.length !== b.from.length) return false;
  return a.from.every((address, place) => b.from[place] === address);
}
