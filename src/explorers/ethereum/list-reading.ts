/**
 * Reading a list of an address as far as it must be read: whole, or until the address is known to be too active.
 */

import type { Activity, ActivityRow } from './activity.ts';
import type { Batch, Blocks } from './paging.ts';

/** A list that can be read from any block on. */
export interface List<R> {
  blockOf(row: R): number;
  /** All rows of the given blocks, ascending. */
  batches(blocks: Blocks): AsyncGenerator<Batch<R>>;
}

/** A list whose first rows are on their way. */
export interface BegunList<R> {
  readonly list: List<R>;
  readonly blocks: Blocks;
  readonly batches: AsyncGenerator<Batch<R>>;
  readonly first: Promise<IteratorResult<Batch<R>, void>>;
}

/** Asks for the first rows of a list, and does not wait for them. */
export function begin<R>(list: List<R>, blocks: Blocks): BegunList<R> {
  const batches = list.batches(blocks);
  const first = batches.next();
  // It is heard when it is this list's turn; until then a failure is nobody's.
  first.catch(() => {});
  return { list, blocks, batches, first };
}

/** Begins a list and reads it, unless the address is known to be too active already: as `readBegun`. */
export async function readList<R extends ActivityRow>(
  list: List<R>,
  fromHeight: number,
  blocks: Blocks,
  activity: Activity,
): Promise<R[]> {
  return activity.excess === null ? readBegun(begin(list, blocks), fromHeight, activity) : [];
}

/**
 * The rows of a list in its blocks, in chain order. When they do not fit on a page, those from `fromHeight` on
 * are read first: they decide whether the address is too active. Gives up, with rows missing, as soon as it is.
 */
export async function readBegun<R extends ActivityRow>(
  { list, blocks, batches, first: begun }: BegunList<R>,
  fromHeight: number,
  activity: Activity,
): Promise<R[]> {
  if (activity.excess !== null) return [];
  const isBefore = (row: R) => list.blockOf(row) < fromHeight;
  const first = await begun;
  if (first.done === true) return [];
  const isSplit = !first.value.isLast && first.value.rows.some(isBefore);
  const since = isSplit
    ? await collect(list.batches({ start: fromHeight, end: blocks.end }), () => true, activity)
    : [];
  const rest = await collect(startingWith(first.value, batches), isSplit ? isBefore : () => true, activity);
  return [...rest, ...since];
}

/** The rows that belong to a part of a list, until it ends or the address is too active. */
async function collect<R extends ActivityRow>(
  batches: AsyncIterable<Batch<R>>,
  belongs: (row: R) => boolean,
  activity: Activity,
): Promise<R[]> {
  const collected: R[] = [];
  if (activity.excess !== null) return collected;
  for await (const { rows } of batches) {
    const part = rows.filter(belongs);
    activity.count(part);
    // One by one: a node without limits gives more rows at once than a call has room for arguments.
    for (const row of part) collected.push(row);
    if (activity.excess !== null || part.length < rows.length) break;
  }
  return collected;
}

async function* startingWith<T>(first: T, rest: AsyncIterable<T>): AsyncGenerator<T> {
  yield first;
  yield* rest;
}
