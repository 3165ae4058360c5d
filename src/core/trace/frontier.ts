/**
 * The frontier: tainted holdings whose spending is not yet known, as look-ups, nearest and largest first.
 */

import { compare } from '../amount.ts';
import type { Graph } from '../graph/graph.ts';
import { type HistorySubject, historyFact, type Subject } from '../graph/subject.ts';
import { type Account, assetOf, type Outpoint, parseHolding } from '../holding.ts';
import { append } from '../multimap.ts';
import type { Ledger } from '../taint/ledger.ts';
import type { HoldingId, MovementId, Tape } from '../tape/tape.ts';
import { isBelowThreshold, type Limits } from './limits.ts';
import { newerThan, spentBefore } from './newer-than.ts';

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
  // What one look-up tells of together, in the order in which it is first needed: a map keeps that.
  const groups = new Map<string, Reached[]>();
  for (const { key, reach } of sorted) {
    const holding = parseHolding(key);
    if (holding.kind !== 'account' && holding.kind !== 'outpoint') continue;
    const id = holding.kind === 'account' ? holding.address : holding.txid;
    append(groups, id, { holding, arrival: reach.arrival });
  }
  return Array.from(groups.values(), (group) => subjectOf(group, graph, tape));
}

interface Reached {
  readonly holding: Account | Outpoint;
  readonly arrival: Arrival | null;
}

/** The look-up for holdings of one address, or outputs of one transaction; at least one. */
function subjectOf(group: readonly Reached[], graph: Graph, tape: Tape): Subject {
  const [{ holding }] = group as [Reached];
  if (holding.kind === 'account') {
    const { address } = holding;
    const arrivals = group.map(({ arrival }) => arrival);
    return newerThan(historyOf(address, arrivals, tape), graph.fact(historyFact('ethereum', address)), graph);
  }
  const vouts = group.flatMap(({ holding: one }) => (one.kind === 'outpoint' ? [one.vout] : []));
  const { txid } = holding;
  const subject = { kind: 'spends', chain: 'bitcoin', txid, vouts: vouts.sort((a, b) => a - b) } as const;
  const spent = spentBefore(txid, graph);
  return spent.length === 0 ? subject : { ...subject, spent };
}

/** @param arrivals the first of each asset of the address that was reached */
function historyOf(address: string, arrivals: readonly (Arrival | null)[], tape: Tape): HistorySubject {
  const shows = new Set(
    arrivals.flatMap((arrival) => (arrival === null ? [] : [tape.sourceOf(arrival.movement).txid])),
  );
  const fromHeight = Math.min(...arrivals.map((arrival) => arrival?.height ?? 0));
  const subject = { kind: 'history', chain: 'ethereum', address, fromHeight } as const;
  return shows.size === 0 ? subject : { ...subject, shows: [...shows] };
}

function largest(holding: HoldingId, ledgers: readonly Ledger[]): bigint {
  return ledgers.map((ledger) => ledger.taintedAt(holding)).reduce((a, b) => (a > b ? a : b), 0n);
}
