/**
 * API keys in SQL: their hashes, never the keys.
 */

import type { Kysely, Selectable } from 'kysely';
import type { ApiKey, KeyStore } from '../cases/keys.ts';
import type { Database } from './database.ts';
import type { Tables } from './tables.ts';
import { isUuid } from './uuid.ts';

const COLUMNS = ['id', 'owner', 'name', 'role', 'created_at', 'revoked_at'] as const;

/** The keys of a database. */
export function createKeyStore({ sql }: Database): KeyStore {
  return {
    async insert({ owner, name, role, hash, at }) {
      const row = { owner, name, role, hash, created_at: new Date(at), revoked_at: null };
      return keyOf(await sql.insertInto('api_keys').values(row).returning(COLUMNS).executeTakeFirstOrThrow());
    },
    async holder(hash) {
      const found = await sql
        .selectFrom('api_keys')
        .select(['id as keyId', 'name', 'owner', 'role'])
        .where('hash', '=', hash)
        .where('revoked_at', 'is', null)
        .executeTakeFirst();
      return found ?? null;
    },
    async isActive(keyId) {
      const found = await sql
        .selectFrom('api_keys')
        .select('id')
        .where('id', '=', keyId)
        .where('revoked_at', 'is', null)
        .executeTakeFirst();
      return found !== undefined;
    },
    list: (after, limit) => listKeys(sql, after, limit),
    async revoke(id, at) {
      if (!isUuid(id)) return null;
      const revoked = await sql
        .updateTable('api_keys')
        .set((row) => ({ revoked_at: row.fn.coalesce('revoked_at', row.val(new Date(at))) }))
        .where('id', '=', id)
        .returning(COLUMNS)
        .executeTakeFirst();
      return revoked === undefined ? null : keyOf(revoked);
    },
  };
}

async function listKeys(
  sql: Kysely<Tables>,
  after: Parameters<KeyStore['list']>[0],
  limit: number,
): Promise<ApiKey[]> {
  const all = sql.selectFrom('api_keys').select(COLUMNS).orderBy('created_at').orderBy('id').limit(limit);
  const some =
    after === null
      ? all
      : all.where((row) =>
          row(row.refTuple('created_at', 'id'), '>', row.tuple(new Date(after.createdAt), after.id)),
        );
  return (await some.execute()).map(keyOf);
}

function keyOf(row: Pick<Selectable<Tables['api_keys']>, (typeof COLUMNS)[number]>): ApiKey {
  const { id, owner, name, role, created_at: createdAt, revoked_at: revokedAt } = row;
  return { id, owner, name, role, createdAt: createdAt.getTime(), revokedAt: revokedAt?.getTime() ?? null };
}
