/**
 * API keys and the audit log: for admins.
 */

import Type, { type Static } from 'typebox';
import type { StoredAuditEntry } from '../../cases/audit.ts';
import { type ApiKey, createKey, revokeKey } from '../../cases/keys.ts';
import type { ApiServer } from '../api-server.ts';
import { audited } from '../audited.ts';
import { DEFAULT_LIMIT, pageOf, readCursor } from '../cursor.ts';
import type { HttpDeps } from '../deps.ts';
import { AuditEntry, CreatedKey, Key, KeyBody } from '../schemas/key.ts';
import { CursorId, CursorTime, isoTime, KeyParams, PageQuery, page } from '../schemas/values.ts';

const KEYS = { list: 'keys', place: Type.Tuple([CursorTime, CursorId]) } as const;
const AUDIT = {
  list: 'audit',
  place: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }),
} as const;

/** Adds the routes of keys and of the audit log. */
export function keyRoutes(app: ApiServer, deps: HttpDeps): void {
  listRoute(app, deps);
  createRoute(app, deps);
  revokeRoute(app, deps);
  auditRoute(app, deps);
}

function listRoute(app: ApiServer, deps: HttpDeps): void {
  const schema = {
    summary: 'API keys',
    tags: ['keys'],
    querystring: PageQuery,
    response: { 200: page(Key) },
  };
  app.get('/v1/keys', { config: { access: 'admin' }, schema }, async (request) => {
    const { limit = DEFAULT_LIMIT, cursor } = request.query;
    const place = readCursor(KEYS, cursor);
    const after = place === null ? null : { createdAt: place[0], id: place[1] };
    const rows = await deps.keys.list(after, limit + 1);
    const placeOf = ({ createdAt, id }: ApiKey): [number, string] => [createdAt, id];
    return pageOf(rows, limit, KEYS, { item: keyJson, placeOf });
  });
}

function createRoute(app: ApiServer, deps: HttpDeps): void {
  const schema = { summary: 'Make an API key', tags: ['keys'], body: KeyBody, response: { 201: CreatedKey } };
  app.post('/v1/keys', { config: { access: 'admin' }, schema }, async (request, reply) => {
    const created = await audited(request, deps, 'key.create', async ({ keys }) => {
      const { key, ...shown } = await createKey(request.body, deps.clock.now(), keys);
      const { id, owner, name, role } = shown;
      return { result: { ...keyJson(shown), key }, target: id, detail: { owner, name, role } };
    });
    return reply.code(201).send(created);
  });
}

function revokeRoute(app: ApiServer, deps: HttpDeps): void {
  const schema = { summary: 'Revoke an API key', tags: ['keys'], params: KeyParams, response: { 200: Key } };
  app.delete('/v1/keys/:keyId', { config: { access: 'admin' }, schema }, async (request) => {
    return audited(request, deps, 'key.revoke', async ({ keys }) => {
      const revoked = await revokeKey(request.params.keyId, deps.clock.now(), keys);
      return { result: keyJson(revoked), target: revoked.id, detail: { owner: revoked.owner } };
    });
  });
}

function auditRoute(app: ApiServer, deps: HttpDeps): void {
  const response = { 200: page(AuditEntry) };
  const schema = {
    summary: 'Who changed what, the newest first',
    tags: ['keys'],
    querystring: PageQuery,
    response,
  };
  app.get('/v1/audit', { config: { access: 'admin' }, schema }, async (request) => {
    const { limit = DEFAULT_LIMIT, cursor } = request.query;
    const rows = await deps.audit.list(readCursor(AUDIT, cursor), limit + 1);
    return pageOf(rows, limit, AUDIT, { item: auditJson, placeOf: ({ id }): number => id });
  });
}

function keyJson({ id, owner, name, role, createdAt, revokedAt }: ApiKey): Static<typeof Key> {
  return {
    id,
    owner,
    name,
    role,
    createdAt: isoTime(createdAt),
    revokedAt: revokedAt === null ? null : isoTime(revokedAt),
  };
}

function auditJson(entry: StoredAuditEntry): Static<typeof AuditEntry> {
  return { ...entry, at: isoTime(entry.at), detail: { ...entry.detail } };
}
