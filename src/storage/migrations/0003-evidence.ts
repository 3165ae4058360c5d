/**
 * 0003: evidence: the exchanges with explorers that reports rest on, who answered each look-up, and what a look-up found
 * beside transactions, prices among it. Meaning of the columns: docs/storage.md.
 */

import type { Migration } from './migration.ts';

export const evidence: Migration = {
  name: '0003-evidence',
  statements: [
    `create table bodies (
      sha256 text primary key,
      gzip bytea not null
    )`,
    `create table exchanges (
      id text primary key,
      provider text not null,
      url text not null,
      path text not null,
      posted text,
      status integer not null,
      at bigint not null,
      sha256 text not null references bodies,
      question text not null,
      validity text not null check (validity in ('settled', 'tip', 'once')),
      tip text,
      list text,
      list_from bigint,
      list_through bigint,
      source text
    )`,
    `create index exchanges_by_question on exchanges (question, at desc)`,
    `create index exchanges_by_list on exchanges (list, list_from, list_through desc) where list is not null`,
    `alter table expansions
      add column provider text,
      add column evidence jsonb not null default '[]',
      add column findings jsonb`,
    `alter table runs
      add column tip_evidence jsonb,
      add column forks jsonb not null default '{}',
      add column distrusted jsonb not null default '[]'`,
  ],
};
