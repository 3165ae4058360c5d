/**
 * Alerts of a case, whom they were sent to, and sending them again.
 */

import Type, { type Static } from 'typebox';
import type { StoredAlert } from '../../cases/alerts/alert-log.ts';
import type { DeliveryRecord } from '../../cases/alerts/deliveries.ts';
import { findCase } from '../../cases/catalog.ts';
import { NotFoundError } from '../../core/errors.ts';
import { principalOf } from '../access.ts';
import type { ApiServer } from '../api-server.ts';
import { audited } from '../audited.ts';
import { DEFAULT_LIMIT, pageOf, readCursor } from '../cursor.ts';
import type { HttpDeps } from '../deps.ts';
import { Alert, Delivery } from '../schemas/alert.ts';
import {
  AlertParams,
  CaseParams,
  CursorId,
  CursorTime,
  closed,
  DeliveryParams,
  Id,
  isoTime,
  PageQuery,
  page,
} from '../schemas/values.ts';

const ALERTS = { list: 'alerts', place: Type.Tuple([CursorTime, CursorId]) } as const;

/** Adds the routes of alerts. */
export function alertRoutes(app: ApiServer, deps: HttpDeps): void {
  listRoute(app, deps);
  deliveriesRoute(app, deps);
  redeliverRoute(app, deps);
}

function listRoute(app: ApiServer, deps: HttpDeps): void {
  const schema = {
    summary: 'Alerts, the newest first',
    tags: ['alerts'],
    params: CaseParams,
    querystring: PageQuery,
    response: { 200: page(Alert) },
  };
  app.get('/v1/cases/:caseId/alerts', { config: { access: 'viewer' }, schema }, async (request) => {
    const { limit = DEFAULT_LIMIT, cursor } = request.query;
    const place = readCursor(ALERTS, cursor);
    const { id } = await findCase(request.params.caseId, principalOf(request), deps.catalog);
    const after = place === null ? null : { at: place[0], id: place[1] };
    const rows = await deps.alerts.list(id, after, limit + 1);
    const placeOf = (alert: StoredAlert): [number, string] => [alert.at, alert.id];
    return pageOf(rows, limit, ALERTS, { item: alertJson, placeOf });
  });
}

function deliveriesRoute(app: ApiServer, deps: HttpDeps): void {
  const schema = {
    summary: 'To whom an alert was sent',
    tags: ['alerts'],
    params: AlertParams,
    response: { 200: Type.Object({ items: Type.Array(Delivery) }, closed) },
  };
  const options = { config: { access: 'viewer' }, schema } as const;
  app.get('/v1/cases/:caseId/alerts/:alertId/deliveries', options, async (request) => {
    const principal = principalOf(request);
    const { id } = await findCase(request.params.caseId, principal, deps.catalog);
    const alertId = await alertOf(id, request.params.alertId, deps);
    return { items: (await deps.listDeliveries(alertId, principal)).map(deliveryJson) };
  });
}

function redeliverRoute(app: ApiServer, deps: HttpDeps): void {
  const schema = {
    summary: 'Send an alert again',
    tags: ['alerts'],
    params: DeliveryParams,
    response: { 202: Type.Object({ deliveryId: Id }, closed) },
  };
  const url = '/v1/cases/:caseId/alerts/:alertId/deliveries/:deliveryId/redeliver';
  const options = { config: { access: 'investigator' }, schema } as const;
  app.post(url, options, async (request, reply) => {
    const principal = principalOf(request);
    const { id } = await findCase(request.params.caseId, principal, deps.catalog);
    const alertId = await alertOf(id, request.params.alertId, deps);
    const deliveries = await deps.listDeliveries(alertId, principal);
    const found = deliveries.find((delivery) => delivery.id === request.params.deliveryId);
    if (found === undefined) throw new NotFoundError('the alert has no such delivery', { case: id });
    await audited(request, deps, 'delivery.redeliver', async ({ redeliver }) => ({
      result: await redeliver(found.id, principal),
      target: found.id,
      detail: { caseId: id },
    }));
    return reply.code(202).send({ deliveryId: found.id });
  });
}

async function alertOf(caseId: string, alertId: string, { alerts }: HttpDeps): Promise<string> {
  if (await alerts.has(caseId, alertId)) return alertId;
  throw new NotFoundError('the case has no such alert', { case: caseId });
}

function alertJson({ id, runId, at, changes }: StoredAlert): Static<typeof Alert> {
  return { id, runId, at: isoTime(at), changes: changes.map((change) => change as { kind: string }) };
}

function deliveryJson(delivery: DeliveryRecord): Static<typeof Delivery> {
  const { createdAt, finishedAt, attempts, id, channel, target, state } = delivery;
  return {
    id,
    channel,
    target,
    state,
    createdAt: isoTime(createdAt),
    finishedAt: finishedAt === null ? null : isoTime(finishedAt),
    attempts: attempts.map(({ number, at, milliseconds, status, error }) => ({
      number,
      at: isoTime(at),
      milliseconds,
      status,
      error,
    })),
  };
}
