/**
 * Alerts in SQL, to be read.
 */

import type { AlertLog } from '../cases/alerts/alert-log.ts';
import type { Database } from './database.ts';
import { isUuid } from './uuid.ts';

/** The alerts of a database. */
export function createAlertLog({ sql }: Database): AlertLog {
  return {
    async list(caseId, after, limit) {
      const all = sql
        .selectFrom('alerts')
        .select(['id', 'run_id as runId', 'changes', 'at'])
        .where('case_id', '=', caseId)
        .orderBy('at', 'desc')
        .orderBy('id', 'desc')
        .limit(limit);
      const some =
        after === null
          ? all
          : all.where((row) => row(row.refTuple('at', 'id'), '<', row.tuple(new Date(after.at), after.id)));
      return (await some.execute()).map(({ at, ...alert }) => ({ ...alert, at: at.getTime() }));
    },
    async has(caseId, alertId) {
      if (!isUuid(alertId)) return false;
      const found = await sql
        .selectFrom('alerts')
        .select('id')
        .where('case_id', '=', caseId)
        .where('id', '=', alertId)
        .executeTakeFirst();
      return found !== undefined;
    },
  };
}
