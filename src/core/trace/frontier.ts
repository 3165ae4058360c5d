/**
 * The frontier: tainted holdings whose spending is not yet known, as look-ups, nearest and largest first.
 */

import { compare } from '../amount.ts';
import { assetOf, type HoldingKey, parseHolding } from '../holding.ts';
import type { Ledger, Trail } from '../taint/ledger.ts';
import { taintedOf } from '../taint/lot.ts';
import type { Graph } from './graph.ts';
import { isBelowThreshold, type Limits } from './limits.ts';
import { type HistorySubject, historyFact, newerThan, type Subject } from './subject.ts';

/** True when under any method a holding's stolen part is large enough to be followed. */
export function isWorthFollowing(key: HoldingKey, ledgers: readonly Ledger[], limits: Limits): boolean {
  return ledgers.some((ledger) => {
    const amount = taintedOf(ledger.lotsAt(key));
    return amount > 0n && !isBelowThreshold(amount, stolenOf(ledger, assetOf(key)), limits);
  });
}

/** Stolen total of an asset under a ledger's method, all seeds. */
export function stolenOf(ledger: Ledger, asset: string): bigint {
  let total = 0n;
  for (const byAsset of ledger.stolen.values()) total += byAsset.get(asset) ?? 0n;
  return total;
}

/**
 * Look-ups for the open holdings: one history per Ethereum address, one per funding transaction in Bitcoin.
 * @param open the holdings with their shortest trail
 */
export function frontierOf(
  open: ReadonlyMap<HoldingKey, Trail>,
  ledgers: readonly Ledger[],
  graph: Graph,
): Subject[] {
  const largest = (key: HoldingKey) =>
    ledgers.map((ledger) => taintedOf(ledger.lotsAt(key))).reduce((a, b) => (a > b ? a : b), 0n);
  const sorted = [...open.entries()]
    .map(([key, trail]) => ({ key, trail, amount: largest(key) }))
    .sort((a, b) => a.trail.hops - b.trail.hops || compare(b.amount, a.amount) || (a.key < b.key ? -1 : 1));
  const histories = new Map<string, number>();
  const spends = new Map<string, number[]>();
  const order: string[] = [];
  for (const { key, trail } of sorted) {
    const holding = parseHolding(key);
    if (holding.kind !== 'outpoint') {
      const height = trail.movement?.block.height ?? 0;
      if (!histories.has(holding.address)) order.push(holding.address);
      histories.set(holding.address, Math.min(histories.get(holding.address) ?? height, height));
    } else {
      if (!spends.has(holding.txid)) order.push(holding.txid);
      spends.set(holding.txid, [...(spends.get(holding.txid) ?? []), holding.vout]);
    }
  }
  return order.map((id): Subject => {
    const vouts = spends.get(id);
    if (vouts === undefined) {
      const fromHeight = histories.get(id) ?? 0;
      const subject: HistorySubject = { kind: 'history', chain: 'ethereum', address: id, fromHeight };
      return newerThan(subject, graph.fact(historyFact('ethereum', id)));
    }
    return { kind: 'spends', chain: 'bitcoin', txid: id, vouts: vouts.sort((a, b) => a - b) };
  });
}
