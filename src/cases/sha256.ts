/**
 * SHA-256 of the platform, which the core must not know.
 */

import { hash } from 'node:crypto';

/** SHA-256 of a text in UTF-8, hex. */
export function sha256(text: string): string {
  return hash('sha256', text);
}
