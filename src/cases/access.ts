/**
 * Who asks: the holder of an API key. Keys belong to an owner, such as a team, and cases to the owner whose key opened
 * them, so a key may be replaced and its cases stay where they are.
 */

/** `viewer` reads, `investigator` also writes, `admin` does both for all owners, and keeps the keys. */
export type Role = 'viewer' | 'investigator' | 'admin';

/** The holder of a key that was checked. */
export interface Principal {
  readonly keyId: string;
  readonly owner: string;
  readonly role: Role;
}

/** Whether what belongs to an owner exists for the principal. */
export function maySee(principal: Principal, owner: string): boolean {
  return principal.role === 'admin' || principal.owner === owner;
}
