/**
 * Screens an address: what is said about it, by shipped and imported tags, and in which of the caller's cases stolen value
 * reached it. No explorer is asked.
 */

import { displayAddress, parseAddress } from '../core/address.ts';
import type { Chain } from '../core/chain.ts';
import { confidenceOf, type Tag, type TagLookup } from '../core/tags/tag.ts';
import type { Principal } from './access.ts';
import type { AddressIndex, Appearances } from './address-index.ts';
import type { TagStore } from './tag-store.ts';
import { formatUtcTime } from './utc-time.ts';

export interface ScreenDeps {
  /** Of the shipped tags. */
  readonly shipped: { readonly lookup: TagLookup };
  readonly tags: Pick<TagStore, 'of'>;
  readonly addresses: Pick<AddressIndex, 'appearances'>;
}

/** Appearances that are written out. */
const MAX_APPEARANCES = 100;

/** A tag as users see it. */
export interface ShownTag {
  readonly label: string;
  readonly entity: string;
  readonly concepts: readonly string[];
  readonly role: string;
  /** 0 to 100. */
  readonly confidence: number;
  /** ISO 8601 UTC; null for always. */
  readonly validFrom: string | null;
  readonly validTo: string | null;
  readonly source: string;
  readonly licence: string;
  /** The source says that it holds for all addresses of the owner. */
  readonly isClusterDefiner: boolean;
  /** Name of the import that it came with; null for a shipped one. */
  readonly import: string | null;
}

export interface Screening extends Appearances {
  readonly chain: Chain;
  /** Display form. */
  readonly address: string;
  /** The shipped ones first. */
  readonly tags: readonly ShownTag[];
}

/**
 * What is known of an address.
 * @throws InvalidInputError when it is none
 */
export async function screenAddress(
  { chain, address: text }: { readonly chain: Chain; readonly address: string },
  principal: Principal,
  { shipped, tags, addresses }: ScreenDeps,
): Promise<Screening> {
  const address = parseAddress(chain, text);
  const owner = principal.role === 'admin' ? null : principal.owner;
  const imported = await tags.of(chain, address);
  return {
    chain,
    address: displayAddress(chain, address),
    tags: [
      ...shipped.lookup(chain, address).map((tag) => shownTag(tag, null)),
      ...imported.map((one) => shownTag(one.tag, one.import)),
    ],
    ...(await addresses.appearances({ chain, address }, owner, MAX_APPEARANCES)),
  };
}

/** A tag as users see it. @param origin name of the import, null for a shipped tag */
export function shownTag(tag: Tag, origin: string | null): ShownTag {
  const { label, entity, concepts, role, validFrom, validTo, source, licence } = tag;
  return {
    label,
    entity,
    concepts,
    role,
    confidence: confidenceOf(tag),
    validFrom: validFrom === null ? null : formatUtcTime(validFrom),
    validTo: validTo === null ? null : formatUtcTime(validTo),
    source,
    licence,
    isClusterDefiner: tag.isClusterDefiner === true,
    import: origin,
  };
}
