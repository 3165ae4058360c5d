/**
 * Cases in SQL.
 */

import type { Kysely } from 'kysely';
import type { CaseStore, Opening, StoredCase } from '../cases/ports.ts';
import { InvariantError } from '../core/errors.ts';
import type { Database } from './database.ts';
import { appendEvent } from './event-rows.ts';
import { priorityOf } from './job-priority.ts';
import { insertSettleJob } from './job-rows.ts';
import { asJson, asJsonb } from './sql-values.ts';
import type { Tables } from './tables.ts';
import { usedKey } from './used-key.ts';

/** The cases of a database. */
export function createCaseStore(database: Database): CaseStore {
  return {
    open: (opening) =>
      database.transaction(async (sql) => {
        const caseId = await insertCase(sql, opening);
        return caseId === null ? earlierCase(sql, opening) : openRun(sql, caseId, opening);
      }),
  };
}

function secretOf({ webhook }: Opening): string | null {
  return webhook === null ? null : webhook.secret;
}

/** @returns null when the idempotency key is taken; a request that just takes it is waited for */
async function insertCase(sql: Kysely<Tables>, opening: Opening): Promise<string | null> {
  const { watchSeconds, webhook } = opening;
  const inserted = await sql
    .insertInto('cases')
    .values({
      owner: opening.owner,
      name: opening.name,
      body: asJson(opening.body),
      body_digest: opening.requestDigest,
      idempotency_key: opening.idempotencyKey,
      created_at: new Date(opening.at),
      watch_seconds: watchSeconds,
      watch_next: watchSeconds === null ? null : new Date(opening.at + watchSeconds * 1000),
      webhook_url: webhook?.url ?? null,
      webhook_secret: webhook?.secret ?? null,
      alert_emails: asJsonb(opening.emails),
    })
    .onConflict((conflict) => conflict.columns(['owner', 'idempotency_key']).doNothing())
    .returning('id')
    .executeTakeFirst();
  return inserted?.id ?? null;
}

async function openRun(sql: Kysely<Tables>, caseId: string, opening: Opening): Promise<StoredCase> {
  const at = new Date(opening.at);
  const { method } = opening;
  const { id } = await sql
    .insertInto('runs')
    .values({
      case_id: caseId,
      number: 1,
      state: 'running',
      method,
      limits: asJsonb(opening.limits),
      cause: 'opened',
      started_at: at,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  const job = await insertSettleJob(sql, { runId: id, round: 0, priority: priorityOf(0), runAt: at });
  await appendEvent(sql, caseId, 'run.started', { runId: id, number: 1, cause: 'opened' }, at);
  return { caseId, runId: id, webhookSecret: secretOf(opening), jobs: [job] };
}

async function earlierCase(
  sql: Kysely<Tables>,
  { owner, idempotencyKey, requestDigest }: Opening,
): Promise<StoredCase> {
  const found = await sql
    .selectFrom('cases')
    .innerJoin('runs', 'runs.case_id', 'cases.id')
    .select([
      'cases.id as caseId',
      'cases.body_digest as digest',
      'runs.id as runId',
      'cases.webhook_secret as webhookSecret',
    ])
    .where('cases.idempotency_key', '=', idempotencyKey)
    .where('cases.owner', '=', owner)
    .where('runs.number', '=', 1)
    .executeTakeFirst();
  if (found === undefined) throw new InvariantError('an idempotency key is taken, but by no case');
  const { caseId, runId, digest, webhookSecret } = found;
  if (digest === requestDigest) return { caseId, runId, webhookSecret, jobs: [] };
  throw usedKey(caseId);
}
