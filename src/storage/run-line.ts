/**
 * A run and those that it goes on from, in SQL: what each of them is still believed.
 */

import { type Kysely, sql as raw } from 'kysely';
import type { Tips } from '../cases/ports.ts';
import type { Chain, Tip } from '../core/chain.ts';
import type { Distrust } from '../core/graph/proof.ts';
import { deeper, type Forks } from '../core/trace/fork.ts';
import type { Tables } from './tables.ts';

/** A run of the line. */
export interface LineRun {
  readonly id: string;
  readonly tips: Tips | null;
  /** What it says of the blocks above these is not true any more: they were lost since. */
  readonly lost: Forks;
}

export interface RunLine {
  /** The first one first, the run itself last. */
  readonly runs: readonly LineRun[];
  /** Explorers of whose word nothing is used. */
  readonly distrusted: readonly string[];
}

interface Row {
  readonly id: string;
  readonly tips: Tips | null;
  readonly forks: Forks;
  readonly distrusted: readonly Distrust[];
}

/** The line of a run. */
export async function readLine(sql: Kysely<Tables>, runId: string): Promise<RunLine> {
  const { rows } = await raw<Row>`
    with recursive behind as (
      select id, tips, forks, distrusted, base_run_id, 0 as depth from runs where id = ${runId}
      union all
      select runs.id, runs.tips, runs.forks, runs.distrusted, runs.base_run_id, behind.depth + 1
      from runs join behind on runs.id = behind.base_run_id
    )
    select id, tips, forks, distrusted from behind order by depth`.execute(sql);
  const runs: LineRun[] = [];
  let lost: Forks = {};
  for (const { id, tips, forks } of rows) {
    runs.push({ id, tips, lost });
    lost = deeper(lost, forks);
  }
  const names = rows.flatMap(({ distrusted }) => distrusted.map(({ provider }) => provider));
  return { runs: runs.reverse(), distrusted: [...new Set(names)].sort() };
}

/** Above every block. */
const ANY_HEIGHT = 0x7fffffff;

/** Blocks above a height in which the runs of a line found transactions, without those that were lost since. */
export async function readBlocks(
  sql: Kysely<Tables>,
  runId: string,
  chain: Chain,
  above: number,
): Promise<readonly Tip[]> {
  const blocks: Tip[] = [];
  for (const { id, lost } of (await readLine(sql, runId)).runs) {
    const { rows } = await raw<Tip>`
      select distinct height, body -> 'block' ->> 'hash' as hash, cast(body -> 'block' ->> 'time' as integer) as time
      from transactions
      where run_id = ${id} and chain = ${chain} and height > ${above}
        and height <= ${lost[chain]?.height ?? ANY_HEIGHT} and body -> 'block' ->> 'hash' is not null
      order by height, hash`.execute(sql);
    blocks.push(...rows);
  }
  return blocks;
}
