/** Puts an alert with deliveries into a database, as the end of a run does. */
import type { ChannelName } from '../../src/cases/alerts/deliveries.ts';
import type { Database } from '../../src/storage/database.ts';
import { asJsonb } from '../../src/storage/sql-values.ts';
import { SECRET } from './delivery.ts';

export interface StoredAlert {
  readonly caseId: string;
  readonly runId: string;
  readonly alertId: string;
  /** One for each target, in their order. */
  readonly deliveryIds: readonly string[];
}

export const ALERT_AT = new Date('2026-11-22T20:15:00Z');

/** Stores a case with a run, an alert, its deliveries and their jobs. */
export async function storeAlert(
  { sql }: Database,
  targets: readonly { readonly channel: ChannelName; readonly target: string }[],
  owner = 'team',
): Promise<StoredAlert> {
  const { id: caseId } = await sql
    .insertInto('cases')
    .values({
      owner,
      name: 'theft of January',
      body: asJsonb({}),
      body_digest: '',
      created_at: ALERT_AT,
      webhook_secret: SECRET,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  const { id: runId } = await sql
    .insertInto('runs')
    .values({
      case_id: caseId,
      number: 7,
      state: 'running',
      method: 'fifo',
      limits: asJsonb({
        maxHops: 1,
        maxLookups: 1,
        maxTransactionsPerAddress: 1,
        minShareMillionths: 0,
        maxDays: 1,
      }),
      cause: 'schedule',
      started_at: ALERT_AT,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  const { id: alertId } = await sql
    .insertInto('alerts')
    .values({
      case_id: caseId,
      run_id: runId,
      changes: asJsonb([{ kind: 'moved', chain: 'bitcoin', address: 'bc1q', before: '5', after: '0' }]),
      at: ALERT_AT,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  const deliveryIds: string[] = [];
  for (const [index, { channel, target }] of targets.entries()) {
    const created_at = new Date(ALERT_AT.getTime() + index);
    const { id } = await sql
      .insertInto('deliveries')
      .values({ alert_id: alertId, channel, target, state: 'queued', created_at })
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
        priority: 0,
        run_at: ALERT_AT,
      })
      .execute();
    deliveryIds.push(id);
  }
  return { caseId, runId, alertId, deliveryIds };
}
