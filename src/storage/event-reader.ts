/**
 * Events and progress of a case in SQL, for those who listen.
 */

import type { EventReader } from '../cases/case-events.ts';
import type { Database } from './database.ts';
import { readProgress } from './progress.ts';

/** The events of a database. */
export function createEventReader({ sql }: Database): EventReader {
  return {
    async after(caseId, number, limit) {
      const rows = await sql
        .selectFrom('events')
        .select(['number', 'kind', 'payload', 'at'])
        .where('case_id', '=', caseId)
        .where('number', '>', number)
        .orderBy('number')
        .limit(limit)
        .execute();
      return rows.map(({ at, ...event }) => ({ ...event, at: at.getTime() }));
    },
    async pulse(caseId) {
      const row = await sql
        .selectFrom('cases')
        .leftJoin('runs', (join) =>
          join.onRef('runs.case_id', '=', 'cases.id').on('runs.state', '=', 'running'),
        )
        .select(['last_event as lastEvent', 'runs.id as runId'])
        .where('cases.id', '=', caseId)
        .executeTakeFirst();
      if (row === undefined) return null;
      const { lastEvent, runId } = row;
      return { lastEvent, progress: runId === null ? null : { runId, ...(await readProgress(sql, runId)) } };
    },
  };
}
