/**
 * Which internet addresses are public. What users may let this machine connect to must not lead into the network it
 * stands in: other services there trust whoever can reach them (server-side request forgery).
 */

import ipaddr from 'ipaddr.js';

/**
 * IPv6 has given out 2000::/3 alone for global unicast (IANA, IPv6 Address Space). Transition mechanisms in it, whose
 * addresses carry an IPv4 address of anywhere, have ranges with names of their own.
 */
const GLOBAL_UNICAST_IPV6 = ipaddr.parseCIDR('2000::/3');

/** A public address in form only: Azure's host answers on it, and hands out settings of the machine. */
const AZURE_HOST = '168.63.129.16';

/**
 * True for global unicast: no loopback, private, link-local, shared (RFC 6598), multicast, documentation or reserved
 * address (IANA, IPv4 and IPv6 Special-Purpose Address Registries), and none that leads to another one inside it
 * (NAT64, 6to4, Teredo; an IPv4-mapped address is taken for the IPv4 address).
 * @param text an address as a resolver gives it; anything else is not public
 */
export function isPublicAddress(text: string): boolean {
  if (!ipaddr.isValid(text)) return false;
  const address = ipaddr.process(text);
  if (address.range() !== 'unicast') return false;
  return address.kind() === 'ipv4' ? address.toString() !== AZURE_HOST : address.match(GLOBAL_UNICAST_IPV6);
}
