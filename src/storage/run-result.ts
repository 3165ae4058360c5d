/**
 * The end of a run in SQL: its result, the addresses it reached, its event, and the alert with its deliveries when
 * anything changed. All of it is written in the transaction that marks the last job done, so none of it is written
 * twice, and none is lost.
 */

import { type Kysely, sql as raw } from 'kysely';
import type { Change } from '../cases/change.ts';
import { moneyGraphJson } from '../cases/money-graph-json.ts';
import type { RunResult } from '../cases/ports.ts';
import type { MoneyGraph } from '../core/report/money-graph.ts';
import { appendEvent } from './event-rows.ts';
import { inChunks } from './job-rows.ts';
import { asJsonb } from './sql-values.ts';
import type { Tables } from './tables.ts';

/** Notifications are small, and somebody waits for them. */
const NOTIFY_PRIORITY = 0;

/** Stores the result of a run inside a transaction. */
export async function storeResult(sql: Kysely<Tables>, runId: string, result: RunResult): Promise<void> {
  const at = new Date(result.at);
  const { case_id: caseId, number } = await sql
    .updateTable('runs')
    .set({
      state: 'done',
      report: asJson(result.report),
      graph: asJson(moneyGraphJson(result.graph)),
      input_digest: result.inputDigest,
      result_digest: result.resultDigest,
      finished_at: at,
    })
    .where('id', '=', runId)
    .returning(['case_id', 'number'])
    .executeTakeFirstOrThrow();
  await insertAddresses(sql, runId, result.graph);
  const { inputDigest, resultDigest } = result;
  await appendEvent(sql, caseId, 'run.finished', { runId, number, inputDigest, resultDigest }, at);
  if (result.changes !== null && result.changes.length > 0) {
    await insertAlert(sql, { caseId, runId, changes: result.changes, at });
  }
}

async function insertAddresses(sql: Kysely<Tables>, runId: string, { nodes }: MoneyGraph): Promise<void> {
  const rows = nodes.flatMap(({ chain, address, hops, received }) =>
    [...received].map(([asset, amount]) => ({
      run_id: runId,
      chain,
      address,
      asset,
      received: amount,
      hops,
    })),
  );
  for (const some of inChunks(rows)) await sql.insertInto('run_addresses').values(some).execute();
}

interface NewAlert {
  readonly caseId: string;
  readonly runId: string;
  readonly changes: readonly Change[];
  readonly at: Date;
}

async function insertAlert(sql: Kysely<Tables>, { caseId, runId, changes, at }: NewAlert): Promise<void> {
  const alert = { case_id: caseId, run_id: runId, changes: asJsonb(changes), at };
  const { id } = await sql.insertInto('alerts').values(alert).returning('id').executeTakeFirstOrThrow();
  await appendEvent(sql, caseId, 'alert', { alertId: id, runId, changes }, at);
  const { webhook_url: url, alert_emails: emails } = await sql
    .selectFrom('cases')
    .select(['webhook_url', 'alert_emails'])
    .where('id', '=', caseId)
    .executeTakeFirstOrThrow();
  if (url !== null) await insertDelivery(sql, { alertId: id, runId, channel: 'webhook', target: url, at });
  for (const target of emails) {
    await insertDelivery(sql, { alertId: id, runId, channel: 'email', target, at });
  }
}

interface NewDelivery {
  readonly alertId: string;
  readonly runId: string;
  readonly channel: 'webhook' | 'email';
  readonly target: string;
  readonly at: Date;
}

/** A delivery, and the job that makes it. */
async function insertDelivery(sql: Kysely<Tables>, delivery: NewDelivery): Promise<void> {
  const { alertId, runId, channel, target, at } = delivery;
  const { id } = await sql
    .insertInto('deliveries')
    .values({ alert_id: alertId, channel, target, state: 'queued', created_at: at })
    .returning('id')
    .executeTakeFirstOrThrow();
  await sql
    .insertInto('jobs')
    .values({
      kind: 'notify',
      key: `notify/${id}/1`,
      run_id: runId,
      payload: asJsonb({ round: 0, deliveryId: id }),
      state: 'queued',
      priority: NOTIFY_PRIORITY,
      run_at: at,
    })
    .execute();
}

/** `json` and not `jsonb`: it keeps the order of the keys. */
function asJson(value: object) {
  return raw<object>`cast(${JSON.stringify(value)} as json)`;
}
