/**
 * 0002: what the service adds: keys and owners, events, re-scans and alerts, deliveries, imported tags, the addresses a
 * run reached, the audit log. Meaning of the columns: docs/storage.md.
 */

import type { Migration } from './migration.ts';

export const service: Migration = {
  name: '0002-service',
  statements: [
    `create table api_keys (
      id uuid primary key default gen_random_uuid(),
      owner text not null,
      name text not null,
      role text not null check (role in ('viewer', 'investigator', 'admin')),
      hash text not null unique,
      created_at timestamptz not null,
      revoked_at timestamptz
    )`,
    `create table audit (
      id bigint generated always as identity primary key,
      at timestamptz not null,
      key_id uuid references api_keys,
      owner text not null,
      action text not null,
      target text not null,
      request_id text not null,
      detail jsonb not null
    )`,
    `alter table cases
      add column owner text not null default '',
      add column watch_seconds integer,
      add column watch_next timestamptz,
      add column webhook_url text,
      add column webhook_secret text,
      add column alert_emails jsonb not null default '[]',
      add column last_event bigint not null default 0,
      drop constraint cases_idempotency_key_key,
      add unique (owner, idempotency_key)`,
    `create index cases_of_owner on cases (owner, created_at, id)`,
    `create index cases_due on cases (watch_next) where watch_next is not null`,
    `alter table runs
      add column base_run_id uuid references runs,
      add column cause text not null default 'opened' check (cause in ('opened', 'schedule', 'request', 'tags')),
      add column tags_revision bigint,
      add column graph json`,
    `create table rescan_requests (
      case_id uuid not null references cases on delete cascade,
      key text not null,
      run_id uuid not null references runs on delete cascade,
      primary key (case_id, key)
    )`,
    `create unique index runs_one_running on runs (case_id) where state = 'running'`,
    `alter table jobs
      add column published_at timestamptz,
      add check (kind in ('settle', 'expand', 'notify'))`,
    `create index jobs_to_publish on jobs ((coalesce(published_at, timestamptz 'epoch')), id) where state = 'queued'`,
    `create index jobs_failed on jobs (kind) where state = 'failed'`,
    `create table run_addresses (
      run_id uuid not null references runs on delete cascade,
      chain text not null,
      address text not null,
      asset text not null,
      received numeric(78, 0) not null,
      hops integer not null,
      primary key (run_id, chain, address, asset)
    )`,
    `create index run_addresses_by_address on run_addresses (chain, address)`,
    `create table events (
      case_id uuid not null references cases on delete cascade,
      number bigint not null,
      kind text not null,
      payload jsonb not null,
      at timestamptz not null,
      primary key (case_id, number)
    )`,
    `create table alerts (
      id uuid primary key default gen_random_uuid(),
      case_id uuid not null references cases on delete cascade,
      run_id uuid not null unique references runs on delete cascade,
      changes jsonb not null,
      at timestamptz not null
    )`,
    `create index alerts_of_case on alerts (case_id, at, id)`,
    `create table deliveries (
      id uuid primary key default gen_random_uuid(),
      alert_id uuid not null references alerts on delete cascade,
      channel text not null check (channel in ('webhook', 'email')),
      target text not null,
      state text not null check (state in ('queued', 'delivered', 'failed')),
      first_attempt integer not null default 1,
      created_at timestamptz not null,
      finished_at timestamptz
    )`,
    `create index deliveries_of_alert on deliveries (alert_id, created_at, id)`,
    `create table delivery_attempts (
      delivery_id uuid not null references deliveries on delete cascade,
      number integer not null,
      at timestamptz not null,
      milliseconds integer not null,
      status integer,
      error text,
      primary key (delivery_id, number)
    )`,
    `create table tag_imports (
      revision bigint generated always as identity primary key,
      action text not null check (action in ('import', 'remove')),
      source text not null,
      format text not null,
      digest text not null,
      accepted integer not null,
      refused integer not null,
      at timestamptz not null
    )`,
    `create table tags (
      id bigint generated always as identity primary key,
      added bigint not null references tag_imports,
      removed bigint references tag_imports,
      source text not null,
      chain text not null,
      address text not null,
      body jsonb not null
    )`,
    `create index tags_by_address on tags (chain, address)`,
    `create index tags_by_source on tags (source) where removed is null`,
    // What lists and the case itself show, so that nobody reads a body or a report for it.
    `alter table cases
      add column description text generated always as (body ->> 'description') stored,
      add column seed_count integer generated always as (json_array_length(body -> 'seeds')) stored`,
    `alter table runs
      add column transaction_count bigint generated always as
        (cast(report -> 'stats' ->> 'transactions' as bigint)) stored,
      add column flag_count integer generated always as (json_array_length(report -> 'flags')) stored,
      add column gap_count integer generated always as (json_array_length(report -> 'gaps')) stored`,
    `create index cases_by_age on cases (created_at, id)`,
    `create index transactions_in_order on transactions (run_id, chain, height, txid)`,
    `create index api_keys_by_age on api_keys (created_at, id)`,
  ],
};
