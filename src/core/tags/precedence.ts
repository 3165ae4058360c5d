/**
 * Which tag decides what an address is. Only custody ends a walk: a mixer, an exchange, a bridge or another service
 * pools the coins of many owners, so what leaves it can no longer be told apart. A sanction says who holds the coins,
 * not that they are pooled: thieves' own wallets are listed after the fact, and the walk goes on (ADR 0004).
 */

import { compare } from '../amount.ts';
import { confidenceOf, isValidAt, type Tag } from './tag.ts';

/** What a tagged address is for the walk. */
export type EndKind = 'mixer' | 'sanctioned' | 'exchange' | 'bridge' | 'service';

export interface TaggedEnd {
  readonly kind: EndKind;
  readonly tag: Tag;
}

/** GraphSense concepts by what they mean for the walk, strongest first. */
const CONCEPTS: readonly (readonly [EndKind, ReadonlySet<string>])[] = [
  ['mixer', new Set(['mixing_service', 'coinjoin'])],
  ['exchange', new Set(['exchange', 'deposit_wallet', 'hot_wallet', 'cold_wallet', 'warm_wallet'])],
  ['bridge', new Set(['defi_bridge'])],
  [
    'service',
    new Set([
      'service',
      'wallet_service',
      'payment_processor',
      'atm',
      'gambling',
      'market',
      'hosting',
      'mining_service',
    ]),
  ],
];

/**
 * The end an address is by its tags, or null when the walk goes on behind it. Custody is taken as lasting; only the
 * sanction is looked up by time. A custodial service under sanctions ends as `sanctioned`, a mixer always as `mixer`.
 * @param time when the coins arrived, Unix seconds
 */
export function endOfTags(tags: readonly Tag[], time: number): TaggedEnd | null {
  const sorted = [...tags].sort(byPrecedence);
  for (const [kind, concepts] of CONCEPTS) {
    const tag = sorted.find((candidate) => candidate.concepts.some((concept) => concepts.has(concept)));
    if (tag === undefined) continue;
    return kind !== 'mixer' && sanctionOf(tags, time) !== null ? { kind: 'sanctioned', tag } : { kind, tag };
  }
  return null;
}

/** Whether a tag says that a service gave an address to one customer: who pays there is a customer, and not the service. */
export function isCustomerDeposit({ concepts }: Tag): boolean {
  return concepts.includes('deposit_wallet');
}

/** Whether a tag says that an address is under sanctions, at whatever time. */
export function isSanction({ concepts }: Tag): boolean {
  return concepts.includes('sanction');
}

/** The sanction in force on an address at a time (Unix seconds), or null. */
export function sanctionOf(tags: readonly Tag[], time: number): Tag | null {
  const valid = tags.filter((tag) => isSanction(tag) && isValidAt(tag, time) && !isToldWithDates(tag, tags));
  return valid.sort(byPrecedence)[0] ?? null;
}

/**
 * Whether a tag without dates is told by others with them: a plain list of addresses (`OFAC SDN`) does not know since when or until
 * when they stand there, and the same list with names and dates (`OFAC SDN: …`) does.
 */
export function isToldWithDates(tag: Tag, tags: readonly Tag[]): boolean {
  const hasDates = ({ validFrom, validTo }: Tag) => validFrom !== null || validTo !== null;
  if (!isSanction(tag) || hasDates(tag)) return false;
  return tags.some(
    (other) => isSanction(other) && hasDates(other) && other.label.startsWith(`${tag.label}: `),
  );
}

/** Higher confidence first, then by label and source, so that the choice never depends on load order. */
function byPrecedence(a: Tag, b: Tag): number {
  return confidenceOf(b) - confidenceOf(a) || compare(a.label, b.label) || compare(a.source, b.source);
}
