/**
 * A node as one look-up sees it.
 */

import type { LargestPage } from '../ethereum/largest-page.ts';
import type { Pinned } from '../pinned.ts';
import type { Abilities } from './abilities.ts';
import type { RangeLimit } from './range-limit.ts';

/** The node that is asked, and what its answers have told of it so far. */
export interface Explorer extends Pinned {
  readonly abilities: Abilities;
  readonly largest: LargestPage;
  /** By method. */
  readonly limits: Readonly<Record<'eth_getLogs' | 'trace_filter', RangeLimit>>;
}
