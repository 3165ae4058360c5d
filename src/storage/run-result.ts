/**
 * The end of a run in SQL: its result, the addresses it reached, its event, and the alert with its deliveries when
 * anything changed. All of it is written in the transaction that marks the last job done, so none of it is written
 * twice, and none is lost.
 */

import { type Kysely, sql as raw } from 'kysely';
import type { Change } from '../cases/change.ts';
import type { StoredJob } from '../cases/job.ts';
import type { RunResult } from '../cases/ports.ts';
import { keptGraph } from '../cases/report/kept-graph.ts';
import type { MethodGraph } from '../core/report/money-graph.ts';
import { appendEvent } from './event-rows.ts';
import { insertNotifyJob } from './job-rows.ts';
import { asJson, asJsonb } from './sql-values.ts';
import type { Tables } from './tables.ts';

/** Stores the result of a run inside a transaction. @returns the jobs that make the deliveries */
export async function storeResult(
  sql: Kysely<Tables>,
  runId: string,
  result: RunResult,
): Promise<readonly StoredJob[]> {
  const at = new Date(result.at);
  const { case_id: caseId, number } = await sql
    .updateTable('runs')
    .set({
      state: 'done',
      report: asJson(result.report),
      graph: asJson(keptGraph(result.graph)),
      views: asJson(result.views),
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
  if (result.changes === null || result.changes.length === 0) return [];
  return insertAlert(sql, { caseId, runId, changes: result.changes, at });
}

/** Those that stolen value reached under the main method, as one parameter. */
async function insertAddresses(sql: Kysely<Tables>, runId: string, { nodes }: MethodGraph): Promise<void> {
  const rows = nodes.flatMap(({ chain, address, views: [main = null] }) =>
    Array.from(main?.received ?? [], ([asset, amount]) => ({
      chain,
      address,
      asset,
      received: String(amount),
      hops: main?.hops ?? 0,
    })),
  );
  await raw`
    insert into run_addresses (run_id, chain, address, asset, received, hops)
    select cast(${runId} as uuid), chain, address, asset, received, hops
    from jsonb_to_recordset(${asJsonb(rows)})
      as reached (chain text, address text, asset text, received numeric, hops integer)`.execute(sql);
}

interface NewAlert {
  readonly caseId: string;
  readonly runId: string;
  readonly changes: readonly Change[];
  readonly at: Date;
}

async function insertAlert(
  sql: Kysely<Tables>,
  { caseId, runId, changes, at }: NewAlert,
): Promise<readonly StoredJob[]> {
  const alert = { case_id: caseId, run_id: runId, changes: asJsonb(changes), at };
  const { id } = await sql.insertInto('alerts').values(alert).returning('id').executeTakeFirstOrThrow();
  await appendEvent(sql, caseId, 'alert', { alertId: id, runId, changes }, at);
  const { webhook_url: url, alert_emails: emails } = await sql
    .selectFrom('cases')
    .select(['webhook_url', 'alert_emails'])
    .where('id', '=', caseId)
    .executeTakeFirstOrThrow();
  const jobs: StoredJob[] = [];
  const about = { alertId: id, runId, at };
  if (url !== null) jobs.push(await insertDelivery(sql, { ...about, channel: 'webhook', target: url }));
  for (const target of emails) jobs.push(await insertDelivery(sql, { ...about, channel: 'email', target }));
  return jobs;
}

interface NewDelivery {
  readonly alertId: string;
  readonly runId: string;
  readonly channel: 'webhook' | 'email';
  readonly target: string;
  readonly at: Date;
}

/** A delivery, and the job that makes it. */
async function insertDelivery(sql: Kysely<Tables>, delivery: NewDelivery): Promise<StoredJob> {
  const { alertId, runId, channel, target, at } = delivery;
  const { id } = await sql
    .insertInto('deliveries')
    .values({ alert_id: alertId, channel, target, state: 'queued', created_at: at })
    .returning('id')
    .executeTakeFirstOrThrow();
  return insertNotifyJob(sql, { runId, deliveryId: id, number: 1, runAt: at });
}
