/**
 * What random cases are made of: rows of small numbers, one row a step. fast-check makes them (and takes rows out
 * when it shrinks), or a seed does, with no library between.
 */
import fc from 'fast-check';

export interface RandomRows {
  readonly settings: readonly (readonly number[])[];
  readonly steps: readonly (readonly number[])[];
}

const ROW = 32;
const SETTINGS = 3;
const LARGEST = 0xffff;

/** Reads a row from left to right; past its end come zeros. */
export class Draws {
  private readonly row: readonly number[];
  private next = 0;

  constructor(row: readonly number[] = []) {
    this.row = row;
  }

  /** From 0 up to, not including, `bound`. */
  below(bound: number): number {
    const value = this.row[this.next] ?? 0;
    this.next += 1;
    return bound > 0 ? value % bound : 0;
  }

  /** One time in `times`; never where the row holds a zero, so that shrinking makes cases plain. */
  once(times: number): boolean {
    return this.below(times) === times - 1;
  }

  one<T>(items: readonly [T, ...T[]]): T {
    return items[this.below(items.length)] ?? items[0];
  }
}

const row = fc.array(fc.nat({ max: LARGEST }), { minLength: ROW, maxLength: ROW });

/** Rows for up to `steps` steps. */
export const arbitraryRows = (steps: number): fc.Arbitrary<RandomRows> =>
  fc.record({
    settings: fc.array(row, { minLength: SETTINGS, maxLength: SETTINGS }),
    steps: fc.array(row, { minLength: 1, maxLength: steps, size: 'max' }),
  });

/** Rows for exactly `steps` steps; the same seed gives the same rows on any machine. */
export function seededRows(seed: number, steps: number): RandomRows {
  const random = mulberry32(seed);
  const rows = (count: number) =>
    Array.from({ length: count }, () => Array.from({ length: ROW }, () => random() & LARGEST));
  return { settings: rows(SETTINGS), steps: rows(steps) };
}

/** Mulberry32 (Tommy Ettinger, public domain): 32 bits of state, whole numbers only. */
function mulberry32(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
}
