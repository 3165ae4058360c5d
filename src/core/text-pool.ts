/**
 * Texts as small integers: each text once, its id instead of it everywhere else. What is written in hex digits (ids of
 * transactions, scripts, hashes, addresses) takes a byte for two of them, without the overhead of a string and of an entry
 * in a map.
 */

import { Column } from './columns.ts';

/** How a text is kept, its first byte: hex digits in pairs, the same after `0x`, or two bytes for each UTF-16 unit. */
const HEX = 1;
const PREFIXED_HEX = 2;
const UTF16 = 0;

const PREFIX = '0x';

/** Value of a lower-case hex digit by its character code; -1 for every other character of ASCII. */
const DIGITS = Int8Array.from({ length: 128 }, (_, code) =>
  '0123456789abcdef'.indexOf(String.fromCharCode(code)),
);

/** FNV-1a, 32 bits (draft-eastlake-fnv). */
const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

const FIRST_SLOTS = 32;

export class TextPool {
  #bytes = Buffer.alloc(256);
  /** Where each text begins, and where the next one will. */
  readonly #starts = new Column('uint32');
  /** Open addressing with linear probing: id + 1, or 0 where a slot is free. */
  #slots = new Int32Array(FIRST_SLOTS);
  /** How many texts have a slot: the others get theirs when one is looked for. */
  #placed = 0;
  /** The text that is looked for, as it would be kept. */
  #wanted = new Uint8Array(129);
  #wantedLength = 0;

  constructor() {
    this.#starts.push(0);
  }

  get length(): number {
    return this.#starts.length - 1;
  }

