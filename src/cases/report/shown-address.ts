/**
 * Addresses as users read them, in reports, lists and graphs.
 */

import { displayAddress } from '../../core/address.ts';
import type { Chain } from '../../core/chain.ts';

/** Addresses are printed in their display form; a transaction id in the place of an address stays as it is. */
export function shownAddress(chain: Chain, address: string): string {
  return chain === 'ethereum' && /^0x[0-9a-f]{40}$/.test(address) ? displayAddress(chain, address) : address;
}
