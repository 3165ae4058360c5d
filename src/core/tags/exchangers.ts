/**
 * Which contracts change one asset for another, by their tags. They pool nobody's coins, so they end no walk; the role
 * must say it: lists tag everything that an exchange has as `defi_dex`, its tokens and its treasury too.
 */

import type { EthereumKnowledge } from '../movement/knowledge.ts';
import type { Tag, TagLookup } from './tag.ts';

const EXCHANGE_ROLES: ReadonlySet<string> = new Set(['dex-router', 'dex-pool']);
const WRAPPER_ROLE = 'wrapper';

interface Roles {
  readonly isExchange: boolean;
  readonly isWrapper: boolean;
}

/** Of nearly all addresses. */
const NO_ROLES: Roles = { isExchange: false, isWrapper: false };

/** Tells exchanges and wrappers of Ethereum from other addresses; each address is looked up once. */
export function exchangersIn(tags: TagLookup): Pick<EthereumKnowledge, 'isExchange' | 'isWrapper'> {
  const known = new Map<string, Roles>();
  const rolesOf = (address: string) => {
    const before = known.get(address);
    if (before !== undefined) return before;
    const roles = rolesIn(tags('ethereum', address));
    known.set(address, roles);
    return roles;
  };
  return {
    isExchange: (address) => rolesOf(address).isExchange,
    isWrapper: (address) => rolesOf(address).isWrapper,
  };
}

function rolesIn(tags: readonly Tag[]): Roles {
  const roles = tags.map(({ role }) => role);
  if (roles.length === 0) return NO_ROLES;
  return {
    isExchange: roles.some((role) => EXCHANGE_ROLES.has(role)),
    isWrapper: roles.includes(WRAPPER_ROLE),
  };
}
