/**
 * Lots: value in a holding together with where it comes from. The lots of a holding are a tree whose leaves, from left
 * to right, are its order; what that order means is the method's business. Trees are never changed, so a part of one
 * may stand in many.
 */

/** 0 is clean; 1 to n are the seeds of the case; what is above stands for several of them (`provenance.ts`). */
export type SourceId = number;

export const CLEAN: SourceId = 0;

/** Value of which `tainted` units come from a source. */
export interface Lot {
  /** Smallest unit. */
  readonly value: bigint;
  /** 0 <= tainted <= value. Methods that keep lots in order know lots that are stolen or clean as a whole only. */
  readonly tainted: bigint;
  /** Where the tainted units come from; clean when there are none. */
  readonly source: SourceId;
  readonly left: null;
}

/** Lots one after another: those of `left`, then those of `right`; reversed, all of it backwards. */
export interface Branch {
  readonly value: bigint;
  readonly tainted: bigint;
  readonly left: Lots;
  readonly right: Lots;
  readonly reversed: boolean;
  /** Longest way to a lot, so that trees can be kept balanced. */
  readonly height: number;
}

export type Lots = Lot | Branch;

/** A lot of `value` units, `tainted` of them from `source`. */
export function lot(value: bigint, tainted: bigint, source: SourceId): Lot {
  return { value, tainted, source: tainted === 0n ? CLEAN : source, left: null };
}

export const NOTHING: Lot = lot(0n, 0n, CLEAN);

export function cleanLot(value: bigint): Lot {
  return value === 0n ? NOTHING : lot(value, 0n, CLEAN);
}

/** Calls `visit` with every lot that holds something, in order. */
export function forEachLot(lots: Lots, visit: (lot: Lot) => void): void {
  if (lots.left === null) {
    if (lots.value > 0n) visit(lots);
    return;
  }
  const stack: { lots: Lots; reversed: boolean }[] = [{ lots, reversed: false }];
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    const { lots: at, reversed } = top;
    if (at.left === null) {
      if (at.value > 0n) visit(at);
      continue;
    }
    const backwards = reversed !== at.reversed;
    const [first, second] = backwards ? [at.right, at.left] : [at.left, at.right];
    stack.push({ lots: second, reversed: backwards }, { lots: first, reversed: backwards });
  }
}

/** Stolen units of a source. */
export interface Portion {
  readonly source: SourceId;
  readonly amount: bigint;
}

/** The stolen units of lots, in order. */
export function stolenPortions(lots: Lots): Portion[] {
  const portions: Portion[] = [];
  forEachLot(lots, ({ tainted, source }) => {
    if (tainted > 0n) portions.push({ source, amount: tainted });
  });
  return portions;
}

/** The lots that hold something, in order. */
export function lotList(lots: Lots): Lot[] {
  const list: Lot[] = [];
  forEachLot(lots, (one) => list.push(one));
  return list;
}
