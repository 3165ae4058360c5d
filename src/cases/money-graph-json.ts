/**
 * The JSON of a money graph (docs/report.md): addresses that stolen value reached, and what brought it there. Amounts are
 * decimal strings of the smallest unit, times ISO 8601 UTC.
 */

import type { MoneyGraph } from '../core/report/money-graph.ts';
import { isPlaceholderId } from '../core/transaction.ts';
import { shownAddress } from './shown-address.ts';
import { formatUtcTime } from './utc-time.ts';

/** The contract form of a money graph. */
export function moneyGraphJson({ nodes, edges }: MoneyGraph) {
  return {
    nodes: nodes.map(({ chain, address, hops, received, kind, entity }) => ({
      chain,
      address: shownAddress(chain, address),
      hops,
      received: [...received].map(([asset, amount]) => ({ asset, amount: amount.toString() })),
      kind,
      entity,
    })),
    edges: edges.map(({ txid, time, chain, from, to, asset, amount }) => ({
      txid,
      ...(isPlaceholderId(txid) ? { syntheticId: true } : {}),
      time: formatUtcTime(time),
      chain,
      from: from.map((address) => shownAddress(chain, address)),
      to: shownAddress(chain, to),
      asset,
      amount: amount.toString(),
    })),
  };
}

export type MoneyGraphJson = ReturnType<typeof moneyGraphJson>;
