/**
 * Leads to the exits of a case from Tornado Cash, once the events of its pools are known.
 */

import type { ExitCase } from '../core/exits/exit-case.ts';
import type { ExitLead } from '../core/exits/lead.ts';
import { exitLeads, type RankedRecipient, rankRecipients } from '../core/exits/leads.ts';
import type { PoolEvent } from '../core/exits/pool-event.ts';
import { poolHistories } from '../core/exits/pool-history.ts';
import type { Flag } from '../core/flags/flag.ts';
import type { Graph } from '../core/graph/graph.ts';
import { endOfTags } from '../core/tags/precedence.ts';
import type { TagLookup } from '../core/tags/tag.ts';
import { shownAddress } from './report/shown-address.ts';
import { formatUtcTime } from './utc-time.ts';

const DAY = 86_400;
/** Days after the last deposit of a case within which its exits are looked for. */
export const EXIT_DAYS = 7;
/** Recipients that are listed. */
const MAX_RANKED = 200;

/** Where exits are looked for, and whose. */
export interface ExitQuery {
  readonly events: readonly PoolEvent[];
  /** Canonical addresses. */
  readonly depositors: readonly string[];
  /** Depositors by the transactions of their deposits, where the events do not say whose they are. */
  readonly senders: ReadonlyMap<string, string>;
  readonly days: number;
}

/** What is known beside the events. */
export type ExitKnowledge = Pick<ExitCase, 'links' | 'isService'>;

const NOTHING: ExitKnowledge = { links: () => 0, isService: () => false };

/** The leads of depositors, as they are shown. */
export function leadsJson(
  { events, depositors, senders, days }: ExitQuery,
  knowledge: ExitKnowledge = NOTHING,
) {
  const theCase: ExitCase = {
    pools: poolHistories(events.map((event) => withSender(event, senders))),
    depositors: new Set(depositors),
    horizon: days * DAY,
    ...knowledge,
  };
  const leads = exitLeads(theCase);
  return {
    note: 'Leads, no facts: where to look. No flag, path or outcome rests on them.',
    horizonDays: days,
    recipients: rankRecipients(theCase, leads).slice(0, MAX_RANKED).map(recipientJson),
    found: leads.map(leadJson),
  };
}

export type LeadsJson = ReturnType<typeof leadsJson>;

/** What is read of a flag. */
type FlaggedAddress = Pick<Flag, 'kind' | 'chain' | 'address' | 'evidence'>;

/** The depositors that a run flagged, with the transactions that show it. */
export function flaggedDeposits(flags: readonly FlaggedAddress[]): Pick<ExitQuery, 'depositors' | 'senders'> {
  const depositors = flags.filter(({ kind, chain }) => kind === 'mixer-depositor' && chain === 'ethereum');
  return {
    depositors: depositors.map(({ address }) => address),
    senders: new Map(depositors.flatMap(({ address, evidence }) => evidence.map((txid) => [txid, address]))),
  };
}

/** A deposit whose sender its event does not say, with the one that is known. */
function withSender(event: PoolEvent, senders: ReadonlyMap<string, string>): PoolEvent {
  if (event.kind !== 'deposit' || event.from !== null) return event;
  return { ...event, from: senders.get(event.txid) ?? null };
}

/** What a run knows: the transactions of its graph, and the tags. */
export function knowledgeOf(graph: Graph, tags: TagLookup): ExitKnowledge {
  const links = new Map<string, number>();
  const pair = (a: string, b: string) => (a < b ? `${a} ${b}` : `${b} ${a}`);
  for (const { transfers } of graph.ethereum.values()) {
    const direct = transfers.filter(({ kind, moved }) => kind === 'call' && moved);
    for (const key of new Set(direct.map(({ from, to }) => pair(from, to)))) {
      links.set(key, (links.get(key) ?? 0) + 1);
    }
  }
  return {
    links: (a, b) => links.get(pair(a, b)) ?? 0,
    isService: (address) => endOfTags(tags('ethereum', address), 0) !== null,
  };
}

function recipientJson({ address, score, withdrawals, first }: RankedRecipient) {
  return {
    address: shownAddress('ethereum', address),
    score: rounded(score),
    withdrawals: withdrawals.length,
    first: formatUtcTime(first),
  };
}

function leadJson({ rule, recipient, pools, withdrawals, anonymitySet, rivals, score, basis }: ExitLead) {
  return {
    rule,
    recipient: shownAddress('ethereum', recipient),
    pools: pools.map((pool) => shownAddress('ethereum', pool)),
    withdrawals,
    anonymitySet,
    rivals,
    score: rounded(score),
    basis,
  };
}

function rounded(score: number): number {
  return Math.round(score * 10_000) / 10_000;
}
