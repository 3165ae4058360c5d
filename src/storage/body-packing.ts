/**
 * Bodies of answers as they are kept: compressed. Explorers' JSON shrinks to a tenth.
 */

import { promisify } from 'node:util';
import { gunzip, gzip, type ZlibOptions } from 'node:zlib';
import { sha256 as sha256Of } from '../cases/sha256.ts';
import { StorageError } from '../core/errors.ts';
import { MOST_BODY_BYTES } from '../core/evidence/archive.ts';

const compress = promisify(gzip);
const expand = promisify<Uint8Array, ZlibOptions, Buffer>(gunzip);

/** Compresses a text (gzip of its UTF-8). */
export function packBody(text: string): Promise<Buffer> {
  return compress(text);
}

/**
 * The text again.
 * @param name of the body, for who is told that it cannot be read
 * @throws StorageError when it is longer than an answer may be: a few bytes can unpack to a thousand times as many
 * @throws when the bytes are not whole
 */
export async function unpackBody(bytes: Uint8Array, name: string): Promise<string> {
  try {
    return (await expand(bytes, { maxOutputLength: MOST_BODY_BYTES })).toString('utf8');
  } catch (cause) {
    if (Reflect.get(Object(cause), 'code') !== 'ERR_BUFFER_TOO_LARGE') throw cause;
    throw new StorageError(`${name} unpacks to more than ${MOST_BODY_BYTES} bytes`, {}, cause);
  }
}

/**
 * The text of a body that is to be used again.
 * @param sha256 under which it is kept
 * @throws StorageError when it is another one, which nobody ever said, or too long
 */
export async function unpackKeptBody(bytes: Uint8Array, sha256: string): Promise<string> {
  const text = await unpackBody(bytes, `the body that is kept as ${sha256}`);
  const found = sha256Of(text);
  if (found === sha256) return text;
  throw new StorageError(`the body that is kept as ${sha256} was changed: it hashes to ${found}`, { sha256 });
}
