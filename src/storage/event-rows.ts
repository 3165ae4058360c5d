/**
 * Events as rows: what happened in a case, numbered 1, 2, … without a gap. The number is taken from the row of the case,
 * which stays locked until the transaction ends: who has read up to a number never misses an earlier one.
 */

import type { Kysely } from 'kysely';
import type { EventKind } from '../cases/ports.ts';
import { asJsonb } from './sql-values.ts';
import type { Tables } from './tables.ts';

/** Adds an event in the transaction of what it tells. */
export async function appendEvent(
  sql: Kysely<Tables>,
  caseId: string,
  kind: EventKind,
  payload: object,
  at: Date,
): Promise<void> {
  const { last_event: number } = await sql
    .updateTable('cases')
    .set((row) => ({ last_event: row('last_event', '+', 1) }))
    .where('id', '=', caseId)
    .returning('last_event')
    .executeTakeFirstOrThrow();
  await sql
    .insertInto('events')
    .values({ case_id: caseId, number, kind, payload: asJsonb(payload), at })
    .execute();
}
