/**
 * Reads where the coins of an address came from: its history, then those of who paid it, and of who paid these, as far as hops and
 * look-ups go. What could not be read is a gap.
 */

import { addressOfScript } from '../core/address.ts';
import type { Chain, Tip } from '../core/chain.ts';
import { ProviderError } from '../core/errors.ts';
import { partyAt } from '../core/exposure/payouts.ts';
import { Graph } from '../core/graph/graph.ts';
import type { Expansion, HistorySubject } from '../core/graph/subject.ts';
import { endOfTags } from '../core/tags/precedence.ts';
import type { TagLookup } from '../core/tags/tag.ts';
import type { Transaction } from '../core/transaction.ts';
import { failedExpansion } from './grow-graph.ts';
import type { ChainSource } from './ports.ts';

export interface ReadPayersRequest {
  readonly chain: Chain;
  /** Canonical form. */
  readonly address: string;
  /** Movements back, from 1: the history of the address itself shows the first. */
  readonly hops: number;
  readonly maxLookups: number;
  /** An address with more is taken for a service. */
  readonly maxTransactions: number;
  readonly tip: Tip;
}

/** What was not read. */
export interface ReadGap {
  readonly address: string;
  readonly reason: string;
}

export interface Payers {
  readonly graph: Graph;
  readonly gaps: readonly ReadGap[];
  readonly lookups: number;
}

/** Reads the graph behind an address, payer by payer in the order in which they are found. */
export async function readPayers(
  request: ReadPayersRequest,
  { source, tags }: { readonly source: ChainSource; readonly tags: TagLookup },
): Promise<Payers> {
  const { address, hops, maxLookups } = request;
  const graph = new Graph();
  const gaps: ReadGap[] = [];
  const seen = new Set([address]);
  let round = [address];
  let lookups = 0;
  for (let hop = 1; hop <= hops && round.length > 0; hop += 1) {
    const next: string[] = [];
    for (const one of round) {
      if (lookups === maxLookups) {
        gaps.push({ address: one, reason: `not read: look-up budget of ${maxLookups} used up` });
        continue;
      }
      lookups += 1;
      const expansion = await lookUp(one, request, source);
      graph.add(expansion);
      if (expansion.status !== 'complete') gaps.push({ address: one, reason: reasonOf(expansion) });
      for (const payer of payersOf(one, expansion.transactions, tags)) {
        if (seen.has(payer)) continue;
        seen.add(payer);
        next.push(payer);
      }
    }
    round = next;
  }
  if (round.length > 0) {
    gaps.push({ address, reason: `not read: ${round.length} payers more than ${hops} hops back` });
  }
  return { graph, gaps, lookups };
}

async function lookUp(address: string, request: ReadPayersRequest, source: ChainSource): Promise<Expansion> {
  const { chain, tip, maxTransactions } = request;
  const subject: HistorySubject = { kind: 'history', chain, address, fromHeight: 0 };
  try {
    return await source.expand(subject, tip, maxTransactions);
  } catch (error) {
    if (error instanceof ProviderError) return failedExpansion(subject, error);
    throw error;
  }
}

function reasonOf({ status, reason, count }: Expansion): string {
  return status === 'too-active'
    ? `more transactions than the limit: ${count} counted`
    : `${status}: ${reason}`;
}

/** Who paid an address, without those at whom coins are pooled, or who are named already. */
function* payersOf(
  address: string,
  transactions: readonly Transaction[],
  tags: TagLookup,
): Generator<string> {
  for (const tx of transactions) {
    const { time } = tx.block;
    for (const payer of new Set(payersIn(tx, address))) {
      const isEnd = endOfTags(tags(tx.chain, payer), time) !== null;
      if (!isEnd && partyAt(tags, tx.chain, payer, time) === null) yield payer;
    }
  }
}

function payersIn(tx: Transaction, address: string): string[] {
  if (tx.chain === 'ethereum') {
    const paid = tx.transfers.filter(({ to, moved, value }) => to === address && moved && value > 0n);
    return paid.map(({ from }) => from);
  }
  const isPaid = tx.outputs.some(({ script }) => addressOfScript(script) === address);
  return isPaid ? tx.inputs.map(({ script }) => addressOfScript(script)) : [];
}
