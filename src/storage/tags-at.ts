/**
 * All imported tags as they stood at a revision, for the runs that are pinned to it. They are kept in memory, so texts that
 * thousands of them share are kept once, and they are fetched in parts.
 */

import type { Kysely } from 'kysely';
import type { DigestedTags } from '../cases/tags/tag-store.ts';
import type { Tag } from '../core/tags/tag.ts';
import type { Tables } from './tables.ts';

/** Rows of one query. */
const AT_ONCE = 10_000;

/** In the order in which they came. */
export async function tagsAt(sql: Kysely<Tables>, revision: number): Promise<DigestedTags> {
  const [tags, digests, texts] = [[] as Tag[], [] as string[], new Map<string, string>()];
  for (let last = 0; ; ) {
    const rows = await sql
      .selectFrom('tags')
      .select(['id', 'body', 'digest'])
      .where('id', '>', last)
      .where('added', '<=', revision)
      .where((row) => row.or([row('removed', 'is', null), row('removed', '>', revision)]))
      .orderBy('id')
      .limit(AT_ONCE)
      .execute();
    for (const { body, digest } of rows) {
      tags.push(withSharedTexts(body, texts));
      digests.push(digest);
    }
    last = rows.at(-1)?.id ?? last;
    if (rows.length < AT_ONCE) return { tags, digests };
  }
}

function withSharedTexts(tag: Tag, texts: Map<string, string>): Tag {
  const shared = <T extends string>(text: T) => {
    const known = texts.get(text);
    if (known === undefined) texts.set(text, text);
    return (known ?? text) as T;
  };
  const { entity, concepts, source, licence } = tag;
  return {
    ...tag,
    entity: shared(entity),
    concepts: concepts.map(shared),
    source: shared(source),
    licence: shared(licence),
  };
}
