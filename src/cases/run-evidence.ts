/**
 * What a finished run rests on, so that it can be repeated from that alone: which archived answers it used, what it was pinned
 * to, and what stands without an archived answer (nobody answered, or a price of the user's own table).
 */

import type { Asset } from '../core/chain.ts';
import type { Expansion, LookupSubject } from '../core/graph/subject.ts';
import { isPrice, type TimedAnswer } from '../core/prices/price.ts';
import type { Limits } from '../core/trace/limits.ts';
import type { Pins } from './ports.ts';

/** A look-up that ended without an answer to rely on. */
export interface Unanswered {
  readonly subject: LookupSubject;
  readonly status: 'failed' | 'incomplete';
  readonly reason: string;
}

/** A price, or the word that there is none, for which no archived answer stands. */
export interface StatedPrice extends TimedAnswer {
  readonly asset: Asset;
}

/** One run of the line that a run goes on from. */
export interface RunEvidence {
  /** Within the case, from 1. */
  readonly number: number;
  readonly limits: Limits;
  readonly pins: Omit<Pins, 'tipEvidence'>;
  /** Ids of archived exchanges, ascending. */
  readonly exchanges: readonly string[];
  readonly unanswered: readonly Unanswered[];
  readonly statedPrices: readonly StatedPrice[];
}

/** A run with those that it goes on from. */
export interface LineEvidence {
  /** The case as it was written, without what concerns alerts. */
  readonly body: unknown;
  /** The first one first, the run itself last. */
  readonly runs: readonly RunEvidence[];
}

/** The part of an expansion that evidence is read off. */
export type Said = Pick<Expansion, 'subject' | 'status' | 'reason' | 'evidence' | 'prices'>;

/** The evidence of a run from all that its look-ups said, in the order of the frontiers that they answered. */
export function evidenceOf(
  run: Pick<RunEvidence, 'number' | 'limits'>,
  pins: Pins,
  said: readonly Said[],
): RunEvidence {
  const { tipEvidence, ...pinned } = pins;
  const ids = new Set([...tipEvidence, ...said.flatMap(({ evidence = [] }) => evidence)]);
  return {
    number: run.number,
    limits: run.limits,
    pins: pinned,
    exchanges: [...ids].sort(),
    unanswered: said.flatMap(({ subject, status, reason }) =>
      status === 'failed' || status === 'incomplete' ? [{ subject, status, reason: reason ?? '' }] : [],
    ),
    statedPrices: said.flatMap(statedIn),
  };
}

/** The name of the price source that is the user's own table. */
const OWN_TABLE = 'file';

function statedIn({ subject, prices = [] }: Said): StatedPrice[] {
  if (subject.kind !== 'prices') return [];
  const { asset } = subject;
  return prices.flatMap(({ time, answer }) =>
    isPrice(answer) && answer.source !== OWN_TABLE ? [] : [{ asset, time, answer }],
  );
}
