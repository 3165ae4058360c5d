/**
 * The evidence of a run in SQL, with that of the runs that it goes on from.
 */

import { type Kysely, sql as raw } from 'kysely';
import type { Pins, Tips } from '../cases/ports.ts';
import { evidenceOf, type LineEvidence, type RunEvidence, type Said } from '../cases/run-evidence.ts';
import { InvariantError, NotFoundError } from '../core/errors.ts';
import type { Forks } from '../core/trace/fork.ts';
import type { Limits } from '../core/trace/limits.ts';
import type { Database } from './database.ts';
import { readLine } from './run-line.ts';
import type { Findings, Tables } from './tables.ts';

/** What a run rests on. @throws NotFoundError */
export async function readLineEvidence({ sql }: Database, runId: string): Promise<LineEvidence> {
  const { runs } = await readLine(sql, runId);
  const row = await sql
    .selectFrom('runs')
    .innerJoin('cases', 'cases.id', 'runs.case_id')
    .select('cases.body')
    .where('runs.id', '=', runId)
    .executeTakeFirst();
  if (row === undefined) throw new NotFoundError(`run ${runId} does not exist`, { run: runId });
  const evidence: RunEvidence[] = [];
  for (const { id } of runs) evidence.push(await readRun(sql, id));
  return { body: row.body, runs: evidence };
}

interface RunRow {
  readonly number: number;
  readonly limits: Limits;
  readonly tips: Tips | null;
  readonly tip_evidence: readonly string[] | null;
  readonly forks: Forks;
  readonly tags_revision: number | null;
}

async function readRun(sql: Kysely<Tables>, runId: string): Promise<RunEvidence> {
  const run: RunRow = await sql
    .selectFrom('runs')
    .select(['number', 'limits', 'tips', 'tip_evidence', 'forks', 'tags_revision'])
    .where('id', '=', runId)
    .executeTakeFirstOrThrow();
  const { rows } = await raw<Omit<Said, 'prices'> & { readonly findings: Findings | null }>`
    select subject, status, reason, evidence, findings from expansions
    where run_id = ${runId} order by round, ordinal`.execute(sql);
  const said = rows.map(({ findings, ...row }) => {
    const prices = findings?.prices;
    return { ...row, ...(prices === undefined ? {} : { prices }) };
  });
  return evidenceOf(run, pinsOf(run), said);
}

function pinsOf({ tips, tip_evidence: tipEvidence, forks, tags_revision: tagsRevision }: RunRow): Pins {
  if (tips === null || tagsRevision === null) throw new InvariantError('a finished run is pinned to nothing');
  return { tips, forks, tagsRevision, tipEvidence: tipEvidence ?? [] };
}
