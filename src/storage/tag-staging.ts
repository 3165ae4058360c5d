/**
 * The tags of an import on their way into the database: a table that lives as long as the transaction.
 */

import { type Kysely, sql as raw } from 'kysely';
import { digestOf } from '../core/report/digest.ts';
import type { Tag } from '../core/tags/tag.ts';
import type { Tables } from './tables.ts';

/** For sorting and joining the digests of a million tags without a detour over files. */
const WORK_MEMORY = '64MB';

/** What stands in `staged_tags`. */
export interface Staged {
  readonly tags: number;
  /** Of all their digests, in order. */
  readonly digest: string;
}

/** Writes the tags into `staged_tags`, batch by batch. */
export async function stageTags(
  sql: Kysely<Tables>,
  batches: AsyncIterable<readonly Tag[]>,
): Promise<Staged> {
  await raw`set local work_mem = ${raw.lit(WORK_MEMORY)}`.execute(sql);
  await raw`
    create temporary table staged_tags (digest text collate "C" not null, body jsonb not null)
    on commit drop`.execute(sql);
  let tags = 0;
  for await (const batch of batches) {
    tags += batch.length;
    // One parameter for all: a million rows of seven parameters each take several times as long.
    const rows = JSON.stringify(batch.map((tag) => ({ digest: digestOf(tag), body: tag })));
    await raw`
      insert into staged_tags (digest, body)
      select row ->> 'digest', row -> 'body' from jsonb_array_elements(${rows}::jsonb) as row`.execute(sql);
  }
  await raw`analyze staged_tags`.execute(sql);
  return { tags, digest: await digestOfStaged(sql) };
}

/** Makes room for another import in the same transaction. */
export async function dropStaging(sql: Kysely<Tables>): Promise<void> {
  await raw`drop table staged_tags`.execute(sql);
}

/** As `digestOf` of the sorted list of digests, which would be too long to be fetched. */
async function digestOfStaged(sql: Kysely<Tables>): Promise<string> {
  const { rows } = await raw<{ readonly digest: string }>`
    select encode(
      sha256(convert_to('[' || string_agg('"' || digest || '"', ',' order by digest) || ']', 'UTF8')), 'hex'
    ) as digest from staged_tags`.execute(sql);
  return rows[0]?.digest ?? '';
}
