/**
 * What happened in a case, as it is read: events by number, and how far the run under way is.
 */

import type { Progress } from './catalog.ts';

/** An event. The numbers of a case are 1, 2, … without a gap. */
export interface CaseEvent {
  readonly number: number;
  readonly kind: string;
  readonly payload: object;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** What a listener is told first: whether there is anything to read. */
export interface CasePulse {
  readonly lastEvent: number;
  /** Of the run under way; null for none. */
  readonly progress: (Progress & { readonly runId: string }) | null;
}

export interface EventReader {
  /** Events after a number, in order. */
  after(caseId: string, number: number, limit: number): Promise<readonly CaseEvent[]>;
  /** Null when the case is gone. */
  pulse(caseId: string): Promise<CasePulse | null>;
}
