/**
 * The prices of a dataset: its optional `prices.csv`, and what both price APIs look up in it.
 */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LosslessNumber, stringify } from 'lossless-json';
import type { Asset } from '../core/chain.ts';
import { InvalidInputError } from '../core/errors.ts';
import { type PriceTable, parsePriceTable, type TablePrice } from '../price-table.ts';
import type { Answer } from './answer.ts';
import { systemCode } from './system-code.ts';

const FILE = 'prices.csv';

/** What a price API of the replay serves. */
export interface ReplayedPrices {
  readonly table: PriceTable;
  /** The last moment that the dataset knows of, Unix seconds: today, as far as a price API is concerned. */
  readonly today: number;
}

/**
 * The prices in the folder `dir`; null when it has none.
 * @throws InvalidInputError naming the lines that are no prices
 */
export async function readPrices(dir: string): Promise<PriceTable | null> {
  try {
    return parsePriceTable(await readFile(join(dir, FILE), 'utf8'), FILE);
  } catch (cause) {
    if (systemCode(cause) === 'ENOENT') return null;
    if (cause instanceof InvalidInputError) throw cause;
    const context = { field: 'file', value: FILE };
    throw new InvalidInputError(
      `${FILE} cannot be read; make it a file that this user may read`,
      context,
      cause,
    );
  }
}

/** The price of an asset that is nearest to a time, at most `width` seconds before or after it; the earlier one of two. */
export function nearestPrice(
  table: PriceTable,
  asset: Asset,
  time: number,
  width: number,
): TablePrice | null {
  let best: TablePrice | null = null;
  for (const price of table.get(asset)?.prices ?? []) {
    const distance = Math.abs(price.time - time);
    if (distance <= width && (best === null || distance < Math.abs(best.time - time))) best = price;
  }
  return best;
}

/** A JSON answer in which `exact` numbers have every digit. */
export function exactAnswer(status: number, body: object): Answer {
  return { status, type: 'application/json; charset=utf-8', body: stringify(body) ?? '', maxAge: null };
}

/** A number with every digit of its text. */
export const exact = (text: string): LosslessNumber => new LosslessNumber(text);
