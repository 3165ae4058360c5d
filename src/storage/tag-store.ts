/**
 * Imported tags in SQL. A tag is in use from the revision that added it until the one that removed it; an import adds and
 * removes what differs, and leaves the rest alone.
 */

import { type Kysely, sql as raw } from 'kysely';
import type { NewTags, TagChange, TagStore } from '../cases/tag-store.ts';
import { NotFoundError } from '../core/errors.ts';
import { digestOf } from '../core/report/digest.ts';
import type { Tag } from '../core/tags/tag.ts';
import type { Database } from './database.ts';
import { inChunks } from './job-rows.ts';
import { asJsonb } from './sql-values.ts';
import type { Tables } from './tables.ts';

/** The imported tags of a database. */
export function createTagStore(database: Database): TagStore {
  return {
    replace: (tags) => database.transaction((sql) => replace(sql, tags)),
    remove: (source, at) => database.transaction((sql) => remove(sql, source, new Date(at))),
    revision: () => newestRevision(database.sql),
    async at(revision) {
      const rows = await database.sql
        .selectFrom('tags')
        .select('body')
        .where('added', '<=', revision)
        .where((row) => row.or([row('removed', 'is', null), row('removed', '>', revision)]))
        .orderBy('id')
        .execute();
      return rows.map(({ body }) => body);
    },
    async of(chain, address) {
      const rows = await database.sql
        .selectFrom('tags')
        .select(['body', 'source'])
        .where('chain', '=', chain)
        .where('address', '=', address)
        .where('removed', 'is', null)
        .orderBy('id')
        .execute();
      return rows.map(({ body, source }) => ({ tag: body, import: source }));
    },
    async origins() {
      const { rows } = await raw<OriginRow>`
        select distinct on (source collate "C") source, format, revision, accepted, refused, at, action
        from tag_imports order by source collate "C", revision desc`.execute(database.sql);
      return rows
        .filter(({ action }) => action === 'import')
        .map(({ source, format, revision, accepted, refused, at }) => {
          return { source, format, revision, tags: accepted, refused, at: at.getTime() };
        });
    },
  };
}

interface OriginRow {
  readonly source: string;
  readonly format: string;
  readonly revision: number;
  readonly accepted: number;
  readonly refused: number;
  readonly at: Date;
  readonly action: 'import' | 'remove';
}

async function newestRevision(sql: Kysely<Tables>): Promise<number> {
  const { newest } = await sql
    .selectFrom('tag_imports')
    .select((row) => row.fn.coalesce(row.fn.max('revision'), raw<number>`0`).as('newest'))
    .executeTakeFirstOrThrow();
  return newest;
}

/**
 * One import at a time: revisions must become visible in their order, or a run could be pinned to one whose
 * predecessor is still being written. Readers are not held up.
 */
async function lockImports(sql: Kysely<Tables>): Promise<void> {
  await raw`lock table tag_imports in exclusive mode`.execute(sql);
}

async function replace(
  sql: Kysely<Tables>,
  { source, format, tags, refused, at }: NewTags,
): Promise<TagChange> {
  await lockImports(sql);
  const before = new Map((await tagsInUse(sql, source)).map(({ id, body }) => [digestOf(body), id]));
  const digested = tags.map((tag) => ({ tag, digest: digestOf(tag) }));
  const now = new Set(digested.map(({ digest }) => digest));
  const added = digested.filter(({ digest }) => !before.has(digest)).map(({ tag }) => tag);
  const gone = [...before].filter(([digest]) => !now.has(digest)).map(([, id]) => id);
  const unchanged = tags.length - added.length;
  if (added.length === 0 && gone.length === 0) {
    return { revision: await newestRevision(sql), added: 0, removed: 0, unchanged };
  }
  const digest = digestOf([...now].sort());
  const entry = {
    action: 'import',
    source,
    format,
    digest,
    accepted: tags.length,
    refused,
    at: new Date(at),
  } as const;
  const revision = await insertRevision(sql, entry);
  await markRemoved(sql, gone, revision);
  await insertTags(sql, source, added, revision);
  return { revision, added: added.length, removed: gone.length, unchanged };
}

async function remove(sql: Kysely<Tables>, source: string, at: Date): Promise<TagChange> {
  await lockImports(sql);
  const gone = (await tagsInUse(sql, source)).map(({ id }) => id);
  if (gone.length === 0) {
    throw new NotFoundError(`no tags were imported from ${source}, or they were removed`, { source });
  }
  const entry = { action: 'remove', source, format: '', digest: '', accepted: 0, refused: 0, at } as const;
  const revision = await insertRevision(sql, entry);
  await markRemoved(sql, gone, revision);
  return { revision, added: 0, removed: gone.length, unchanged: 0 };
}

function tagsInUse(sql: Kysely<Tables>, source: string) {
  return sql
    .selectFrom('tags')
    .select(['id', 'body'])
    .where('source', '=', source)
    .where('removed', 'is', null)
    .orderBy('id')
    .execute();
}

async function insertRevision(
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

async function markRemoved(sql: Kysely<Tables>, ids: readonly number[], revision: number): Promise<void> {
  for (const some of inChunks(ids)) {
    await sql.updateTable('tags').set({ removed: revision }).where('id', 'in', some).execute();
  }
}

async function insertTags(
  sql: Kysely<Tables>,
  source: string,
  tags: readonly Tag[],
  added: number,
): Promise<void> {
  const rows = tags.map((tag) => ({
    added,
    source,
    chain: tag.chain,
    address: tag.address,
    body: asJsonb(tag),
  }));
  for (const some of inChunks(rows)) await sql.insertInto('tags').values(some).execute();
}
