/**
 * Passages: transactions to be looked up in full. Stolen value may have come to rest at a contract that only passed it on: one
 * of which a history cannot be had (a busy multisend) or that pays out in the transaction itself (an exchange) is understood
 * from its transactions one by one, if at all. And of a swap the owner's history shows a part only: whom else it paid there
 * is seen in the whole.
 */

import type { Graph } from '../graph/graph.ts';
import { type Subject, transactionFact } from '../graph/subject.ts';
import { type HoldingKey, parseHolding } from '../holding.ts';
import { append } from '../multimap.ts';
import type { Ledger } from '../taint/ledger.ts';
import type { HoldingId, Tape } from '../tape/tape.ts';
import type { End } from './end.ts';

/**
 * The transactions that brought stolen value to such contracts and are not known in full. Of each address the first one is
 * asked for; the others only when that one showed a conduit, as a service that keeps what it gets would be asked in vain.
 */
export function openPassages(
  ends: ReadonlyMap<HoldingId, End>,
  ledgers: readonly Ledger[],
  graph: Graph,
  tape: Tape,
  isWrapper: (address: string) => boolean,
): Subject[] {
  const txids = new Set(swapsInPart(ledgers, graph, tape, isWrapper));
  const candidates = new Set<HoldingId>();
  for (const [holding, { kind }] of ends) {
    const isAccount = parseHolding(tape.keyOf(holding)).kind === 'account';
    if (isAccount && (kind === 'contract' || kind === 'high-activity')) candidates.add(holding);
  }
  const conduits = conduitsOn(tape);
  const resting = candidates.size === 0 ? [] : arrivalsAt(candidates, ledgers, tape);
  for (const [holding, arrivals] of resting) {
    const isConduit = conduits.has(addressOf(holding, tape));
    for (const txid of isConduit ? arrivals : arrivals.slice(0, 1))
      if (!isWhole(txid, graph)) txids.add(txid);
  }
  return [...txids].map((txid): Subject => ({ kind: 'transaction', chain: 'ethereum', txid }));
}

/** Swaps of stolen value that are known in part; a wrap is plain, whoever else was paid. */
function* swapsInPart(
  ledgers: readonly Ledger[],
  graph: Graph,
  tape: Tape,
  isWrapper: (address: string) => boolean,
): Generator<string> {
  for (const ledger of ledgers) {
    for (const [movement, leftover] of tape.conversions()) {
      const isStolen = ledger.taintedOf(tape.firstLeg(movement)) > 0n;
      if (!isStolen || isWrapper(addressOf(leftover, tape))) continue;
      const { txid } = tape.sourceOf(movement);
      if (!isWhole(txid, graph)) yield txid;
    }
  }
}

function isWhole(txid: string, graph: Graph): boolean {
  return graph.ethereum.get(txid)?.whole === true || graph.fact(transactionFact(txid)) !== undefined;
}

/** The transactions that brought stolen value to the holdings, in chain order. */
function arrivalsAt(holdings: ReadonlySet<HoldingId>, ledgers: readonly Ledger[], tape: Tape) {
  const movements = new Set(ledgers.flatMap((ledger) => [...ledger.flows()]));
  const arrivals = new Map<HoldingId, string[]>();
  for (const movement of [...movements].sort((a, b) => a - b)) {
    for (let leg = tape.firstPut(movement); leg < tape.endLeg(movement); leg += 1) {
      const holding = tape.holdingOf(leg);
      if (!holdings.has(holding) || ledgers.every((ledger) => ledger.taintedOf(leg) === 0n)) continue;
      append(arrivals, holding, tape.sourceOf(movement).txid);
    }
  }
  return arrivals;
}

/** Addresses that passed on what they got, in a transaction that is known in full. */
function conduitsOn(tape: Tape): Set<string> {
  return new Set([...tape.passedThrough()].map(addressIn));
}

function addressOf(holding: HoldingId, tape: Tape): string {
  return addressIn(tape.keyOf(holding));
}

function addressIn(key: HoldingKey): string {
  const parsed = parseHolding(key);
  return 'address' in parsed ? parsed.address : '';
}
