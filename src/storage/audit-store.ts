/**
 * The audit log in SQL. Rows are added, and never changed.
 */

import type { AuditAction, AuditLog } from '../cases/audit.ts';
import type { Database } from './database.ts';
import { asJsonb } from './sql-values.ts';

/** The audit log of a database, or of a transaction in it. */
export function createAuditLog({ sql }: Pick<Database, 'sql'>): AuditLog {
  return {
    async append({ at, keyId, owner, action, target, requestId, detail }) {
      await sql
        .insertInto('audit')
        .values({
          at: new Date(at),
          key_id: keyId,
          owner,
          action,
          target,
          request_id: requestId,
          detail: asJsonb(detail),
        })
        .execute();
    },
    async list(before, limit) {
      const all = sql.selectFrom('audit').selectAll().orderBy('id', 'desc').limit(limit);
      const rows = await (before === null ? all : all.where('id', '<', before)).execute();
      return rows.map(({ id, at, key_id: keyId, owner, action, target, request_id: requestId, detail }) => ({
        id,
        at: at.getTime(),
        keyId,
        owner,
        action: action as AuditAction,
        target,
        requestId,
        detail,
      }));
    },
  };
}
