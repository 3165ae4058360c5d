/**
 * What tags say of the owner of a Bitcoin address, as far as clusters ask: which entities are verified, and which tags hold
 * for the whole cluster.
 */

import { confidenceOf, type Tag, type TagLookup } from '../tags/tag.ts';

/**
 * What services say of their own addresses, authorities, published investigations (GraphSense `service_data`, 50, and above);
 * not lists taken from web pages (20) nor heuristics (10).
 */
const MIN_VERIFIED = 50;

/** Tags that say of coins that they were mixed: whose they are, they do not say. */
const MIXED = 'coinjoin';

export interface KnownOwner {
  /** Entities of verified tags. */
  readonly entities: readonly string[];
  /** Tags whose source says that they hold for all addresses of the owner. */
  readonly defining: readonly Tag[];
  /** Whether the address is tagged as one of a CoinJoin: no tag is extended from it, or to it. */
  readonly isMixed: boolean;
}

/** What is known of the owner of an address; null where no tag says anything, as of most. */
export function ownerOf(address: string, tags: TagLookup): KnownOwner | null {
  const all = tags('bitcoin', address);
  if (all.length === 0) return null;
  const isMixed = all.some(({ concepts }) => concepts.includes(MIXED));
  const verified = all.filter((tag) => confidenceOf(tag) >= MIN_VERIFIED && !tag.concepts.includes(MIXED));
  return {
    entities: [...new Set(verified.map(({ entity }) => entity))].sort(),
    defining: isMixed ? [] : all.filter(({ isClusterDefiner }) => isClusterDefiner === true),
    isMixed,
  };
}
