/**
 * Ids of generated transactions and accounts: as incompressible as real ones, and told by their number alone, so that a
 * generator needs to remember none of them. The finalizer of MurmurHash3 (public domain) is one to one, hence so are these.
 */

/** Ids of different kinds differ, whatever their numbers. */
export type IdKind = 1 | 2 | 3 | 4;

/**
 * In one piece, as it stands in an explorer's answer: a text that was put together keeps all its parts.
 * @param digits hex digits, a multiple of 8
 * @param prefix stands before them
 */
export function madeUpId(kind: IdKind, number: number, digits: 40 | 64, prefix: '' | '0x' = ''): string {
  const bytes = Buffer.alloc(digits / 2);
  for (let word = 0; word < digits / 8; word += 1) {
    const salt = Math.imul(kind + 16 * word, 0x9e3779b9);
    bytes.writeInt32BE(scrambled(number ^ salt), 4 * word);
  }
  return Buffer.from(prefix + bytes.toString('hex'), 'latin1').toString('latin1');
}

/** Any 32-bit number as another one. */
export function scrambled(number: number): number {
  let h = number;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
