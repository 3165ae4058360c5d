/**
 * Revisions of what was imported, tags and actors: given out one after the other, each by an import or a removal.
 */

import { type Kysely, sql as raw } from 'kysely';
import type { Tables } from './tables.ts';

/** What is in use: a row is, from the revision that added it until the one that removed it. */
type Kept = 'tags' | 'actors';

/**
 * One import at a time: revisions must become visible in their order, or a run could be pinned to one whose
 * predecessor is still being written. Readers are not held up.
 */
export async function lockImports(sql: Kysely<Tables>): Promise<void> {
  await raw`lock table tag_imports in exclusive mode`.execute(sql);
}

/** The newest revision; 0 when nothing was ever imported. */
export async function newestRevision(sql: Kysely<Tables>): Promise<number> {
  const { newest } = await sql
    .selectFrom('tag_imports')
    .select((row) => row.fn.coalesce(row.fn.max('revision'), raw<number>`0`).as('newest'))
    .executeTakeFirstOrThrow();
  return newest;
}

/** Writes a revision down. @returns its number */
export async function insertRevision(
  sql: Kysely<Tables>,
  entry: Omit<Tables['tag_imports'], 'revision'>,
): Promise<number> {
  const { revision } = await sql
    .insertInto('tag_imports')
    .values(entry)
    .returning('revision')
    .executeTakeFirstOrThrow();
  return revision;
}

/** How many rows of a source are in use. */
export async function countInUse(sql: Kysely<Tables>, table: Kept, source: string): Promise<number> {
  const { rows } = await sql
    .selectFrom(table)
    .select((row) => row.fn.countAll<number>().as('rows'))
    .where('source', '=', source)
    .where('removed', 'is', null)
    .executeTakeFirstOrThrow();
  return rows;
}

/** Takes all rows of a source out of use. */
export async function retire(
  sql: Kysely<Tables>,
  table: Kept,
  source: string,
  revision: number,
): Promise<void> {
  await sql
    .updateTable(table)
    .set({ removed: revision })
    .where('source', '=', source)
    .where('removed', 'is', null)
    .execute();
}
