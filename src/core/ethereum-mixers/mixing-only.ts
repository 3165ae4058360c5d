/**
 * Tags without what is plainly wrong about a mixer's contracts: lists call everything that a mixer has a mixer, its token,
 * its votes, its donations. The table of contracts says which of them mix.
 */

import type { TagLookup } from '../tags/tag.ts';
import type { MixerContracts } from './contracts.ts';

/** The same tags; those of contracts that are known not to mix do not say so any more. */
export function mixingOnly(tags: TagLookup, contracts: MixerContracts): TagLookup {
  return (chain, address) => {
    const found = tags(chain, address);
    if (chain !== 'ethereum' || found.length === 0 || contracts.at(address)?.mixes !== false) return found;
    return found.map((tag) => ({
      ...tag,
      concepts: tag.concepts.filter((concept) => concept !== 'mixing_service' && concept !== 'coinjoin'),
    }));
  };
}
