/**
 * Who asks: the holder of an API key. Keys belong to an owner, such as a team, and cases to the owner whose key opened
 * them, so a key may be replaced and its cases stay where they are.
 */

export const ROLES = ['viewer', 'investigator', 'admin'] as const;

/** `viewer` reads, `investigator` also writes, `admin` does both for all owners, and keeps the keys. */
export type Role = (typeof ROLES)[number];

/** The holder of a key that was checked. */
export interface Principal {
  readonly keyId: string;
  /** Of the key. */
  readonly name: string;
  readonly owner: string;
  readonly role: Role;
}

/** Whether what belongs to an owner exists for the principal. */
export function maySee(principal: Principal, owner: string): boolean {
  return principal.role === 'admin' || principal.owner === owner;
}

/** True when the role may do all that the other may. */
export function isAtLeast(role: Role, needed: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(needed);
}
