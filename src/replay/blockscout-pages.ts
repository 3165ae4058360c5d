/**
 * Pages of Blockscout's lists. The cursor of the next page names the last row by the numbers that the list is ordered by, and
 * comes with more keys than that; a cursor in which one of the numbers is missing or damaged is ignored without a word. As
 * in v12, the rows of a page are asked for in `items_count`.
 */

import { createHash } from 'node:crypto';
import { Refusal } from './answer.ts';
import { blockscoutAnswer } from './blockscout-answers.ts';

/** Rows of a page, when none are asked for, and at the most (docs.blockscout.com, v12.0.0). */
const ROWS = 50;
const MOST_ROWS = 100;

/** Query parameters by name. */
export type Query = Readonly<Record<string, string>>;

/** A list in the order in which it is shown. */
export interface PagedList<R> {
  readonly rows: readonly R[];
  /** The names of the numbers that it is ordered by, the first one first. */
  readonly keys: readonly string[];
  /** These numbers of a row. */
  readonly orderOf: (row: R) => readonly number[];
  readonly isNewestFirst: boolean;
  /** What else the cursor of a row has. */
  readonly more?: (row: R) => object;
}

export interface PageOptions {
  /** Pages may be short before the end. */
  readonly shortPages: boolean;
  readonly rowsPerCall: number;
}

/**
 * The page that `query` asks for, with its rows as `show` makes them.
 * @throws Refusal for a number of rows below 1, and for `limit`, which v12 does not know any more
 */
export function pageOf<R>(
  list: PagedList<R>,
  show: (row: R) => object,
  query: Query,
  options: PageOptions,
): object {
  const start = startOf(list, query);
  const asked = Math.min(rowsAsked(query), options.rowsPerCall);
  const size = options.shortPages ? rowsKept(list, start, asked) : asked;
  const shown = list.rows.slice(start, start + size);
  const last = shown.at(-1);
  const isEnd = last === undefined || start + size >= list.rows.length;
  return { items: shown.map(show), next_page_params: isEnd ? null : cursorOf(list, last) };
}

function cursorOf<R>({ keys, orderOf, more }: PagedList<R>, row: R): object {
  const order = orderOf(row);
  return { ...more?.(row), ...Object.fromEntries(keys.map((key, at) => [key, order[at]])) };
}

/** The first row after the cursor; the first of all when there is none that can be understood. */
function startOf<R>({ rows, keys, orderOf, isNewestFirst }: PagedList<R>, query: Query): number {
  if (!keys.every((key) => /^\d{1,15}$/.test(query[key] ?? ''))) return 0;
  const cursor = keys.map((key) => Number(query[key]));
  const sign = isNewestFirst ? -1 : 1;
  const at = rows.findIndex((row) => sign * compare(orderOf(row), cursor) > 0);
  return at === -1 ? rows.length : at;
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (const [at, number] of a.entries()) {
    const other = b[at] ?? 0;
    if (number !== other) return number - other;
  }
  return 0;
}

function rowsAsked({ items_count, limit }: Query): number {
  const refused = new Refusal(blockscoutAnswer(422, { message: 'Invalid parameter(s)' }));
  if (limit !== undefined) throw refused;
  if (items_count === undefined) return ROWS;
  if (!/^[1-9]\d{0,14}$/.test(items_count)) throw refused;
  return Math.min(Number(items_count), MOST_ROWS);
}

/** Some of the rows, never none; how many depends on the page alone, so a run can be repeated. */
function rowsKept<R>({ rows, orderOf }: PagedList<R>, start: number, size: number): number {
  const first = rows[start];
  if (first === undefined) return size;
  const digest = createHash('sha256').update(orderOf(first).join(' ')).digest();
  return 1 + (digest.readUInt32BE(0) % size);
}
