/**
 * 0005: actors; and tags with their digests, so that lists of a million are compared in the database. Meaning of the
 * columns: docs/storage.md.
 */

import type { Migration } from './migration.ts';

/**
 * The canonical JSON (RFC 8785) of a stored tag: its keys in order, no blanks. `to_json` writes texts and numbers as
 * JSON.stringify does.
 */
const FIELDS = [
  'address',
  'chain',
  'concepts',
  'confidence',
  'entity',
  'isClusterDefiner',
  'label',
  'licence',
  'role',
];
const MORE_FIELDS = ['source', 'validFrom', 'validTo'];

/** Lists are written with a blank after each comma; concepts have none in themselves. */
const jsonOf = (field: string) =>
  field === 'concepts' ? `replace((body -> 'concepts')::text, ', ', ',')` : `(body -> '${field}')::text`;

const CANONICAL = [...FIELDS, ...MORE_FIELDS]
  .map((field) => `case when body ? '${field}' then '"${field}":' || ${jsonOf(field)} end`)
  .join(', ');

export const tagsAtScale: Migration = {
  name: '0005-tags-at-scale',
  statements: [
    // Checking them takes a tenth of the time of an import; revisions are never deleted.
    `alter table tags drop constraint tags_added_fkey, drop constraint tags_removed_fkey`,
    `alter table tags add column digest text collate "C"`,
    `update tags set digest =
      encode(sha256(convert_to('{' || concat_ws(',', ${CANONICAL}) || '}', 'UTF8')), 'hex')`,
    `alter table tags alter column digest set not null`,
    `create index tags_by_entity on tags ((lower(body ->> 'entity') collate "C")) where removed is null`,
    `create table actors (
      id bigint generated always as identity primary key,
      added bigint not null references tag_imports,
      removed bigint references tag_imports,
      source text not null,
      names text[] not null,
      body jsonb not null
    )`,
    `create index actors_by_name on actors using gin (names) where removed is null`,
  ],
};
