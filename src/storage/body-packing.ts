/**
 * Bodies of answers as they are kept: compressed. Explorers' JSON shrinks to a tenth.
 */

import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { StorageError } from '../core/errors.ts';

const [compress, expand] = [promisify(gzip), promisify(gunzip)];

/** Compresses a text (gzip of its UTF-8). */
export function packBody(text: string): Promise<Buffer> {
  return compress(text);
}

/** The text again. @throws when the bytes are not whole */
export async function unpackBody(bytes: Uint8Array): Promise<string> {
  return (await expand(bytes)).toString('utf8');
}

/**
 * The text of a body that is to be used again.
 * @param sha256 under which it is kept
 * @throws StorageError when it is another one: nobody ever said that
 */
export async function unpackKeptBody(bytes: Uint8Array, sha256: string): Promise<string> {
  const text = await unpackBody(bytes);
  const found = createHash('sha256').update(text, 'utf8').digest('hex');
  if (found === sha256) return text;
  throw new StorageError(`the body that is kept as ${sha256} was changed: it hashes to ${found}`, { sha256 });
}
