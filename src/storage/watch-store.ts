/**
 * The schedules of watched cases in SQL.
 */

import type { WatchStore } from '../cases/set-watch.ts';
import type { Database } from './database.ts';

/** The watches of a database. */
export function createWatchStore({ sql }: Database): WatchStore {
  return {
    async set(caseId, watch) {
      await sql
        .updateTable('cases')
        .set({
          watch_seconds: watch?.everySeconds ?? null,
          watch_next: watch === null ? null : new Date(watch.nextAt),
        })
        .where('id', '=', caseId)
        .execute();
    },
  };
}
