/**
 * Bodies of answers as they are kept: compressed. Explorers' JSON shrinks to a tenth.
 */

import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';

const [compress, expand] = [promisify(gzip), promisify(gunzip)];

/** Compresses a text (gzip of its UTF-8). */
export function packBody(text: string): Promise<Buffer> {
  return compress(text);
}

/** The text again. @throws when the bytes are not whole */
export async function unpackBody(bytes: Uint8Array): Promise<string> {
  return (await expand(bytes)).toString('utf8');
}
