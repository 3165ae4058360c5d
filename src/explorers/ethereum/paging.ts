/**
 * Reading a list that is had in pages whole: the one place that pages.
 *
 * Rows come in ascending order, at most so many a call. A full page may end in the middle of a block, so the rows of
 * its last block are dropped and the next page begins with that block: it is read again as a whole. Nothing is cut at a
 * seam and nothing comes twice, so rows need not be compared by content (two equal token logs are two transfers).
 */

import { ProviderUnavailableError } from '../../core/errors.ts';
import { contextOf, messageAbout, type Origin } from '../transport/body.ts';
import { badAnswer, wrongAnswer } from '../wire-form.ts';

/** Rows asked for in a call: the most that the free tier gives (docs.etherscan.io changelog, since 2026-07-01). */
export const ROWS_PER_CALL = 1000;
/** page x offset may not exceed this (docs.etherscan.io, common error messages). */
export const RESULT_WINDOW = 10_000;

/** Blocks from `start` to `end`, both inclusive. */
export interface Blocks {
  readonly start: number;
  readonly end: number;
}

/** How many blocks are asked for at once, while a list is read. */
export interface Width {
  readonly now: number;
  /** Answered as too many. @throws ProviderError when it is no use to ask for fewer */
  refused(blocks: Blocks): void;
  accepted(blocks: Blocks): void;
}

/** A list that can be asked for page by page. */
export interface Pages<R> {
  readonly origin: Origin;
  /** How many blocks to ask for; half as many each time they are too many when not given. */
  readonly width?: Width;
  blockOf(row: R): number;
  /**
   * Whether a page of so many rows may be full, although more were asked for; see `LargestPage`.
   * @param next what is asked for then
   */
  mayGoOn(rows: number, next: PageOf): boolean | Promise<boolean>;
  /** A page (from 1) of `size` rows, ascending; `too-wide` when fewer blocks must be asked for. */
  read(blocks: Blocks, page: number, size: number): Promise<Page<R> | 'too-wide'>;
}

/** A page, as it is asked for. */
export interface PageOf {
  readonly blocks: Blocks;
  readonly page: number;
  readonly size: number;
}

export interface Page<R> {
  readonly rows: readonly R[];
  /** Of an archived page: all rows up to this block are here, and none of later ones. Null for what the explorer says now. */
  readonly through: number | null;
}

/** Rows that are certainly whole up to their last block; `isLast` when no others follow. */
export interface Batch<R> {
  readonly rows: readonly R[];
  readonly isLast: boolean;
}

/**
 * All rows of the given blocks, in batches. Every call either moves on by a block or narrows the range, so it ends.
 * @throws BadProviderDataError when one block holds more rows than can be had, or a page lacks rows that were shown before
 * @throws ProviderUnavailableError when not even a single block is answered in time
 */
export async function* readBatches<R>(list: Pages<R>, { start, end }: Blocks): AsyncGenerator<Batch<R>> {
  let from = start;
  const width = list.width ?? new Halving(end - start + 1, list.origin);
  let seam: readonly R[] = [];
  while (from <= end) {
    const blocks = { start: from, end: Math.min(end, from + width.now - 1) };
    const page = await list.read(blocks, 1, ROWS_PER_CALL);
    if (page === 'too-wide') {
      width.refused(blocks);
      continue;
    }
    width.accepted(blocks);
    const { rows, through } = page;
    checkSeam(list, seam, rows);
    seam = [];
    if (through !== null) {
      yield { rows, isLast: through >= end };
      from = through + 1;
      continue;
    }
    const cut = cutOf(list, rows, (block) => Math.min(end, block + width.now - 1));
    if (cut === null || !(await list.mayGoOn(rows.length, cut.next))) {
      yield { rows, isLast: blocks.end === end };
      from = blocks.end + 1;
    } else if (cut.whole.length > 0) {
      yield { rows: cut.whole, isLast: false };
      from = cut.block;
      seam = rows.slice(cut.whole.length);
    } else {
      yield { rows: await readRestOfBlock(list, cut.block, rows), isLast: cut.block === end };
      from = cut.block + 1;
    }
  }
}

/** A page that may have been cut: in the middle of its last block, perhaps. */
interface Cut<R> {
  /** The last block. */
  readonly block: number;
  /** The rows of the blocks before it. */
  readonly whole: readonly R[];
  readonly next: PageOf;
}

/** Null for an empty page. @param endFrom the last block to ask for when it begins at another */
function cutOf<R>(list: Pages<R>, rows: readonly R[], endFrom: (block: number) => number): Cut<R> | null {
  const last = rows.at(-1);
  if (last === undefined) return null;
  const block = list.blockOf(last);
  const whole = rows.filter((row) => list.blockOf(row) < block);
  const next =
    whole.length > 0
      ? { blocks: { start: block, end: endFrom(block) }, page: 1, size: ROWS_PER_CALL }
      : { blocks: { start: block, end: block }, page: 2, size: rows.length };
  return { block, whole, next };
}

/** Rows of a page's last block come again at the head of the next page: one without them left out others, too, or the chain changed. */
function checkSeam<R>(list: Pages<R>, seam: readonly R[], rows: readonly R[]): void {
  const [first] = seam;
  if (first === undefined) return;
  const block = list.blockOf(first);
  const again = rows.slice(0, seam.length).filter((row) => list.blockOf(row) === block).length;
  if (again === seam.length) return;
  throw wrongAnswer(list.origin, `shows ${again} rows of block ${block}, after it had shown ${seam.length}`);
}

/** A block that fills a page alone is read page after page, as far as the explorer lets anybody read. */
async function readRestOfBlock<R>(list: Pages<R>, block: number, first: readonly R[]): Promise<R[]> {
  const rows = [...first];
  // What came is what the explorer gives in a call: with another size, rows between two pages would be on neither.
  const size = first.length;
  for (let page = 2; page * size <= RESULT_WINDOW; page += 1) {
    const more = await list.read({ start: block, end: block }, page, size);
    if (more === 'too-wide') throw unanswered(block, list.origin);
    rows.push(...more.rows);
    if (more.rows.length < size) return rows;
  }
  throw badAnswer(
    list.origin,
    `incomplete: block ${block} holds more than ${rows.length} rows (or exactly as many), the most that can be read`,
  );
}

class Halving implements Width {
  now: number;
  readonly #origin: Origin;

  constructor(blocks: number, origin: Origin) {
    this.now = blocks;
    this.#origin = origin;
  }

  refused({ start, end }: Blocks): void {
    if (start === end) throw unanswered(start, this.#origin);
    this.now = Math.floor((end - start + 1) / 2);
  }

  accepted(): void {}
}

function unanswered(block: number, origin: Origin): ProviderUnavailableError {
  const problem = `does not answer in time, not even for block ${block} alone`;
  return new ProviderUnavailableError(messageAbout(origin, problem), { ...contextOf(origin), block });
}
