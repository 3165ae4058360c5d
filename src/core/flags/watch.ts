/**
 * watch: which flagged addresses a re-scan looks up again. Unspent stolen value is looked up in any case, because it
 * stands on an outdated fact; a flagged address that holds none is asked whether it became active.
 */

import type { Chain, Tip } from '../chain.ts';
import { isOutdated } from '../graph/fact.ts';
import type { Graph } from '../graph/graph.ts';
import { historyFact, type Subject } from '../graph/subject.ts';
import { endOfTags } from '../tags/precedence.ts';
import type { TagLookup } from '../tags/tag.ts';
import { newerThan } from '../trace/newer-than.ts';
import { type Finding, FLAG_KINDS, type FlagKind } from './flag.ts';

/** The mixer's own address tells nothing about this case, and is the busiest of all. */
const WATCHED_KINDS: readonly FlagKind[] = FLAG_KINDS.filter((kind) => kind !== 'mixer');

/** Back-off: an address without a transaction for so long is asked for in every n-th re-scan only. */
const BACK_OFF = [
  { quietSeconds: 180 * 86_400, every: 16 },
  { quietSeconds: 30 * 86_400, every: 4 },
] as const;

export interface WatchInput {
  readonly flags: readonly Finding[];
  readonly graph: Graph;
  readonly tips: Readonly<Partial<Record<Chain, Tip>>>;
  readonly tags: TagLookup;
  /** Number of the run within its case, from 1. */
  readonly runNumber: number;
}

/** Histories of flagged addresses that are due in this run, in the order of the flags. */
export function watchedSubjects({ flags, graph, tips, tags, runNumber }: WatchInput): Subject[] {
  const due = new Map<string, Subject>();
  for (const { kind, chain, address, evidence } of flags) {
    const key = historyFact(chain, address);
    const tip = tips[chain];
    if (!WATCHED_KINDS.includes(kind) || due.has(key) || tip === undefined) continue;
    const fact = graph.fact(key);
    if (fact !== undefined && (fact.status === 'too-active' || !isOutdated(fact, tip))) continue;
    if (endOfTags(tags(chain, address), tip.time) !== null) continue;
    if (fact !== undefined && !isDue(tip.time - (fact.lastTime ?? 0), runNumber)) continue;
    const fromHeight = evidence.reduce((least, txid) => Math.min(least, heightOf(txid, graph)), tip.height);
    due.set(key, newerThan({ kind: 'history', chain, address, fromHeight }, fact, graph));
  }
  return [...due.values()];
}

function heightOf(txid: string, { bitcoin, ethereum }: Graph): number {
  return (bitcoin.get(txid) ?? ethereum.get(txid))?.block.height ?? 0;
}

function isDue(quietSeconds: number, runNumber: number): boolean {
  const step = BACK_OFF.find((one) => quietSeconds >= one.quietSeconds);
  return step === undefined || runNumber % step.every === 0;
}
