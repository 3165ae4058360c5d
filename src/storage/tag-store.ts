/**
 * Imported tags in SQL. A tag is in use from the revision that added it until the one that removed it; an import adds and
 * removes what differs, and leaves the rest alone. The tags of an import pass through in batches and are compared by their
 * digests in the database, so that the length of a list does not matter.
 */

import { type Kysely, sql as raw } from 'kysely';
import type { EntityCount, ImportedTag, NewTags, TagChange, TagStore } from '../cases/tags/tag-store.ts';
import { NotFoundError } from '../core/errors.ts';
import type { Tag } from '../core/tags/tag.ts';
import type { Database } from './database.ts';
import type { Tables } from './tables.ts';
import { countInUse, insertRevision, lockImports, newestRevision, retire } from './tag-revisions.ts';
import { dropStaging, type Staged, stageTags } from './tag-staging.ts';
import { tagsAt } from './tags-at.ts';

/** Rows from which on the planner is told what the tables look like: PGlite never does so by itself. */
const WORTH_ANALYSING = 1000;

/** The imported tags of a database. */
export function createTagStore(database: Database): TagStore {
  return {
    replace: (tags) => database.transaction((sql) => replace(sql, tags)),
    remove: (source, at) => database.transaction((sql) => remove(sql, source, new Date(at))),
    revision: () => newestRevision(database.sql),
    at: (revision) => tagsAt(database.sql, revision),
    async of(chain, address) {
      const rows = await database.sql
        .selectFrom('tags')
        .select(['body', 'source'])
        .where('chain', '=', chain)
        .where('address', '=', address)
        .where('removed', 'is', null)
        .orderBy('id')
        .execute();
      return rows.map(importedTag);
    },
    async ofAll(addresses) {
      const { rows } = await raw<TagRow>`
        select tags.body, tags.source
        from jsonb_to_recordset(${JSON.stringify(addresses)}::jsonb) as asked (chain text, address text)
          join tags on tags.chain = asked.chain and tags.address = asked.address
        where tags.removed is null
        order by tags.id`.execute(database.sql);
      return rows.map(importedTag);
    },
    countOf: (names, others) => countOf(database.sql, names, others),
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

interface TagRow {
  readonly body: Tag;
  readonly source: string;
}

async function countOf(
  sql: Kysely<Tables>,
  names: readonly string[],
  others: readonly Tag[],
): Promise<EntityCount> {
  const more = others.map(({ chain, address, concepts }) => ({ chain, address, concepts }));
  const { rows } = await raw<{ readonly concept: string | null; readonly addresses: number }>`
    with found as (
      select chain, address, body -> 'concepts' as concepts from tags
      where removed is null
        and lower(body ->> 'entity') collate "C" in (select jsonb_array_elements_text(${JSON.stringify(names)}::jsonb))
      union
      select chain, address, concepts
      from jsonb_to_recordset(${JSON.stringify(more)}::jsonb) as other (chain text, address text, concepts jsonb)
    )
    select null as concept, count(distinct (chain, address)) as addresses from found
    union all
    select concept, count(distinct (chain, address))
    from found, jsonb_array_elements_text(concepts) as concept group by concept
    order by concept nulls first`.execute(sql);
  const [all, ...byConcept] = rows;
  return {
    addresses: all?.addresses ?? 0,
    byConcept: Object.fromEntries(byConcept.map(({ concept, addresses }) => [concept ?? '', addresses])),
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

function importedTag({ body, source }: TagRow): ImportedTag {
  return { tag: body, import: source };
}

async function replace(sql: Kysely<Tables>, tags: NewTags): Promise<TagChange> {
  // Read before the lock is taken: others need not wait for a file.
  const staged = await stageTags(sql, tags.tags);
  await lockImports(sql);
  const change = await putInPlace(sql, tags, staged);
  await dropStaging(sql);
  return change;
}

async function putInPlace(sql: Kysely<Tables>, tags: NewTags, staged: Staged): Promise<TagChange> {
  const { source, format, refused, at } = tags;
  const before = await countInUse(sql, 'tags', source);
  const actors = await countInUse(sql, 'actors', source);
  const unchanged = before === 0 ? 0 : await countUnchanged(sql, source);
  const [added, removed] = [staged.tags - unchanged, before - unchanged + actors];
  if (added === 0 && removed === 0) return { revision: await newestRevision(sql), added, removed, unchanged };
  const accepted = staged.tags;
  const entry = {
    action: 'import',
    source,
    format,
    digest: staged.digest,
    accepted,
    refused: refused(),
  } as const;
  const revision = await insertRevision(sql, { ...entry, at: new Date(at) });
  await retire(sql, 'actors', source, revision);
  if (before > unchanged) await retireMissing(sql, source, revision);
  await addNew(sql, source, revision, unchanged > 0);
  if (added + removed > WORTH_ANALYSING) await raw`analyze tags`.execute(sql);
  return { revision, added, removed, unchanged };
}

async function countUnchanged(sql: Kysely<Tables>, source: string): Promise<number> {
  const { rows } = await raw<{ readonly count: number }>`
    select count(*) from tags join staged_tags using (digest)
    where source = ${source} and removed is null`.execute(sql);
  return rows[0]?.count ?? 0;
}

async function retireMissing(sql: Kysely<Tables>, source: string, revision: number): Promise<void> {
  await raw`
    update tags set removed = ${revision}
    where source = ${source} and removed is null
      and not exists (select from staged_tags where staged_tags.digest = tags.digest)`.execute(sql);
}

async function addNew(
  sql: Kysely<Tables>,
  source: string,
  revision: number,
  someAreThere: boolean,
): Promise<void> {
  const missing = someAreThere
    ? raw`where not exists (
        select from tags
        where tags.digest = staged_tags.digest and tags.source = ${source} and tags.removed is null
      )`
    : raw``;
  await raw`
    insert into tags (added, source, chain, address, digest, body)
    select ${revision}, ${source}, body ->> 'chain', body ->> 'address', digest, body
    from staged_tags ${missing}`.execute(sql);
}

async function remove(sql: Kysely<Tables>, source: string, at: Date): Promise<TagChange> {
  await lockImports(sql);
  const removed = (await countInUse(sql, 'tags', source)) + (await countInUse(sql, 'actors', source));
  if (removed === 0) {
    throw new NotFoundError(`no tags were imported from ${source}, or they were removed`, { source });
  }
  const entry = { action: 'remove', source, format: '', digest: '', accepted: 0, refused: 0, at } as const;
  const revision = await insertRevision(sql, entry);
  await retire(sql, 'tags', source, revision);
  await retire(sql, 'actors', source, revision);
  return { revision, added: 0, removed, unchanged: 0 };
}
