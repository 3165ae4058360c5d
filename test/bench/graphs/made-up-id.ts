/**
 * Ids of generated transactions and accounts: as incompressible as real ones, and told by their number alone, so that a
 * generator needs to remember none of them. The finalizer of MurmurHash3 (public domain) is one to one, hence so are these.
 */

/** Ids of different kinds differ, whatever their numbers. */
export type IdKind = 1 | 2 | 3 | 4;

/** Every byte as text. */
const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** @param digits hex digits, a multiple of 8 */
export function madeUpId(kind: IdKind, number: number, digits: 40 | 64): string {
  let text = '';
  for (let word = 0; word < digits / 8; word += 1) {
    const salt = Math.imul(kind + 16 * word, 0x9e3779b9);
    const bits = scrambled(number ^ salt);
    for (let shift = 24; shift >= 0; shift -= 8) text += HEX[(bits >>> shift) & 0xff];
  }
  return text;
}

/** Any 32-bit number as another one. */
export function scrambled(number: number): number {
  let h = number;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
