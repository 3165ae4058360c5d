/**
 * Bitcoin hashes as they are printed: hex, in the reverse of their byte order.
 */

/** The printed form of a hash. */
export function printedHash(hash: Uint8Array): string {
  return Buffer.from(hash).reverse().toString('hex');
}

/** The bytes of a printed hash, in their own order. */
export function bytesOfPrinted(hash: string): Uint8Array {
  return Uint8Array.from(Buffer.from(hash, 'hex').reverse());
}
