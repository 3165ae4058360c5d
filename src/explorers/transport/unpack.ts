/**
 * Bodies as they come over the network, and as they were before somebody packed them.
 */

import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';
import type { Received } from './dispatch.ts';

type Unpack = (bytes: Buffer, options: { readonly maxOutputLength: number }) => Promise<Buffer>;

/** `gzip` and `br` are asked for; some servers pack otherwise. RFC 9110, 8.4.1. */
const UNPACK: ReadonlyMap<string, Unpack> = new Map<string, Unpack>([
  ['gzip', promisify(gunzip)],
  ['x-gzip', promisify(gunzip)],
  ['br', promisify(brotliDecompress)],
  ['deflate', promisify(inflate)],
]);

/** Nobody packs a body more often. */
const MOST_CODINGS = 3;

/**
 * The body as it was before it was packed; what is packed in a way that nobody asked for is left as it is.
 * @param maxOutputLength bytes
 * @throws Error of zlib, with a `code`
 */
export async function unpacked({ headers, bytes }: Received, maxOutputLength: number): Promise<Buffer> {
  const named = headers['content-encoding'];
  // Nothing is packed as nothing.
  if (named === undefined || bytes.length === 0) return bytes;
  // They stand in the order in which they were applied.
  const codings = [named].flat().join().toLowerCase().split(',', MOST_CODINGS).reverse();
  let plain = bytes;
  for (const coding of codings) {
    const unpack = UNPACK.get(coding.trim());
    if (unpack !== undefined) plain = await unpack(plain, { maxOutputLength });
  }
  return plain;
}
