/**
 * The look-up of names that a connection uses: it refuses every name that leads to an address which is not public, and
 * the connection then goes to the very addresses that were checked. A check beforehand would not do, because a name may
 * be given another address in between (DNS rebinding).
 */

import type { LookupAddress } from 'node:dns';
import { lookup as systemLookup } from 'node:dns/promises';
import type { LookupFunction } from 'node:net';
import { isPublicAddress } from '../cases/alerts/public-address.ts';
import { DeliveryFailedError } from '../core/errors.ts';

/** All addresses of a name. */
export type Resolve = (host: string) => Promise<readonly LookupAddress[]>;

/** The resolver of this machine. */
export const resolveBySystem: Resolve = (host) => systemLookup(host, { all: true, verbatim: true });

/** A look-up for connections. One bad address among good ones refuses the name: nobody says which would be tried. */
export function publicLookup(resolve: Resolve): LookupFunction {
  return lookupBy(async (host) => {
    const addresses = await resolve(host);
    if (addresses.every(({ address }) => isPublicAddress(address))) return addresses;
    // Not the address itself: what names mean inside this network is nothing for users.
    throw new DeliveryFailedError(`${host} leads to an address that is not public`, { host });
  });
}

/** A look-up for hosts that the operator allows by name. */
export function anyLookup(resolve: Resolve): LookupFunction {
  return lookupBy(resolve);
}

function lookupBy(resolve: Resolve): LookupFunction {
  return (host, { all }, callback) => {
    resolve(host).then(
      (addresses) => {
        const [first] = addresses;
        if (all === true) callback(null, [...addresses]);
        else if (first !== undefined) callback(null, first.address, first.family);
        else callback(Object.assign(new Error('no address'), { code: 'ENOTFOUND' }), '');
      },
      (error: unknown) => callback(error instanceof Error ? error : new Error(String(error)), ''),
    );
  };
}
