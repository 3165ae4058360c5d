/**
 * The frontier: tainted holdings whose spending is not yet known, as look-ups, nearest and largest first.
 */

import { compare } from '../amount.ts';
import { assetOf, parseHolding } from '../holding.ts';
import type { Ledger } from '../taint/ledger.ts';
import type { HoldingId, MovementId, Tape } from '../tape.ts';
import type { Graph } from './graph.ts';
import { isBelowThreshold, type Limits } from './limits.ts';
import { type HistorySubject, historyFact, newerThan, type Subject } from './subject.ts';

/** How stolen value reached a holding under any of the methods that drive the walk. */
export interface Nearness {
  /** The fewest movements between a seed and the holding. */
  readonly hops: number;
  /** The first movement that brought stolen value; null for what a seed itself names. */
  readonly arrival: Arrival | null;
}

export interface Arrival {
  readonly movement: MovementId;
  readonly height: number;
  /** Unix seconds. */
  readonly time: number;
}

/** The nearest way and the first arrival under any of the ledgers. */
export function nearnessOf(holding: HoldingId, ledgers: readonly Ledger[]): Nearness {
  let hops = Number.MAX_SAFE_INTEGER;
  let first = Number.MAX_SAFE_INTEGER;
  for (const ledger of ledgers) {
    const found = ledger.reach.hopsTo(holding);
    if (found === null) continue;
    hops = Math.min(hops, found);
    first = Math.min(first, ledger.reach.arrivalAt(holding) ?? -1);
  }
  const tape = ledgers[0]?.tape;
  const isBrought = first >= 0 && first !== Number.MAX_SAFE_INTEGER;
  return { hops, arrival: isBrought && tape !== undefined ? arrivalAt(first, tape) : null };
}

const arrivalAt = (movement: MovementId, tape: Tape): Arrival => ({
  movement,
  height: tape.heightOf(movement),
  time: tape.timeOf(movement),
});

/** True when under any method a holding's stolen part is large enough to be followed. */
export function isWorthFollowing(holding: HoldingId, ledgers: readonly Ledger[], limits: Limits): boolean {
  return ledgers.some((ledger) => {
    const amount = ledger.taintedAt(holding);
    const asset = assetOf(ledger.tape.keyOf(holding));
    return amount > 0n && !isBelowThreshold(amount, ledger.enteredOf(asset), limits);
  });
}

/**
 * Look-ups for the open holdings: one history per Ethereum address, one per funding transaction in Bitcoin.
 * @param open the holdings and how they were reached
 */
export function frontierOf(
  open: ReadonlyMap<HoldingId, Nearness>,
  ledgers: readonly Ledger[],
  graph: Graph,
  tape: Tape,
): Subject[] {
  const sorted = [...open.entries()]
    .map(([id, reach]) => ({ key: tape.keyOf(id), reach, amount: largest(id, ledgers) }))
    .sort((a, b) => a.reach.hops - b.reach.hops || compare(b.amount, a.amount) || (a.key < b.key ? -1 : 1));
  const histories = new Map<string, HistorySubject>();
  const spends = new Map<string, number[]>();
  const order: string[] = [];
  for (const { key, reach } of sorted) {
    const holding = parseHolding(key);
    if (holding.kind === 'account') {
      const { address } = holding;
      if (!histories.has(address)) order.push(address);
      histories.set(address, historyOf(address, reach.arrival, tape, histories.get(address)));
    } else if (holding.kind === 'outpoint') {
      if (!spends.has(holding.txid)) order.push(holding.txid);
      spends.set(holding.txid, [...(spends.get(holding.txid) ?? []), holding.vout]);
    }
  }
  return order.map((id): Subject => {
    const vouts = spends.get(id);
    if (vouts === undefined) {
      const subject = histories.get(id) ?? historyOf(id, null, tape);
      return newerThan(subject, graph.fact(historyFact('ethereum', id)));
    }
    return { kind: 'spends', chain: 'bitcoin', txid: id, vouts: vouts.sort((a, b) => a - b) };
  });
}

/** The look-up of an address's history after one more of its assets was reached. */
function historyOf(
  address: string,
  arrival: Arrival | null,
  tape: Tape,
  before?: HistorySubject,
): HistorySubject {
  const txid = arrival === null ? null : tape.sourceOf(arrival.movement).txid;
  const height = arrival?.height ?? 0;
  const shows = [...(before?.shows ?? []), ...(txid === null ? [] : [txid])];
  const fromHeight = Math.min(before?.fromHeight ?? height, height);
  const subject = { kind: 'history', chain: 'ethereum', address, fromHeight } as const;
  return shows.length === 0 ? subject : { ...subject, shows: [...new Set(shows)] };
}

function largest(holding: HoldingId, ledgers: readonly Ledger[]): bigint {
  return ledgers.map((ledger) => ledger.taintedAt(holding)).reduce((a, b) => (a > b ? a : b), 0n);
}
