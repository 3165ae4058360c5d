/**
 * Clusters: Bitcoin addresses that one owner seems to have, because they were spent together. A heuristic: it says who may
 * own coins, carries no stolen value, and ends no walk (docs/detection.md).
 */

import type { Tag } from '../tags/tag.ts';

/** Two addresses that a transaction spends from together. */
export interface CoSpend {
  readonly txid: string;
  readonly addresses: readonly [string, string];
}

/** A merge that was refused, because what is known of the two sides names different owners. */
export interface Conflict extends CoSpend {
  /** Entities of the side of each address, by verified tags. */
  readonly entities: readonly [readonly string[], readonly string[]];
}

/** The tag of another member, as it may hold for a member that has none. */
export interface ExtendedTag {
  /** Of confidence `heuristic`; its source names the tag that it comes from. */
  readonly tag: Tag;
  /** Where that tag stands. */
  readonly from: string;
  /** Transactions that link the two addresses, from that one on. */
  readonly txids: readonly string[];
}

export interface Cluster {
  /** Members that stolen value reached under the main method, in the order of their text. */
  readonly members: readonly string[];
  /** All members that the transactions of the case show. */
  readonly size: number;
  /** The owner by verified tags of members; null where there is none, or several. */
  readonly entity: string | null;
  /** Too many members to be believed one owner's: nothing is extended in it, and no links are told. */
  readonly isTooLarge: boolean;
  /** What links the members above to each other and to the tags, each link once, in chain order. */
  readonly links: readonly CoSpend[];
  readonly extended: readonly ExtendedTag[];
  readonly conflicts: readonly Conflict[];
}
