/**
 * Screens an address: what is said about it, by shipped and imported tags, and in which of the caller's cases stolen value
 * reached it. No explorer is asked.
 */

import { displayAddress, parseAddress } from '../core/address.ts';
import type { Chain } from '../core/chain.ts';
import type { TagLookup } from '../core/tags/tag.ts';
import type { Principal } from './access.ts';
import type { AddressIndex, Appearances } from './address-index.ts';
import { type ShownTag, shownTag } from './tags/shown-tag.ts';
import type { TagStore } from './tags/tag-store.ts';

export interface ScreenDeps {
  /** Of the shipped tags. */
  readonly shipped: { readonly lookup: TagLookup };
  readonly tags: Pick<TagStore, 'of'>;
  readonly addresses: Pick<AddressIndex, 'appearances'>;
}

/** Appearances that are written out. */
const MAX_APPEARANCES = 100;

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
