/** Deliveries on both engines: what is sent to a real receiver, what is written down, what is tried again. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Principal } from '../../src/cases/access.ts';
import { type DeliverDeps, deliverAlert } from '../../src/cases/alerts/deliver-alert.ts';
import type { DeliveryStore } from '../../src/cases/alerts/deliveries.ts';
import { listDeliveries } from '../../src/cases/alerts/list-deliveries.ts';
import { redeliverAlert } from '../../src/cases/alerts/redeliver-alert.ts';
import {
  ConflictError,
  DeliveryDeferredError,
  DeliveryFailedError,
  InvariantError,
  NotFoundError,
  StorageError,
} from '../../src/core/errors.ts';
import { resolveBySystem } from '../../src/notify/public-lookup.ts';
import { createWebhookChannel } from '../../src/notify/webhook.ts';
import type { Database } from '../../src/storage/database.ts';
import { createDeliveryStore } from '../../src/storage/delivery-store.ts';
import { migrate } from '../../src/storage/migrate.ts';
import { type Receiver, startReceiver } from '../support/receiver.ts';
import { ALERT_AT, storeAlert } from '../support/stored-alert.ts';
import { createTestDatabase, ENGINES, type TestDatabase } from '../support/test-database.ts';

const NOW = ALERT_AT.getTime() + 1000;
const WAITS = [5000, 300_000];
const TEAM: Principal = { keyId: 'key', name: 'desk', owner: 'team', role: 'investigator' };

describe.each(ENGINES)('deliveries: %s', (engine) => {
  let kept: TestDatabase;
  let database: Database;
  let deliveries: DeliveryStore;
  let receiver: Receiver;
  let deps: DeliverDeps;
  let now: number;
  beforeAll(async () => {
    kept = await createTestDatabase(engine);
    database = kept.database;
    await migrate(database);
    receiver = await startReceiver();
  });
  afterAll(async () => {
    await receiver.close();
    await kept.drop();
  });
  beforeEach(() => {
    now = NOW;
    receiver.answer((response) => response.writeHead(204).end());
    deliveries = createDeliveryStore(database);
    const allowedHosts = [receiver.host];
    const webhook = createWebhookChannel({ allowedHosts, timeoutMs: 5000, resolve: resolveBySystem });
    const clock = {
      now: () => {
        now += 7;
        return now;
      },
    };
    deps = { deliveries, channels: { webhook }, clock, retryWaitsMs: WAITS };
  });

  const fails = (status: number) => receiver.answer((response) => response.writeHead(status).end());
  const webhookTo = (target = `http://${receiver.host}/path-key?token=query-key`) =>
    ({ channel: 'webhook', target }) as const;
  const stored = async (...targets: Parameters<typeof storeAlert>[1]) => {
    const alert = await storeAlert(database, targets.length === 0 ? [webhookTo()] : targets);
    const [deliveryId = ''] = alert.deliveryIds;
    return { ...alert, deliveryId };
  };
  const deliver = (deliveryId: string) => deliverAlert(deliveryId, deps);
  const logOf = async (alertId: string) => {
    const [first] = (await deliveries.ofAlert(alertId)).deliveries;
    if (first === undefined) throw new Error('no delivery');
    return first;
  };
  const jobsOf = (runId: string) =>
    database.sql
      .selectFrom('jobs')
      .select(['kind', 'key', 'state', 'payload'])
      .where('run_id', '=', runId)
      .orderBy('id')
      .execute();
  const endJobs = (runId: string) =>
    database.sql.updateTable('jobs').set({ state: 'done' }).where('run_id', '=', runId).execute();

  test('what is delivered is written down with its attempt', async () => {
    const { deliveryId, alertId, caseId, runId } = await stored();
    await deliver(deliveryId);
    const sent = JSON.parse(receiver.received.at(-1)?.body ?? '');
    expect(sent).toMatchObject({
      id: deliveryId,
      at: '2026-11-22T20:15:00Z',
      alert: { id: alertId },
      case: { id: caseId, name: 'theft of January' },
      run: { id: runId, number: 7 },
      changes: [{ kind: 'moved', chain: 'bitcoin', address: 'bc1q', before: '5', after: '0' }],
    });
    expect(await logOf(alertId)).toEqual({
      id: deliveryId,
      channel: 'webhook',
      target: `http://${receiver.host}`,
      state: 'delivered',
      createdAt: ALERT_AT.getTime(),
      finishedAt: NOW + 14,
      attempts: [{ number: 1, at: NOW + 7, milliseconds: 7, status: 204, error: null }],
    });
  });

  test('what is delivered is not sent again', async () => {
    const { deliveryId, alertId } = await stored();
    await deliver(deliveryId);
    const before = receiver.received.length;
    await deliver(deliveryId);
    expect(receiver.received).toHaveLength(before);
    expect((await logOf(alertId)).attempts).toHaveLength(1);
  });

  test('a failure that may pass is tried again after the waits of the schedule, then given up', async () => {
    const { deliveryId, alertId } = await stored();
    fails(503);
    for (const retryAfterMs of WAITS) {
      await expect(deliver(deliveryId)).rejects.toMatchObject({ retryable: true, retryAfterMs });
      expect((await logOf(alertId)).state).toBe('queued');
    }
    await expect(deliver(deliveryId)).rejects.toThrow(DeliveryFailedError);
    const { state, attempts, finishedAt } = await logOf(alertId);
    expect(state).toBe('failed');
    expect(attempts.map(({ number, status }) => [number, status])).toEqual([
      [1, 503],
      [2, 503],
      [3, 503],
    ]);
    expect(attempts.at(-1)?.error).toBe(
      `${receiver.host} answered with status 503; given up after 3 attempts`,
    );
    expect(finishedAt).not.toBeNull();
    const before = receiver.received.length;
    await deliver(deliveryId);
    expect(receiver.received).toHaveLength(before);
  });

  test('a failure that passes is delivered under the same id', async () => {
    const { deliveryId, alertId } = await stored();
    fails(500);
    await expect(deliver(deliveryId)).rejects.toThrow(DeliveryDeferredError);
    receiver.answer((response) => response.writeHead(200).end());
    await deliver(deliveryId);
    const ids = receiver.received.slice(-2).map(({ headers }) => headers['webhook-id']);
    expect(ids).toEqual([deliveryId, deliveryId]);
    expect((await logOf(alertId)).state).toBe('delivered');
  });

  test.each([
    ['410', () => fails(410), () => webhookTo()],
    ['a target inside', () => {}, () => webhookTo('https://169.254.169.254/path-key')],
    ['a channel that is not configured', () => {}, () => ({ channel: 'email', target: 'a@b.c' }) as const],
  ])('%s is given up at once', async (_, prepare, target) => {
    prepare();
    const { deliveryId, alertId } = await stored(target());
    await expect(deliver(deliveryId)).rejects.toMatchObject({ retryable: false, code: 'DELIVERY_FAILED' });
    expect(await logOf(alertId)).toMatchObject({ state: 'failed', attempts: [{ number: 1 }] });
  });

  test('a bug in a channel is given up, and keeps its words to itself', async () => {
    const { deliveryId, alertId } = await stored();
    const webhook = {
      send: async () => {
        throw new TypeError('query-key is not iterable');
      },
    };
    const work = deliverAlert(deliveryId, { ...deps, channels: { webhook } });
    await expect(work).rejects.toMatchObject({ retryable: false, cause: expect.any(TypeError) });
    expect((await logOf(alertId)).attempts[0]?.error).toBe('failed inside Coinhound');
  });

  test('a process that dies after sending is followed by one that sends under the same id', async () => {
    const { deliveryId, alertId } = await stored();
    const dying = { ...deliveries, record: async () => Promise.reject(new StorageError('gone')) };
    await expect(deliverAlert(deliveryId, { ...deps, deliveries: dying })).rejects.toThrow(StorageError);
    await deliver(deliveryId);
    const [one, other] = receiver.received.slice(-2);
    expect([one, other].map((got) => got?.headers['webhook-id'])).toEqual([deliveryId, deliveryId]);
    expect(other?.body).toBe(one?.body);
    expect(await logOf(alertId)).toMatchObject({ state: 'delivered', attempts: [{ number: 1 }] });
  });

  test('a second process that fails changes nothing about what the first one delivered', async () => {
    const { deliveryId, alertId } = await stored();
    const attempt = { at: NOW, milliseconds: 1, status: 200, error: null };
    await deliveries.record(deliveryId, attempt, 'delivered');
    await deliveries.record(deliveryId, { ...attempt, status: 410, error: 'gone' }, 'failed');
    await deliveries.record(deliveryId, { ...attempt, status: 500, error: 'no' }, 'queued');
    expect(await logOf(alertId)).toMatchObject({ state: 'delivered', finishedAt: NOW + 1 });
    expect((await logOf(alertId)).attempts.map(({ number }) => number)).toEqual([1, 2, 3]);
  });

  test('attempts written at the same time get numbers of their own', async () => {
    const { deliveryId, alertId } = await stored();
    const attempt = { at: NOW, milliseconds: 1, status: 500, error: 'no' };
    await Promise.all([1, 2, 3, 4].map(() => deliveries.record(deliveryId, attempt, 'queued')));
    expect((await logOf(alertId)).attempts.map(({ number }) => number)).toEqual([1, 2, 3, 4]);
  });

  test('an attempt that cannot be stored leaves the state as it was', async () => {
    const { deliveryId, alertId } = await stored();
    const broken = { at: NOW, milliseconds: 0.5, status: 200, error: null };
    await expect(deliveries.record(deliveryId, broken, 'delivered')).rejects.toThrow(InvariantError);
    expect(await logOf(alertId)).toMatchObject({ state: 'queued', attempts: [] });
  });

  test('the deliveries of an alert are listed in their order, for those who may see the case', async () => {
    const mail = { channel: 'email', target: 'desk@example.org' } as const;
    const { alertId, deliveryIds } = await stored(webhookTo(), mail);
    const listed = await listDeliveries(alertId, TEAM, deps);
    expect(listed.map(({ id, target }) => [id, target])).toEqual([
      [deliveryIds[0], `http://${receiver.host}`],
      [deliveryIds[1], 'desk@example.org'],
    ]);
    expect(JSON.stringify(listed)).not.toMatch(/whsec_|path-key|query-key/);
    await expect(listDeliveries(alertId, { ...TEAM, role: 'admin', owner: 'x' }, deps)).resolves.toEqual(
      listed,
    );
    await expect(listDeliveries(alertId, { ...TEAM, owner: 'others' }, deps)).rejects.toThrow(NotFoundError);
  });

  describe('redelivery', () => {
    test('puts what is finished back, with a job of its own and all attempts anew', async () => {
      const { deliveryId, alertId, runId } = await stored();
      fails(503);
      for (const _ of [...WAITS, 0]) await deliver(deliveryId).catch(() => {});
      await endJobs(runId);
      await redeliverAlert(deliveryId, TEAM, deps);
      expect(await logOf(alertId)).toMatchObject({ state: 'queued', finishedAt: null });
      expect(await jobsOf(runId)).toMatchObject([
        { key: `notify/${deliveryId}/1`, state: 'done' },
        { kind: 'notify', key: `notify/${deliveryId}/2`, state: 'queued', payload: { deliveryId } },
      ]);
      await expect(deliver(deliveryId)).rejects.toMatchObject({ retryable: true, retryAfterMs: WAITS[0] });
      receiver.answer((response) => response.writeHead(200).end());
      await deliver(deliveryId);
      expect((await logOf(alertId)).attempts.map(({ status }) => status)).toEqual([503, 503, 503, 503, 200]);
      expect(receiver.received.at(-1)?.headers['webhook-id']).toBe(deliveryId);
    });

    test('what was delivered may be asked for again, too', async () => {
      const { deliveryId, alertId } = await stored();
      await deliver(deliveryId);
      const before = receiver.received.length;
      await redeliverAlert(deliveryId, TEAM, deps);
      await deliver(deliveryId);
      expect(receiver.received).toHaveLength(before + 1);
      expect((await logOf(alertId)).attempts).toHaveLength(2);
    });

    test('what is under way is refused; what has lost its job is not', async () => {
      const { deliveryId, runId } = await stored();
      await expect(redeliverAlert(deliveryId, TEAM, deps)).rejects.toThrow(ConflictError);
      await endJobs(runId);
      await redeliverAlert(deliveryId, TEAM, deps);
      await expect(redeliverAlert(deliveryId, TEAM, deps)).rejects.toThrow(ConflictError);
      expect(await jobsOf(runId)).toHaveLength(2);
    });

    test('two at once make one job', async () => {
      const { deliveryId, runId } = await stored();
      await deliver(deliveryId);
      await endJobs(runId);
      const both = [1, 2].map(() => redeliverAlert(deliveryId, TEAM, deps));
      const results = await Promise.allSettled(both);
      expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      expect(await jobsOf(runId)).toHaveLength(2);
    });

    test('of another owner it does not exist', async () => {
      const { deliveryId, runId } = await stored();
      await deliver(deliveryId);
      await expect(redeliverAlert(deliveryId, { ...TEAM, owner: 'others' }, deps)).rejects.toThrow(
        NotFoundError,
      );
      expect(await jobsOf(runId)).toHaveLength(1);
    });
  });

  test.each([randomUUID(), 'no-id', "'; drop table deliveries --"])('%s is not found', async (id) => {
    await expect(deliver(id)).rejects.toThrow(NotFoundError);
    await expect(deliveries.ofAlert(id)).rejects.toThrow(NotFoundError);
    await expect(deliveries.requeue(id, NOW)).rejects.toThrow(NotFoundError);
  });
});
