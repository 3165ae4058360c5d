/**
 * The money graph of a finished run: the addresses that stolen value reached, and the movements that brought it there. What the
 * investigator sees as a picture, and what an address is searched in. The graphs of all methods share their addresses and
 * movements, so they are made as one.
 */

import type { Asset, Chain } from '../chain.ts';
import type { MethodName } from '../taint/method.ts';
import type { OutcomeKind, Place } from '../trace/end.ts';

/** What an address is under a method. */
export interface NodeView {
  /** The fewest movements between a seed and here. */
  readonly hops: number;
  /** What arrived in all, by asset; 0 for what a seed itself names. */
  readonly received: ReadonlyMap<Asset, bigint>;
  /** What left in all, by asset, gas included; what entered a mix did not leave. */
  readonly sent: ReadonlyMap<Asset, bigint>;
  /** Where value rests here: the strongest kind of end, with its entity. Null where all of it went on. */
  readonly kind: OutcomeKind | null;
  readonly entity: string | null;
}

/** An address that stolen value reached. */
export interface MoneyNode extends Place, NodeView {}

/** What a movement brought to an address. */
interface Arrival {
  readonly txid: string;
  /** Unix seconds. */
  readonly time: number;
  readonly chain: Chain;
  readonly to: string;
  readonly asset: Asset;
}

/** What an arrival is under a method. */
export interface EdgeView {
  /** The addresses that gave stolen value, in the order of the transaction. */
  readonly from: readonly string[];
  readonly amount: bigint;
}

/** Stolen value that arrived at an address in a transaction. */
export interface MoneyEdge extends Arrival, EdgeView {}

/** The graph under one method. */
export interface MoneyGraph {
  readonly method: MethodName;
  /** In the order in which stolen value reached them under the main method, then those that only others reach. */
  readonly nodes: readonly MoneyNode[];
  /** In chain order. */
  readonly edges: readonly MoneyEdge[];
}

/** What something is under each method, in their order; null where it is nothing. */
export type PerMethod<View> = readonly (View | null)[];

/** The graphs of all methods as one. */
export interface MethodGraph {
  /** The main one first. */
  readonly methods: readonly MethodName[];
  readonly nodes: readonly (Place & { readonly views: PerMethod<NodeView> })[];
  readonly edges: readonly (Arrival & { readonly views: PerMethod<EdgeView> })[];
}

/** The graph under one of the methods; nothing for another. */
export function graphUnder({ methods, nodes, edges }: MethodGraph, method: MethodName): MoneyGraph {
  const index = methods.indexOf(method);
  return {
    method,
    nodes: nodes.flatMap(({ views, ...place }) => {
      const view = views[index] ?? null;
      return view === null ? [] : [{ ...place, ...view }];
    }),
    edges: edges.flatMap(({ views, ...arrival }) => {
      const view = views[index] ?? null;
      return view === null ? [] : [{ ...arrival, ...view }];
    }),
  };
}