  /** The id of a text; -1 when it is not here. @param end only the characters before it are meant */
  idOf(text: string, end = text.length): number {
    this.#placeAll();
    return (this.#slots[this.#slotOf(this.#encode(text, end))] ?? 0) - 1;
  }

  /** The id of a text, which is added when it is not here; ids count up from 0. @param end as for `idOf` */
  add(text: string, end = text.length): number {
    this.#placeAll();
    const slot = this.#slotOf(this.#encode(text, end));
    const found = (this.#slots[slot] ?? 0) - 1;
    if (found >= 0) return found;
    const id = this.#append();
    this.#slots[slot] = id + 1;
    this.#placed += 1;
    if (this.length * 4 > this.#slots.length * 3) this.#rehash();
    return id;
  }

  /** Adds a text of which the caller knows that it is not here, without looking. @returns its id */
  push(text: string): number {
    this.#encode(text, text.length);
    return this.#append();
  }

  /** Whether an id stands for a text. */
  isText(id: number, text: string): boolean {
    this.#encode(text, text.length);
    return this.#isWanted(id);
  }

  /** Takes the newest texts out again, until there are `length`. */
  truncate(length: number): void {
    this.#placeAll();
    const mask = this.#slots.length - 1;
    for (let id = this.length - 1; id >= length; id -= 1) {
      // Texts stand in the order of their ids, so no other one was moved on by the newest.
      let slot = spread(this.#hashOf(id)) & mask;
      while (this.#slots[slot] !== id + 1) slot = (slot + 1) & mask;
      this.#slots[slot] = 0;
      this.#starts.truncate(id + 1);
    }
    this.#placed = this.length;
  }

  /** @throws InvariantError when there is no such id */
  text(id: number): string {
    const [start, end] = [this.#starts.get(id), this.#starts.get(id + 1)];
    const form = this.#bytes[start];
    if (form === UTF16) return this.#bytes.toString('utf16le', start + 1, end);
    const digits = this.#bytes.toString('hex', start + 1, end);
    return form === HEX ? digits : PREFIX + digits;
  }

  /** Order of the texts of two ids, by their characters as `<` has it: negative, 0 or positive. */
  compare(a: number, b: number): number {
    if (a === b) return 0;
    const [startA, startB] = [this.#starts.get(a), this.#starts.get(b)];
    const form = this.#bytes[startA];
    if (form === UTF16 || this.#bytes[startB] !== form) return this.text(a) < this.text(b) ? -1 : 1;
    const [endA, endB] = [this.#starts.get(a + 1), this.#starts.get(b + 1)];
    return this.#bytes.compare(this.#bytes, startB, endB, startA, endA);
  }

  /** Writes a text to `#wanted`. @returns its hash */
  #encode(text: string, end: number): number {
    if (this.#wanted.length < 2 * end + 1) this.#wanted = new Uint8Array(4 * end + 1);
    return this.#encodeHex(text, end) ?? this.#encodeUtf16(text, end);
  }

  #encodeHex(text: string, end: number): number | null {
    if (end % 2 !== 0) return null;
    const wanted = this.#wanted;
    const isPrefixed = text.startsWith(PREFIX) && end >= PREFIX.length;
    const begin = isPrefixed ? PREFIX.length : 0;
    let hash = FNV_OFFSET;
    wanted[0] = isPrefixed ? PREFIXED_HEX : HEX;
    for (let at = begin, to = 1; at < end; at += 2, to += 1) {
      const byte = (digitAt(text, at) << 4) | digitAt(text, at + 1);
      if (byte < 0) return null;
      wanted[to] = byte;
      hash = Math.imul(hash ^ byte, FNV_PRIME);
    }
    this.#wantedLength = 1 + (end - begin) / 2;
    return hash;
  }

  #encodeUtf16(text: string, end: number): number {
    const wanted = this.#wanted;
    let hash = FNV_OFFSET;
    wanted[0] = UTF16;
    for (let at = 0; at < end; at += 1) {
      const unit = text.charCodeAt(at);
      wanted[1 + 2 * at] = unit & 0xff;
      wanted[2 + 2 * at] = unit >> 8;
      hash = Math.imul(Math.imul(hash ^ (unit & 0xff), FNV_PRIME) ^ (unit >> 8), FNV_PRIME);
    }
    this.#wantedLength = 1 + 2 * end;
    return hash;
  }

  /** The slot that holds the text in `#wanted`, or the free one where it belongs. */
  #slotOf(hash: number): number {
    const slots = this.#slots;
    const mask = slots.length - 1;
    for (let slot = spread(hash) & mask; ; slot = (slot + 1) & mask) {
      const id = (slots[slot] ?? 0) - 1;
      if (id < 0 || this.#isWanted(id)) return slot;
    }
  }

  #isWanted(id: number): boolean {
    const start = this.#starts.get(id);
    const length = this.#wantedLength;
    if (this.#starts.get(id + 1) - start !== length) return false;
    const bytes = this.#bytes;
    const wanted = this.#wanted;
    for (let at = 0; at < length; at += 1) if (bytes[start + at] !== wanted[at]) return false;
    return true;
  }

  /** Keeps the text in `#wanted`. @returns its id */
  #append(): number {
    const id = this.length;
    const start = this.#starts.get(id);
    const next = start + this.#wantedLength;
    if (next > this.#bytes.length) this.#grow(next);
    const bytes = this.#bytes;
    const wanted = this.#wanted;
    for (let at = 0; at < this.#wantedLength; at += 1) bytes[start + at] = wanted[at] ?? 0;
    this.#starts.push(next);
    return id;
  }

  #grow(atLeast: number): void {
    const larger = Buffer.alloc(Math.max(this.#bytes.length * 2, atLeast));
    larger.set(this.#bytes);
    this.#bytes = larger;
  }

  #placeAll(): void {
    if (this.#placed < this.length) this.#rehash();
  }

  /** Gives every text a slot, in as many as leave a quarter of them free. */
  #rehash(): void {
    let size = this.#slots.length;
    while (this.length * 4 > size * 3) size *= 2;
    const slots = new Int32Array(size);
    const mask = slots.length - 1;
    for (let id = 0; id < this.length; id += 1) {
      let slot = spread(this.#hashOf(id)) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = id + 1;
    }
    this.#slots = slots;
    this.#placed = this.length;
  }

  #hashOf(id: number): number {
    const [start, end] = [this.#starts.get(id), this.#starts.get(id + 1)];
    const bytes = this.#bytes;
    let hash = FNV_OFFSET;
    for (let at = start + 1; at < end; at += 1) hash = Math.imul(hash ^ (bytes[at] ?? 0), FNV_PRIME);
    return hash;
  }
}

/** The value of a hex digit; -1 for any other character. */
function digitAt(text: string, at: number): number {
  return DIGITS[text.charCodeAt(at)] ?? -1;
}

/** FNV-1a leaves the low bits of short texts close together. */
function spread(hash: number): number {
  return hash ^ (hash >>> 15);
}
