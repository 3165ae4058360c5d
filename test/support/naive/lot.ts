/** Lots: an amount and the source it came from; source 0 is clean. A holding is a list of lots. */
import { mustBe } from './check.ts';

export interface NaiveLot {
  readonly source: number;
  readonly amount: bigint;
}

export const CLEAN = 0;

export const totalIn = (lots: readonly NaiveLot[]): bigint =>
  lots.reduce((sum, { amount }) => sum + amount, 0n);

export const cleanIn = (lots: readonly NaiveLot[]): bigint =>
  totalIn(lots.filter(({ source }) => source === CLEAN));

export const stolenIn = (lots: readonly NaiveLot[]): bigint => totalIn(lots) - cleanIn(lots);

/** A list without empty lots, in which neighbours of one source are one lot. */
export function merged(lots: readonly NaiveLot[]): NaiveLot[] {
  const result: NaiveLot[] = [];
  for (const lot of lots) {
    if (lot.amount === 0n) continue;
    const last = result.at(-1);
    if (last?.source === lot.source) {
      result[result.length - 1] = { source: lot.source, amount: last.amount + lot.amount };
    } else {
      result.push(lot);
    }
  }
  return result;
}

/** Takes `amount` units from the first lot on; the last lot that is touched is split. */
export function takeFromHead(
  lots: readonly NaiveLot[],
  amount: bigint,
): { taken: NaiveLot[]; left: NaiveLot[] } {
  const taken: NaiveLot[] = [];
  const left: NaiveLot[] = [];
  let open = amount;
  for (const { source, amount: held } of lots) {
    const now = held < open ? held : open;
    taken.push({ source, amount: now });
    left.push({ source, amount: held - now });
    open -= now;
  }
  mustBe(open === 0n, () => `${amount} units are to leave where ${totalIn(lots)} are`);
  return { taken: merged(taken), left: merged(left) };
}

/** A list of at most one clean and one stolen lot, in this order. */
export const cleanThenStolen = (clean: bigint, source: number, stolen: bigint): NaiveLot[] =>
  merged([
    { source: CLEAN, amount: clean },
    { source, amount: stolen },
  ]);
