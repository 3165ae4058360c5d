/**
 * What a ledger is told: the tape, the marks of the seeds, and how far each holding is followed.
 */

import type { HoldingId, LegId, MovementId, Tape } from '../tape/tape.ts';
import type { Marks } from './marks.ts';

/** What the ledger must know about the case and the collected graph; the same for all methods. */
export interface LedgerPlan {
  readonly tape: Tape;
  /** How many seeds the case has. */
  readonly seeds: number;
  readonly marks: Marks;
  /** Balance an account had before its first known movement; absent means 0. */
  readonly openings: ReadonlyMap<HoldingId, bigint>;
  /**
   * Whether value that leaves this holding at a height carries its lots on. Where not, what arrives stays. A holding
   * that is followed at a height is followed below it too.
   */
  follows(holding: HoldingId, height: number): boolean;
  /** Transactions in which many owners' coins are mixed: tainted inputs stay where they are, outputs are clean. */
  isMix(movement: MovementId): boolean;
}

/** What the ledger writes down on request: how lots come to certain holdings, and what certain legs carried. */
export interface Watch {
  isOnTheWay(holding: HoldingId): boolean;
  isAsked(leg: LegId): boolean;
}
