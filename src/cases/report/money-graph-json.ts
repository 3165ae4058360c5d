/**
 * The JSON of a money graph (docs/report.md): addresses that stolen value reached, and what brought it there, under one method.
 * Amounts are decimal strings of the smallest unit, times ISO 8601 UTC.
 */

import type { Chain } from '../../core/chain.ts';
import type { MoneyGraph } from '../../core/report/money-graph.ts';
import type { MethodName } from '../../core/taint/method.ts';
import type { OutcomeKind } from '../../core/trace/end.ts';
import { isPlaceholderId } from '../../core/transaction.ts';
import { formatUtcTime } from '../utc-time.ts';
import { shownAddress } from './shown-address.ts';

export interface AssetAmount {
  readonly asset: string;
  readonly amount: string;
}

export interface MoneyNodeJson {
  readonly chain: Chain;
  readonly address: string;
  readonly hops: number;
  readonly received: readonly AssetAmount[];
  /** Absent in graphs of earlier versions. */
  readonly sent?: readonly AssetAmount[];
  readonly kind: OutcomeKind | null;
  readonly entity: string | null;
}

export interface MoneyEdgeJson {
  readonly txid: string;
  /** Present where the id is a placeholder. */
  readonly syntheticId?: true;
  readonly time: string;
  readonly chain: Chain;
  readonly from: readonly string[];
  readonly to: string;
  readonly asset: string;
  readonly amount: string;
}

export interface MoneyGraphJson {
  readonly method: MethodName;
  readonly nodes: readonly MoneyNodeJson[];
  readonly edges: readonly MoneyEdgeJson[];
}

/** The contract form of a money graph. */
export function moneyGraphJson({ method, nodes, edges }: MoneyGraph): MoneyGraphJson {
  return {
    method,
    nodes: nodes.map(({ chain, address, hops, received, sent, kind, entity }) => ({
      chain,
      address: shownAddress(chain, address),
      hops,
      received: amountsJson(received),
      sent: amountsJson(sent),
      kind,
      entity,
    })),
    edges: edges.map(({ txid, time, chain, from, to, asset, amount }) =>
      edgeJson({
        txid,
        time,
        chain,
        from: from.map((address) => shownAddress(chain, address)),
        to: shownAddress(chain, to),
        asset,
        amount: amount.toString(),
      }),
    ),
  };
}

function amountsJson(amounts: ReadonlyMap<string, bigint>): AssetAmount[] {
  return Array.from(amounts, ([asset, amount]) => ({ asset, amount: amount.toString() }));
}

/** An edge whose addresses are shown already. @param edge its time in Unix seconds */
export function edgeJson({
  txid,
  time,
  ...edge
}: Omit<MoneyEdgeJson, 'time' | 'syntheticId'> & { readonly time: number }): MoneyEdgeJson {
  return {
    txid,
    ...(isPlaceholderId(txid) ? { syntheticId: true as const } : {}),
    time: formatUtcTime(time),
    ...edge,
  };
}
