/**
 * API keys: made, checked, revoked. A key is shown once, when it is made; stored is its SHA-256 alone. The keys have 256
 * random bits, so a plain hash is enough: there is nothing to guess that a slow one would protect.
 */

import { createHash, randomBytes } from 'node:crypto';
import { InvalidInputError, NotFoundError } from '../core/errors.ts';
import { type Principal, ROLES, type Role } from './access.ts';
import { printable } from './printable.ts';

/** `ch_` tells people and secret scanners what it is. */
const KEY_FORM = /^ch_[A-Za-z0-9_-]{43}$/;
const KEY_BYTES = 32;
const MAX_NAME_LENGTH = 100;

/** A key as it is listed. */
export interface ApiKey {
  readonly id: string;
  /** Whose cases it opens and sees. */
  readonly owner: string;
  readonly name: string;
  readonly role: Role;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly revokedAt: number | null;
}

/** A key to be stored. */
export interface NewApiKey {
  readonly owner: string;
  readonly name: string;
  readonly role: Role;
  /** SHA-256 of the key, hex. */
  readonly hash: string;
  readonly at: number;
}

export interface KeyStore {
  insert(key: NewApiKey): Promise<ApiKey>;
  /** Who holds the key of a hash; null when no key has it, or a revoked one. */
  holder(hash: string): Promise<Principal | null>;
  /** False for a key that was revoked. */
  isActive(keyId: string): Promise<boolean>;
  /** In the order in which they were made. @param after the key before the first one listed; null for none */
  list(
    after: { readonly createdAt: number; readonly id: string } | null,
    limit: number,
  ): Promise<readonly ApiKey[]>;
  /** Revokes a key; one that is revoked already stays so. @returns null when there is no such key */
  revoke(id: string, at: number): Promise<ApiKey | null>;
}

/** What a key is made for. */
export interface KeyRequest {
  readonly owner: string;
  readonly name: string;
  readonly role: string;
}

/** A key with its text, which is nowhere else. */
export interface CreatedKey extends ApiKey {
  readonly key: string;
}

/**
 * Makes a key and stores its hash.
 * @throws InvalidInputError naming the field, its value and the remedy
 */
export async function createKey(
  { owner, name, role }: KeyRequest,
  at: number,
  keys: KeyStore,
): Promise<CreatedKey> {
  checkName('owner', owner);
  checkName('name', name);
  const known = ROLES.find((one) => one === role);
  if (known === undefined) {
    throw new InvalidInputError(
      `role "${role.slice(0, 100)}" is unknown; choose one of ${ROLES.join(', ')}`,
      {
        field: 'role',
        value: role.slice(0, 100),
      },
    );
  }
  const key = `ch_${randomBytes(KEY_BYTES).toString('base64url')}`;
  const stored = await keys.insert({ owner, name, role: known, hash: hashOf(key), at });
  return { ...stored, key };
}

/** Who holds a key; null when the text is no key, or one that is unknown or revoked. */
export async function holderOf(key: string, keys: Pick<KeyStore, 'holder'>): Promise<Principal | null> {
  return KEY_FORM.test(key) ? keys.holder(hashOf(key)) : null;
}

/** Revokes a key for good. @throws NotFoundError */
export async function revokeKey(id: string, at: number, keys: KeyStore): Promise<ApiKey> {
  const revoked = await keys.revoke(id, at);
  if (revoked === null) throw new NotFoundError(`key ${printable(id)} does not exist`, { key: id });
  return revoked;
}

/** An owner and a name stand in lists and logs: they must be visible, and must fit a line. */
function checkName(field: string, value: string): void {
  const isVisible = /^[^\p{C}\p{Z}](?:[^\p{C}\p{Zl}\p{Zp}]*[^\p{C}\p{Z}])?$/u.test(value);
  if (isVisible && value.length <= MAX_NAME_LENGTH) return;
  throw new InvalidInputError(
    `${field} ${JSON.stringify(value.slice(0, MAX_NAME_LENGTH))} is not 1 to ${MAX_NAME_LENGTH} printable characters; choose a plain name`,
    { field, value: value.slice(0, MAX_NAME_LENGTH) },
  );
}

function hashOf(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}
