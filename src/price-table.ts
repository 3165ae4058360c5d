/**
 * A table of prices (CSV `time,asset,usd`): what users give of their own, and what datasets come with. Read whole, and
 * checked line by line.
 */

import { parse } from 'csv-parse/sync';
import { parseUtcTime } from './cases/utc-time.ts';
import { parseAddress } from './core/address.ts';
import { type Asset, NATIVE_DECIMALS } from './core/chain.ts';
import { InvalidInputError } from './core/errors.ts';
import { MAX_DECIMALS, priceText } from './core/prices/price.ts';

const REQUIRED = ['time', 'asset', 'usd'] as const;
const COLUMNS: readonly string[] = [...REQUIRED, 'decimals'];
/** Problems that a message names; nobody mends more at once. */
const MAX_SHOWN = 5;

/** A row of the table. */
export interface TablePrice {
  /** Unix seconds. */
  readonly time: number;
  /** US dollars for one coin, as text. */
  readonly usd: string;
}

/** The prices of an asset. */
export interface AssetPrices {
  /** By time, the earliest one first; no time twice. */
  readonly prices: readonly TablePrice[];
  /** Of a native coin, or as the table states them. */
  readonly decimals: number | null;
}

export type PriceTable = ReadonlyMap<Asset, AssetPrices>;

interface Row {
  readonly line: number;
  readonly time: number;
  readonly asset: Asset;
  readonly usd: string;
  readonly decimals: number | null;
}

/** What the parser gives with `info`. */
interface Parsed {
  readonly record: Readonly<Record<string, string>>;
  readonly info: { readonly lines: number; readonly error?: Error };
}

/**
 * The prices in a CSV text with a header: `time` (ISO 8601 UTC), `asset` (`BTC`, `ETH` or a token contract), `usd` (above 0), and
 * optionally `decimals` of a token.
 * @param name of the file, for messages
 * @throws InvalidInputError naming the lines that are no prices
 */
export function parsePriceTable(csv: string, name: string): PriceTable {
  const problems: string[] = [];
  const rows = recordsOf(csv, name).flatMap(({ record, info: { lines, error } }) => {
    try {
      if (error !== undefined) throw invalid('the row', 'has more or fewer cells than the header');
      return [rowOf(record, lines)];
    } catch (cause) {
      if (!(cause instanceof InvalidInputError)) throw cause;
      problems.push(`line ${lines}: ${cause.message}`);
      return [];
    }
  });
  const table = tableOf(rows, problems);
  if (problems.length === 0) return table;
  const more = problems.length > MAX_SHOWN ? `; and ${problems.length - MAX_SHOWN} more` : '';
  throw tableProblem(name, `${problems.slice(0, MAX_SHOWN).join('; ')}${more}`);
}

function recordsOf(csv: string, name: string): readonly Parsed[] {
  const options = { bom: true, info: true, relax_column_count: true, skip_empty_lines: true, trim: true };
  try {
    const columns = (header: readonly string[]) => headerOf(header, name);
    return parse(csv, { ...options, columns }) as unknown as readonly Parsed[];
  } catch (cause) {
    if (cause instanceof InvalidInputError) throw cause;
    throw tableProblem(name, `is no CSV table: ${cause instanceof Error ? cause.message : ''}`, cause);
  }
}

function headerOf(header: readonly string[], name: string): string[] {
  const isUnknown = (column: string, at: number) =>
    !COLUMNS.includes(column) || header.indexOf(column) !== at;
  if (header.some(isUnknown) || REQUIRED.some((column) => !header.includes(column))) {
    const shown = header.join(',').slice(0, 100);
    throw tableProblem(name, `line 1: the header is "${shown}"; write ${REQUIRED.join(',')} (and decimals)`);
  }
  return [...header];
}

function rowOf({ time = '', asset = '', usd = '', decimals = '' }: Parsed['record'], line: number): Row {
  const canonical = Object.hasOwn(NATIVE_DECIMALS, asset) ? asset : parseAddress('ethereum', asset);
  const price = /^[0-9.]+$/.test(usd) ? priceText(usd) : null;
  if (price === null) {
    throw invalid(
      `usd "${usd.slice(0, 100)}"`,
      'is no price above 0 such as 3185.20; leave out what is not known',
    );
  }
  const seconds = parseUtcTime('time', time);
  return { line, time: seconds, asset: canonical, usd: price, decimals: decimalsOf(canonical, decimals) };
}

function decimalsOf(asset: Asset, text: string): number | null {
  const native = NATIVE_DECIMALS[asset];
  if (text === '') return native ?? null;
  const stated = /^[0-9]{1,3}$/.test(text) ? Number(text) : MAX_DECIMALS + 1;
  if (stated > MAX_DECIMALS)
    throw invalid(`decimals "${text.slice(0, 100)}"`, `are no number up to ${MAX_DECIMALS}`);
  if (native === undefined || stated === native) return stated;
  throw invalid(`decimals "${text}"`, `are not those of ${asset}, ${native}`);
}

/** @param problems takes those that show between rows only */
function tableOf(rows: readonly Row[], problems: string[]): PriceTable {
  const table = new Map<Asset, { prices: TablePrice[]; decimals: number | null }>();
  const sorted = [...rows].sort((a, b) => a.time - b.time || a.line - b.line);
  for (const { line, time, asset, usd, decimals } of sorted) {
    const known = table.get(asset) ?? { prices: [], decimals };
    table.set(asset, known);
    if (known.prices.at(-1)?.time === time)
      problems.push(`line ${line}: a second price of ${asset} at that time`);
    const isOther = decimals !== null && known.decimals !== null && decimals !== known.decimals;
    if (isOther) problems.push(`line ${line}: decimals of ${asset} differ from those of another line`);
    known.decimals ??= decimals;
    known.prices.push({ time, usd });
  }
  return table;
}

function invalid(what: string, problem: string): InvalidInputError {
  return new InvalidInputError(`${what} ${problem}`, { field: 'prices' });
}

function tableProblem(name: string, problem: string, cause?: unknown): InvalidInputError {
  return new InvalidInputError(
    `price table ${name}: ${problem}`,
    { field: 'prices.file', value: name },
    cause,
  );
}
