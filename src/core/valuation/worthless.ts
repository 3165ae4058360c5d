/**
 * Tokens that are not valued whatever a price source says: who makes a scam token makes its price, too.
 */

import { type Asset, NATIVE_DECIMALS } from '../chain.ts';
import type { TagLookup } from '../tags/tag.ts';

/** GraphSense concepts that say that a token is a trap for its holders. */
const TRAPS: readonly string[] = ['scam', 'phishing', 'counterfeit'];

/** Why a token is not valued, by the tags of its contract; null when nothing speaks against it. */
export function whyWorthless(asset: Asset, tags: TagLookup): string | null {
  if (asset in NATIVE_DECIMALS) return null;
  const tag = tags('ethereum', asset).find(({ concepts }) => concepts.some((one) => TRAPS.includes(one)));
  return tag === undefined ? null : `not valued: the token is tagged "${tag.label}" (${tag.source})`;
}
