/**
 * A change: one thing that is new in a case since the run before. Amounts are decimal strings of the smallest unit.
 */

import type { Chain } from '../core/chain.ts';
import type { FlagKind } from '../core/flags/flag.ts';

/** Value that rested unspent and, in part or in whole, does so no more. */
export interface Moved {
  readonly kind: 'moved';
  readonly chain: Chain;
  readonly address: string;
  readonly holding: string;
  readonly asset: string;
  /** Stolen value that rested there, smallest unit. */
  readonly before: string;
  readonly after: string;
}

/** A flag that the run before did not have, or had with a smaller amount. */
export interface Flagged {
  readonly kind: 'flag';
  readonly chain: Chain;
  readonly address: string;
  readonly flag: FlagKind;
  readonly entity: string;
  readonly confidence: number;
  readonly asset: string;
  /** Stolen value concerned, smallest unit; `before` is null for a new flag. */
  readonly before: string | null;
  readonly after: string;
  /** Transactions that show what is new. */
  readonly evidence: readonly string[];
}

export type Change = Moved | Flagged;
