/**
 * Digests: SHA-256 over canonical JSON (RFC 8785). The same inputs give the same digests on any machine.
 */

import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { InvariantError } from '../errors.ts';
import { canonicalJson } from './canonical-json.ts';

/** SHA-256 of a value's canonical JSON, hex. */
export function digestOf(value: unknown): string {
  const text = canonicalJson(value);
  if (text === undefined) throw new InvariantError('a value without a JSON form has no digest');
  return bytesToHex(sha256(utf8ToBytes(text)));
}
