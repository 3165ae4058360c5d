/**
 * Imported actors in SQL. They are few, so an import that changes something brings all of them anew.
 */

import { type Kysely, sql as raw } from 'kysely';
import { type Actor, namesOf } from '../cases/tags/actor.ts';
import type { ActorStore, NewActors } from '../cases/tags/actor-store.ts';
import type { TagChange } from '../cases/tags/tag-store.ts';
import { digestOf } from '../core/report/digest.ts';
import type { Database } from './database.ts';
import type { Tables } from './tables.ts';
import { countInUse, insertRevision, lockImports, newestRevision, retire } from './tag-revisions.ts';

/** The imported actors of a database. */
export function createActorStore(database: Database): ActorStore {
  return {
    replace: (actors) => database.transaction((sql) => replace(sql, actors)),
    async named(names) {
      if (names.length === 0) return [];
      const { rows } = await raw<{ readonly body: Actor; readonly source: string }>`
        select body, source from actors
        where removed is null and names && array(select jsonb_array_elements_text(${JSON.stringify(names)}::jsonb))
        order by source collate "C", body ->> 'id' collate "C"`.execute(database.sql);
      return rows.map(({ body, source }) => ({ actor: body, import: source }));
    },
  };
}

async function replace(sql: Kysely<Tables>, { source, actors, refused, at }: NewActors): Promise<TagChange> {
  await lockImports(sql);
  const before = await digestsInUse(sql, source);
  const now = actors.map(digestOf);
  const unchanged = now.filter((digest) => before.has(digest)).length;
  const tags = await countInUse(sql, 'tags', source);
  const [added, removed] = [actors.length - unchanged, before.size - unchanged + tags];
  if (added === 0 && removed === 0) return { revision: await newestRevision(sql), added, removed, unchanged };
  const digest = digestOf([...now].sort());
  const entry = {
    action: 'import',
    source,
    format: 'actorpack',
    digest,
    accepted: actors.length,
    refused,
  } as const;
  const revision = await insertRevision(sql, { ...entry, at: new Date(at) });
  await retire(sql, 'tags', source, revision);
  await retire(sql, 'actors', source, revision);
  await raw`
    insert into actors (added, source, names, body)
    select ${revision}, ${source}, array(select jsonb_array_elements_text(row -> 'names')), row -> 'actor'
    from jsonb_array_elements(${JSON.stringify(actors.map((actor) => ({ names: namesOf(actor), actor })))}::jsonb) as row
  `.execute(sql);
  return { revision, added, removed, unchanged };
}

async function digestsInUse(sql: Kysely<Tables>, source: string): Promise<ReadonlySet<string>> {
  const rows = await sql
    .selectFrom('actors')
    .select('body')
    .where('source', '=', source)
    .where('removed', 'is', null)
    .execute();
  return new Set(rows.map(({ body }) => digestOf(body)));
}
