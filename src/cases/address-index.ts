/**
 * Which cases reached an address, by the last finished run of each: for screening, and for tags that come later than the
 * run that they matter to.
 */

import type { Chain } from '../core/chain.ts';

/** An address as the last finished run of a case found it. */
export interface Appearance {
  readonly case: { readonly id: string; readonly name: string };
  readonly run: { readonly id: string; readonly number: number };
  /** Movements between the seeds and the address. */
  readonly hops: number;
  /** Stolen value that arrived, by asset; decimal strings of the smallest unit. */
  readonly received: readonly { readonly asset: string; readonly amount: string }[];
  /** Flags of the address, in the form of the report. */
  readonly flags: readonly object[];
}

export interface Appearances {
  /** Cases in which the address appears. */
  readonly total: number;
  /** The newest of them. */
  readonly appearances: readonly Appearance[];
}

/** An address in canonical form. */
export interface ChainAddress {
  readonly chain: Chain;
  readonly address: string;
}

export interface AddressIndex {
  /**
   * Where an address appears, the newest case first.
   * @param owner whose cases are looked at; null for all
   */
  appearances(address: ChainAddress, owner: string | null, limit: number): Promise<Appearances>;
  /** Watched cases that reached an address whose tags changed after the revision that their run was pinned to, by id. */
  casesWithNewTags(): Promise<readonly string[]>;
}
