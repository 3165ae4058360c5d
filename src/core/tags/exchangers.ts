/**
 * Which contracts change one asset for another, by their tags. They pool nobody's coins, so they end no walk; the role
 * must say it: lists tag everything that an exchange has as `defi_dex`, its tokens and its treasury too.
 */

import type { EthereumKnowledge } from '../movement/knowledge.ts';
import type { TagLookup } from './tag.ts';

const EXCHANGE_ROLES: ReadonlySet<string> = new Set(['dex-router', 'dex-pool']);
const WRAPPER_ROLE = 'wrapper';

/** Tells exchanges and wrappers of Ethereum from other addresses; each address is looked up once. */
export function exchangersIn(tags: TagLookup): Pick<EthereumKnowledge, 'isExchange' | 'isWrapper'> {
  const known = new Map<string, ReadonlySet<string>>();
  const rolesOf = (address: string) => {
    const roles = known.get(address) ?? new Set(tags('ethereum', address).map(({ role }) => role));
    known.set(address, roles);
    return roles;
  };
  return {
    isExchange: (address) => [...rolesOf(address)].some((role) => EXCHANGE_ROLES.has(role)),
    isWrapper: (address) => rolesOf(address).has(WRAPPER_ROLE),
  };
}
