/**
 * Digests: SHA-256 over canonical JSON (RFC 8785). The same inputs give the same digests on any machine.
 */

import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { InvariantError } from '../errors.ts';
import { canonicalJson } from './canonical-json.ts';

/** SHA-256 of a text in UTF-8, hex. */
export type Sha256 = (text: string) => string;

/** SHA-256 in JavaScript: the platform's own is several times as fast, and not the core's to know. */
export const sha256InJavaScript: Sha256 = (text) => bytesToHex(sha256(utf8ToBytes(text)));

/** SHA-256 of a value's canonical JSON, hex. */
export function digestOf(value: unknown): string {
  return digestBy(sha256InJavaScript, value);
}

/** The same by another implementation. */
export function digestBy(hash: Sha256, value: unknown): string {
  const text = canonicalJson(value);
  if (text === undefined) throw new InvariantError('a value without a JSON form has no digest');
  return hash(text);
}
