/**
 * Lots: an amount inside a holding together with where it comes from. A holding is a list of lots; what the order
 * of the list means is the method's business.
 */

/** 0 is clean; n > 0 is the n-th seed of the case. */
export type Origin = number;

export const CLEAN: Origin = 0;

export interface Lot {
  readonly origin: Origin;
  /** Smallest unit, > 0. */
  readonly amount: bigint;
}

/** Appends a lot, merged with the last one when they have the same origin; amounts of 0 leave no trace. */
export function appendLot(lots: Lot[], origin: Origin, amount: bigint): void {
  if (amount === 0n) return;
  const last = lots.at(-1);
  if (last !== undefined && last.origin === origin)
    lots[lots.length - 1] = { origin, amount: last.amount + amount };
  else lots.push({ origin, amount });
}

/** Total value of lots. */
export function totalOf(lots: readonly Lot[]): bigint {
  let total = 0n;
  for (const lot of lots) total += lot.amount;
  return total;
}

/** The stolen part of the value. */
export function taintedOf(lots: readonly Lot[]): bigint {
  let total = 0n;
  for (const lot of lots) if (lot.origin !== CLEAN) total += lot.amount;
  return total;
}

/** The stolen lots alone. */
export function taintedLots(lots: readonly Lot[]): Lot[] {
  return lots.filter((lot) => lot.origin !== CLEAN);
}
