/**
 * Cursors of lists: where the next page begins, as opaque text. A cursor names its list, so that one of another list is
 * refused instead of misread.
 */

import type { Static, TSchema } from 'typebox';
import { Value } from 'typebox/value';
import { InvalidInputError } from '../core/errors.ts';

/** Items of a page when the caller does not say. */
export const DEFAULT_LIMIT = 100;

/** A page of a list: what is sent of it. */
export interface Page<Item> {
  items: Item[];
  next: string | null;
}

/** The kind of cursor of one list. */
export interface CursorForm<Place extends TSchema> {
  readonly list: string;
  readonly place: Place;
}

/**
 * The place that a cursor stands for; null without a cursor.
 * @throws InvalidInputError for anything that this list did not hand out
 */
export function readCursor<Place extends TSchema>(
  { list, place }: CursorForm<Place>,
  cursor: string | undefined,
): Static<Place> | null {
  if (cursor === undefined) return null;
  const [name, value] = decode(cursor);
  if (name === list && Value.Check(place, value)) return value as Static<Place>;
  const shown = cursor.slice(0, 100);
  throw new InvalidInputError(
    `cursor ${JSON.stringify(shown)} is none of this list; send the next of its last page, or none`,
    { field: 'query.cursor', value: shown },
  );
}

/**
 * Makes a page of rows that were read with one more than the limit: the surplus one tells that there is a next page.
 * @param placeOf the place of the last row of the page
 */
export function pageOf<Row, Item, Place extends TSchema>(
  rows: readonly Row[],
  limit: number,
  { list }: CursorForm<Place>,
  { item, placeOf }: { readonly item: (row: Row) => Item; readonly placeOf: (row: Row) => Static<Place> },
): Page<Item> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const next = rows.length > limit && last !== undefined ? encode([list, placeOf(last)]) : null;
  return { items: shown.map(item), next };
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function decode(cursor: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}
