/**
 * 0001: cases, runs, jobs and the graph of a run. Meaning of the columns: docs/storage.md.
 * Migrations are history: once released, they are never edited.
 */

import type { Migration } from './migration.ts';

export const casesRunsGraph: Migration = {
  name: '0001-cases-runs-graph',
  statements: [
    `create table cases (
      id uuid primary key default gen_random_uuid(),
      name text not null,
      body json not null,
      body_digest text not null,
      idempotency_key text unique,
      created_at timestamptz not null
    )`,
    `create table runs (
      id uuid primary key default gen_random_uuid(),
      case_id uuid not null references cases on delete cascade,
      number integer not null,
      state text not null check (state in ('running', 'done', 'failed')),
      method text not null,
      limits jsonb not null,
      tips jsonb,
      tip_requests bigint not null default 0,
      tip_cache_hits bigint not null default 0,
      input_digest text,
      result_digest text,
      report json,
      error text,
      started_at timestamptz not null,
      finished_at timestamptz,
      unique (case_id, number),
      check ((state = 'running') = (finished_at is null)),
      check ((state = 'done') = (report is not null)),
      check ((state = 'failed') = (error is not null))
    )`,
    `create table jobs (
      id bigint generated always as identity primary key,
      kind text not null,
      key text not null unique,
      run_id uuid not null references runs on delete cascade,
      parent_id bigint references jobs on delete cascade,
      payload jsonb not null,
      state text not null check (state in ('queued', 'running', 'done', 'failed')),
      priority integer not null,
      run_at timestamptz not null,
      attempts integer not null default 0,
      lease_until timestamptz,
      error text,
      check ((state = 'running') = (lease_until is not null))
    )`,
    `create index jobs_queued on jobs (priority, run_at, id) where state = 'queued'`,
    `create index jobs_unfinished_children on jobs (parent_id) where state <> 'done'`,
    `create index jobs_running on jobs (lease_until) where state = 'running'`,
    `create index jobs_of_run on jobs (run_id)`,
    `create table expansions (
      run_id uuid not null references runs on delete cascade,
      round integer not null,
      ordinal integer not null,
      subject jsonb not null,
      status text not null check (status in ('complete', 'too-active', 'failed')),
      count integer not null,
      reason text,
      requests bigint not null,
      cache_hits bigint not null,
      primary key (run_id, round, ordinal)
    )`,
    `create table transactions (
      run_id uuid not null references runs on delete cascade,
      digest text not null,
      chain text not null,
      txid text not null,
      height integer not null,
      body jsonb not null,
      primary key (run_id, digest)
    )`,
    `create table expansion_transactions (
      run_id uuid not null,
      round integer not null,
      ordinal integer not null,
      position integer not null,
      digest text not null,
      primary key (run_id, round, ordinal, position),
      foreign key (run_id, round, ordinal) references expansions on delete cascade,
      foreign key (run_id, digest) references transactions on delete cascade
    )`,
  ],
};
