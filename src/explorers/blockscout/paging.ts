/**
 * Reading a list of Blockscout's whole: the one place that pages.
 *
 * A page names what must be sent back for the next one, every key of it as it came; a page that names nothing is the last.
 * How many rows a page has says nothing. A cursor that a server does not understand gives the first page again, without a
 * word, so every page must bring rows that were not there before, and a cursor that was not there before.
 */

import type { Reading } from '../consistent-reading.ts';
import { type Pinned, validityUpTo } from '../pinned.ts';
import type { Body } from '../transport/body.ts';
import { badAnswer } from '../wire-form.ts';
import { ask } from './ask.ts';
import type { PageReader, WireCursor } from './wire.ts';

/**
 * Rows asked for in a call. Since v12 a page has as many, up to 100, and 50 when none are asked for; before, the name was
 * that of a counter in the cursor, which the server sends along, and pages had 50 (docs.blockscout.com, v12.0.0).
 */
const ROWS_PER_CALL = '100';
/** Older servers send the key back as a part of the cursor. It is added elsewhere, and must not be sent twice. */
const KEYS: readonly string[] = ['apikey', 'key'];
/** Pages without a row that are followed. A server that gives more of them gives them for ever. */
const MOST_EMPTY_PAGES = 20;

/** A list that can be asked for page by page. */
export interface List<R> {
  readonly path: string;
  /** Sent with every page. */
  readonly params: Readonly<Record<string, string>>;
  readonly read: PageReader<R>;
  /** Throws when the rows are not yet what they will be; in every attempt, so that it leads to another one. */
  readonly check?: (rows: readonly R[], body: Body) => void;
  /** No row stands in a later block, or none that anybody wants. */
  readonly upTo: number;
  /** Null for a row that stands in no block. */
  readonly blockOf: (row: R) => number | null;
  /** What no other row has; null for rows that nobody wants. */
  readonly keyOf: (row: R) => string | null;
}

/** A page that was read and checked. */
interface Page<R> {
  readonly rows: readonly R[];
  readonly cursor: WireCursor | null;
  readonly body: Body;
}

/**
 * Reads pages until there are no more, or `take` has enough.
 * @param take is given the rows of a page, and says whether to read on
 * @returns a contradiction when a row of a block that is not settled comes twice, as after a reorganisation
 * @throws BadProviderDataError when the paging does not move on, else as `ask`
 */
export async function readPages<R>(
  pinned: Pinned,
  list: List<R>,
  take: (rows: readonly R[], body: Body) => boolean | Promise<boolean>,
): Promise<Reading<'read'>> {
  const seen = new Seen(list);
  let [cursor, upTo]: [WireCursor | null, number] = [null, list.upTo];
  for (let empty = 0; empty <= MOST_EMPTY_PAGES; ) {
    const page: Page<R> = await readPage(pinned, list, cursor, upTo);
    const repeated = seen.add(page);
    if (repeated !== null) {
      const problem = `shows ${repeated.what} again; its paging does not move on`;
      if (repeated.block <= pinned.settled) throw badAnswer(page.body, problem);
      return { contradiction: problem };
    }
    if (!(await take(page.rows, page.body)) || page.cursor === null) return { value: 'read' };
    empty = page.rows.length === 0 ? empty + 1 : 0;
    // Lists of addresses run down, and those of a transaction are of one block.
    upTo = Math.min(upTo, ...page.rows.map((row) => list.blockOf(row) ?? upTo));
    cursor = page.cursor;
  }
  const origin = pinned.transport.originOf(list.path, list.params);
  throw badAnswer(origin, 'gives one page without rows after another; its paging does not move on');
}

/** @param upTo no wanted row of the page stands in a later block */
async function readPage<R>(
  pinned: Pinned,
  list: List<R>,
  cursor: WireCursor | null,
  upTo: number,
): Promise<Page<R>> {
  const { path, params, read, check } = list;
  const asked = { items_count: ROWS_PER_CALL, ...params, ...(cursor === null ? {} : echoOf(cursor)) };
  const body = await ask(pinned.transport, path, asked, {
    tip: pinned.tip,
    validity: () => validityUpTo(upTo, pinned),
    ...(check === undefined ? {} : { check: (fresh) => check(read(fresh).items, fresh) }),
  });
  const { items, next_page_params } = read(body);
  return { rows: items, cursor: next_page_params, body };
}

/** Every key and value as it came; that there is no value is said in words, as Blockscout's own pages do. */
function echoOf(cursor: WireCursor): Record<string, string> {
  const sent = Object.entries(cursor).filter(([key]) => !KEYS.includes(key));
  return Object.fromEntries(sent.map(([key, value]) => [key, String(value)]));
}

/** The rows and cursors that there were. */
class Seen<R> {
  readonly #list: List<R>;
  readonly #keys = new Set<string>();
  readonly #cursors = new Set<string>();

  constructor(list: List<R>) {
    this.#list = list;
  }

  /** Adds those of a page. @returns what was there before, and the block it is of; null when nothing was */
  add({ rows, cursor }: Page<R>): { readonly what: string; readonly block: number } | null {
    for (const row of rows) {
      const key = this.#list.keyOf(row);
      if (key === null) continue;
      if (this.#keys.has(key)) return { what: key, block: this.#list.blockOf(row) ?? 0 };
      this.#keys.add(key);
    }
    const text = cursor === null ? null : JSON.stringify(cursor, stringOfBigInt);
    if (text === null) return null;
    if (this.#cursors.has(text)) return { what: 'a cursor', block: 0 };
    this.#cursors.add(text);
    return null;
  }
}

function stringOfBigInt(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}
