/**
 * A fact: what a look-up found out about one of its subjects, and up to which tip.
 */

import type { Tip } from '../chain.ts';
import type { Expansion } from './subject.ts';

/** What is known of a fact: settled, given up because of too much activity, or not answered (in full). */
export interface Fact {
  readonly status: Expansion['status'];
  readonly count: number;
  readonly reason: string | null;
  /** Of a history: transactions at the height from which activity is judged, or above. */
  readonly active: number;
  /** Of a history: time of the newest transaction, Unix seconds; null when there is none. */
  readonly lastTime: number | null;
  /**
   * The tip of the earlier run that found it out: what came after is not known. Null for the run itself. A look-up for
   * the rest that was not answered leaves what was known as it was.
   */
  readonly asOf: Tip | null;
}

/** Whether a look-up ended without an answer to rely on, so that a later run makes it again. */
export function isUnanswered({ status }: Pick<Fact, 'status'>): boolean {
  return status === 'failed' || status === 'incomplete';
}

/** Whether more may have happened up to a tip than a fact tells: an earlier run found it out, at a lower tip. */
export function isOutdated({ asOf }: Fact, tip: Tip | undefined): boolean {
  return asOf !== null && asOf.height < (tip?.height ?? asOf.height);
}
