/**
 * Deliveries of alerts in SQL. Their rows are written with the alert; here they are read, and what came of each attempt
 * is added.
 */

import { type Kysely, sql as raw } from 'kysely';
import type {
  Attempt,
  Delivery,
  DeliveryRecord,
  DeliveryState,
  DeliveryStore,
} from '../cases/alerts/deliveries.ts';
import type { StoredJob } from '../cases/job.ts';
import { ConflictError, NotFoundError } from '../core/errors.ts';
import type { Database } from './database.ts';
import { insertNotifyJob } from './job-rows.ts';
import type { Tables } from './tables.ts';
import { isUuid } from './uuid.ts';

/** The deliveries of a database. */
export function createDeliveryStore(database: Database): DeliveryStore {
  return {
    read: (deliveryId) => readDelivery(database.sql, deliveryId),
    record: (deliveryId, attempt, state) =>
      database.transaction((sql) => recordAttempt(sql, deliveryId, attempt, state)),
    ofAlert: (alertId) => deliveriesOf(database.sql, alertId),
    requeue: (deliveryId, at) => database.transaction((sql) => requeue(sql, deliveryId, new Date(at))),
  };
}

async function readDelivery(sql: Kysely<Tables>, deliveryId: string): Promise<Delivery> {
  requireId('delivery', deliveryId);
  const row = await sql
    .selectFrom('deliveries')
    .innerJoin('alerts', 'alerts.id', 'deliveries.alert_id')
    .innerJoin('cases', 'cases.id', 'alerts.case_id')
    .innerJoin('runs', 'runs.id', 'alerts.run_id')
    .select(['deliveries.channel', 'deliveries.target', 'deliveries.state', 'deliveries.first_attempt'])
    .select(['alerts.id as alertId', 'alerts.at', 'alerts.changes'])
    .select(['cases.id as caseId', 'cases.name', 'cases.owner', 'cases.webhook_secret as secret'])
    .select(['runs.id as runId', 'runs.number'])
    .select((outer) =>
      lastAttempt(sql).whereRef('delivery_id', '=', outer.ref('deliveries.id')).as('lastAttempt'),
    )
    .where('deliveries.id', '=', deliveryId)
    .executeTakeFirst();
  if (row === undefined) throw notFound('delivery', deliveryId);
  const { channel, target, state, owner, secret, changes } = row;
  return {
    id: deliveryId,
    channel,
    target,
    state,
    attempts: (row.lastAttempt ?? 0) - row.first_attempt + 1,
    secret,
    owner,
    message: {
      at: row.at.getTime(),
      alert: { id: row.alertId },
      case: { id: row.caseId, name: row.name },
      run: { id: row.runId, number: row.number },
      changes,
    },
  };
}

/** The number of the last attempt, for one delivery. */
function lastAttempt(sql: Kysely<Tables>) {
  return sql
    .selectFrom('delivery_attempts')
    .select((row) => row.fn.coalesce(row.fn.max('number'), raw<number>`0`).as('last'));
}

async function recordAttempt(
  sql: Kysely<Tables>,
  deliveryId: string,
  { at, milliseconds, status, error }: Attempt,
  state: DeliveryState,
): Promise<void> {
  const before = await lockDelivery(sql, deliveryId);
  const { last } = await lastAttempt(sql).where('delivery_id', '=', deliveryId).executeTakeFirstOrThrow();
  await sql
    .insertInto('delivery_attempts')
    .values({ delivery_id: deliveryId, number: last + 1, at: new Date(at), milliseconds, status, error })
    .execute();
  if (state === 'queued' || before.state === 'delivered') return;
  await sql
    .updateTable('deliveries')
    .set({ state, finished_at: new Date(at + milliseconds) })
    .where('id', '=', deliveryId)
    .execute();
}

async function deliveriesOf(
  sql: Kysely<Tables>,
  alertId: string,
): Promise<{ owner: string; deliveries: DeliveryRecord[] }> {
  requireId('alert', alertId);
  const alert = await sql
    .selectFrom('alerts')
    .innerJoin('cases', 'cases.id', 'alerts.case_id')
    .select('cases.owner')
    .where('alerts.id', '=', alertId)
    .executeTakeFirst();
  if (alert === undefined) throw notFound('alert', alertId);
  const rows = await sql
    .selectFrom('deliveries')
    .select(['id', 'channel', 'target', 'state', 'created_at', 'finished_at'])
    .where('alert_id', '=', alertId)
    .orderBy('created_at')
    .orderBy('id')
    .execute();
  const attempts = await sql
    .selectFrom('delivery_attempts')
    .innerJoin('deliveries', 'deliveries.id', 'delivery_attempts.delivery_id')
    .selectAll('delivery_attempts')
    .where('deliveries.alert_id', '=', alertId)
    .orderBy('delivery_id')
    .orderBy('number')
    .execute();
  const deliveries = rows.map(({ id, channel, target, state, created_at, finished_at }) => ({
    id,
    channel,
    target: channel === 'webhook' ? originOf(target) : target,
    state,
    createdAt: created_at.getTime(),
    finishedAt: finished_at?.getTime() ?? null,
    attempts: attempts
      .filter(({ delivery_id }) => delivery_id === id)
      .map(({ number, at, milliseconds, status, error }) => ({
        number,
        at: at.getTime(),
        milliseconds,
        status,
        error,
      })),
  }));
  return { owner: alert.owner, deliveries };
}

/** A delivery whose job is gone, because it was given up for another reason than the receiver, may be queued again, too. */
async function requeue(sql: Kysely<Tables>, deliveryId: string, at: Date): Promise<StoredJob> {
  const { state, runId } = await lockDelivery(sql, deliveryId);
  const jobs = await sql
    .selectFrom('jobs')
    .select('state')
    .where('run_id', '=', runId)
    .where('kind', '=', 'notify')
    .where(raw<string>`payload ->> 'deliveryId'`, '=', deliveryId)
    .execute();
  if (state === 'queued' && jobs.some((job) => job.state === 'queued' || job.state === 'running')) {
    throw new ConflictError(`delivery ${deliveryId} is under way; wait for its end`, {
      delivery: deliveryId,
    });
  }
  const { last } = await lastAttempt(sql).where('delivery_id', '=', deliveryId).executeTakeFirstOrThrow();
  await sql
    .updateTable('deliveries')
    .set({ state: 'queued', finished_at: null, first_attempt: last + 1 })
    .where('id', '=', deliveryId)
    .execute();
  return insertNotifyJob(sql, { runId, deliveryId, number: jobs.length + 1, runAt: at });
}

/** Until the transaction ends, no other one changes the delivery. */
async function lockDelivery(sql: Kysely<Tables>, deliveryId: string) {
  requireId('delivery', deliveryId);
  const row = await sql
    .selectFrom('deliveries')
    .innerJoin('alerts', 'alerts.id', 'deliveries.alert_id')
    .select(['deliveries.state', 'alerts.run_id as runId'])
    .where('deliveries.id', '=', deliveryId)
    .forUpdate('deliveries')
    .executeTakeFirst();
  if (row === undefined) throw notFound('delivery', deliveryId);
  return row;
}

function originOf(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : '';
}

function requireId(what: string, id: string): void {
  if (!isUuid(id)) throw notFound(what, id);
}

function notFound(what: string, id: string): NotFoundError {
  return new NotFoundError(`${what} ${id} does not exist`, { [what]: id });
}
