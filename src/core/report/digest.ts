/**
 * Digests: SHA-256 over canonical JSON (RFC 8785). The same inputs give the same digests on any machine.
 */

import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import canonicalize from 'canonicalize';
import { InvariantError } from '../errors.ts';

/** SHA-256 of a value's canonical JSON, hex. Amounts (bigint) are written as decimal strings. */
export function digestOf(value: unknown): string {
  const text = canonicalize(withoutBigints(value));
  if (text === undefined) throw new InvariantError('a value without a JSON form has no digest');
  return bytesToHex(sha256(utf8ToBytes(text)));
}

function withoutBigints(value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString();
  if (value === Number.POSITIVE_INFINITY) return null;
  if (Array.isArray(value)) return value.map(withoutBigints);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, field]) => field !== undefined)
      .map(([key, field]) => [key, withoutBigints(field)]),
  );
}
