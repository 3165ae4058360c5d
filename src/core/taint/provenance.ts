/**
 * Provenance: what the sources of stolen units are. The seeds of a case are sources 1 to n. Where a pooled method brings
 * units of several sources together they become a new source, a blend, that remembers what came together; units that are
 * converted into another asset become a new source that remembers what was given for them. So a holding costs no more with
 * 500 seeds than with one, and whose units ended where is worked out once, from the newest source back to the seeds.
 */

import { splitByLargestRemainder } from '../amount.ts';
import { InvariantError } from '../errors.ts';
import { CLEAN, type Portion, type SourceId } from './lots.ts';

/** Amounts by row of some table; rows are numbers, and their order is that of the table. */
export type RowAmounts = Map<number, bigint>;

/** What a source that is not a seed is made of. */
export type Origin =
  | { readonly kind: 'blend'; readonly portions: readonly Portion[] }
  /** `into` units were got for the portion. */
  | { readonly kind: 'conversion'; readonly portion: Portion; readonly into: bigint }
  /** The portion's way: the leg of the tape that brought it to where it is. Its amount is that of the leg. */
  | { readonly kind: 'step'; readonly portion: Portion; readonly leg: number };

/** What went into a source. */
export function portionsOf(origin: Origin): readonly Portion[] {
  return origin.kind === 'blend' ? origin.portions : [origin.portion];
}

export class Provenance {
  readonly seeds: number;
  readonly #origins: Origin[] = [];
  #conversions = 0;

  /** @param seeds how many seeds the case has */
  constructor(seeds: number) {
    this.seeds = seeds;
  }

  /** The source of units of several sources that come together; equal sources count as one, at their first place. */
  blend(portions: readonly Portion[]): SourceId {
    const distinct: { source: SourceId; amount: bigint }[] = [];
    for (const { source, amount } of portions) {
      if (source === CLEAN || amount === 0n) continue;
      const known = distinct.find((one) => one.source === source);
      if (known === undefined) distinct.push({ source, amount });
      else known.amount += amount;
    }
    const [first] = distinct;
    if (first === undefined) return CLEAN;
    return distinct.length === 1 ? first.source : this.#add({ kind: 'blend', portions: distinct });
  }

  /** The source of `into` units of another asset that were got for a portion. @param into > 0 */
  convert(portion: Portion, into: bigint): SourceId {
    this.#conversions += 1;
    return this.#add({ kind: 'conversion', portion, into });
  }

  /** The source of a portion that has come by a leg. */
  step(portion: Portion, leg: number): SourceId {
    return this.#add({ kind: 'step', portion, leg });
  }

  get hasConversions(): boolean {
    return this.#conversions > 0;
  }

  /** What a source is made of; null for a seed. */
  originOf(source: SourceId): Origin | null {
    return this.#origins[source - this.seeds - 1] ?? null;
  }

  /** The given sources and all that they are made of, the newest first. */
  below(sources: Iterable<SourceId>): SourceId[] {
    const found = new Set<SourceId>();
    const open = [...sources];
    for (let source = open.pop(); source !== undefined; source = open.pop()) {
      if (found.has(source)) continue;
      found.add(source);
      const origin = this.originOf(source);
      if (origin !== null) open.push(...portionsOf(origin).map((portion) => portion.source));
    }
    return [...found].sort((a, b) => b - a);
  }

  /**
   * Works out, for each seed, how much of it lies in which row, in units of the asset that was stolen. Every seed's units
   * add up to what of it was marked, and a blend's portions take of every row the part that is theirs: row by row, by the
   * largest remainder, of what is left of them. A conversion gives the units that were given over the rows by the largest
   * remainder. Time grows with sources and rows, not with seeds.
   * @param totals for each source the rows in which its units lie; is used up
   * @throws InvariantError when the rows of a source are not all of it (a bug)
   */
  attribute(totals: Map<SourceId, RowAmounts>): Map<SourceId, RowAmounts> {
    for (let index = this.#origins.length - 1; index >= 0; index -= 1) {
      const source = this.seeds + 1 + index;
      const rows = totals.get(source);
      const origin = this.#origins[index];
      if (rows === undefined || origin === undefined) continue;
      totals.delete(source);
      const sorted = [...rows].sort(([a], [b]) => a - b);
      if (origin.kind === 'blend') shareOut(sorted, origin.portions, totals);
      else spreadOver(sorted, origin.portion, totals);
    }
    return totals;
  }

  #add(origin: Origin): SourceId {
    return this.seeds + this.#origins.push(origin);
  }
}

/** Row by row, each portion's part of it. */
function shareOut(
  rows: readonly (readonly [number, bigint])[],
  portions: readonly Portion[],
  totals: Map<SourceId, RowAmounts>,
): void {
  const left = portions.map(({ amount }) => amount);
  for (const [row, amount] of rows) {
    for (const [index, part] of splitByLargestRemainder(amount, left).entries()) {
      left[index] = (left[index] ?? 0n) - part;
      addTo(totals, portions[index]?.source ?? CLEAN, row, part);
    }
  }
  if (left.some((amount) => amount !== 0n))
    throw new InvariantError('a blend did not come out as it went in');
}

/** The whole portion over the rows, by what lies in them. */
function spreadOver(
  rows: readonly (readonly [number, bigint])[],
  { source, amount }: Portion,
  totals: Map<SourceId, RowAmounts>,
): void {
  const parts = splitByLargestRemainder(
    amount,
    rows.map(([, weight]) => weight),
  );
  for (const [index, [row]] of rows.entries()) addTo(totals, source, row, parts[index] ?? 0n);
}

/** Adds units of a source that lie in a row. */
export function addTo(
  totals: Map<SourceId, RowAmounts>,
  source: SourceId,
  row: number,
  amount: bigint,
): void {
  if (amount === 0n) return;
  const rows = totals.get(source);
  if (rows === undefined) totals.set(source, new Map([[row, amount]]));
  else rows.set(row, (rows.get(row) ?? 0n) + amount);
}
