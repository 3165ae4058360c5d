/**
 * The graph of a run in SQL: every look-up as it answered, and each form of a transaction once. Ethereum look-ups see
 * parts of a transaction; the parts are kept, and joined when the graph is read, in the order of the frontier. So the
 * graph does not depend on the order in which workers answered, and evidence stays with the look-up that gave it.
 */

import { type Kysely, sql as raw } from 'kysely';
import { growGraph } from '../cases/grow-graph.ts';
import type { ExpandJob, GraphStore, Tips, TrafficCount } from '../cases/ports.ts';
import { InvariantError } from '../core/errors.ts';
import { digestOf } from '../core/report/digest.ts';
import { Graph } from '../core/trace/graph.ts';
import type { Expansion } from '../core/trace/subject.ts';
import type { Transaction } from '../core/transaction.ts';
import type { Database } from './database.ts';
import { completeJob, inChunks } from './job-rows.ts';
import { asJsonb } from './sql-values.ts';
import type { Tables } from './tables.ts';
import { readTransaction, writeTransaction } from './transaction-json.ts';

/** The graphs of a database. */
export function createGraphStore(database: Database): GraphStore {
  return {
    async read(runId) {
      const runs = await runsBehind(database.sql, runId);
      const found = await readExpansions(
        database.sql,
        runs.map(({ id }) => id),
      );
      const graph = new Graph();
      for (const { id, tips } of runs) {
        growGraph(graph, found.get(id) ?? []);
        if (id !== runId) graph.endRun(tips ?? {});
      }
      return graph;
    },
    add: (job, expansion, traffic) =>
      database.transaction(async (sql) => {
        if (!(await completeJob(sql, job))) return;
        await insertExpansion(sql, job, expansion, traffic);
        const digests = expansion.transactions.map(digestOf);
        await insertTransactions(sql, job.runId, digests, expansion.transactions);
        await insertLinks(sql, job, digests);
      }),
  };
}

/** A run and those that it goes on from, the first one first. */
async function runsBehind(sql: Kysely<Tables>, runId: string) {
  const { rows } = await raw<{ id: string; tips: Tips | null }>`
    with recursive behind as (
      select id, tips, base_run_id, 0 as depth from runs where id = ${runId}
      union all
      select runs.id, runs.tips, runs.base_run_id, behind.depth + 1
      from runs join behind on runs.id = behind.base_run_id
    )
    select id, tips from behind order by depth desc`.execute(sql);
  return rows;
}

async function insertExpansion(
  sql: Kysely<Tables>,
  { runId, round, ordinal }: ExpandJob,
  { subject, status, count, reason }: Expansion,
  { requests, cacheHits }: TrafficCount,
): Promise<void> {
  await sql
    .insertInto('expansions')
    .values({
      run_id: runId,
      round,
      ordinal,
      subject: asJsonb(subject),
      status,
      count,
      reason: reason ?? null,
      requests,
      cache_hits: cacheHits,
    })
    .execute();
}

/** In the order of the digests: two transactions that store the same rows then wait for each other, and never both. */
async function insertTransactions(
  sql: Kysely<Tables>,
  runId: string,
  digests: readonly string[],
  transactions: readonly Transaction[],
): Promise<void> {
  const byDigest = new Map(digests.map((digest, index) => [digest, transactions[index]] as const));
  const rows = [...byDigest]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([digest, transaction]) => {
      if (transaction === undefined) return [];
      const { chain, txid, block } = transaction;
      const body = asJsonb(writeTransaction(transaction));
      return [{ run_id: runId, digest, chain, txid, height: block.height, body }];
    });
  for (const some of inChunks(rows)) {
    await sql
      .insertInto('transactions')
      .values(some)
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
}

async function insertLinks(
  sql: Kysely<Tables>,
  { runId, round, ordinal }: ExpandJob,
  digests: readonly string[],
): Promise<void> {
  const rows = digests.map((digest, position) => ({ run_id: runId, round, ordinal, position, digest }));
  for (const some of inChunks(rows)) await sql.insertInto('expansion_transactions').values(some).execute();
}

/** What the look-ups of each run found, in the order of the frontiers they answered. */
async function readExpansions(
  sql: Kysely<Tables>,
  runIds: readonly string[],
): Promise<Map<string, Expansion[]>> {
  if (runIds.length === 0) return new Map();
  const rows = await sql
    .selectFrom('expansions')
    .select(['run_id', 'round', 'ordinal', 'subject', 'status', 'count', 'reason'])
    .where('run_id', 'in', runIds)
    .orderBy('run_id')
    .orderBy('round')
    .orderBy('ordinal')
    .execute();
  const transactions = await readFound(sql, runIds);
  const found = new Map<string, Expansion[]>();
  for (const { run_id: runId, round, ordinal, subject, status, count, reason } of rows) {
    add(found, runId, {
      subject,
      status,
      transactions: transactions.get(`${runId}/${round}/${ordinal}`) ?? [],
      count,
      ...(reason === null ? {} : { reason }),
    });
  }
  return found;
}

/** Transactions of each look-up, by `run/round/ordinal`, in the order in which the look-up gave them. */
async function readFound(
  sql: Kysely<Tables>,
  runIds: readonly string[],
): Promise<Map<string, Transaction[]>> {
  const rows = await sql
    .selectFrom('transactions')
    .select(['run_id', 'digest', 'body'])
    .where('run_id', 'in', runIds)
    .orderBy('run_id')
    .orderBy('digest')
    .execute();
  const stored = new Map(
    rows.map(({ run_id, digest, body }) => [`${run_id}/${digest}`, readTransaction(body)]),
  );
  const links = await sql
    .selectFrom('expansion_transactions')
    .select(['run_id', 'round', 'ordinal', 'digest'])
    .where('run_id', 'in', runIds)
    .orderBy('run_id')
    .orderBy('round')
    .orderBy('ordinal')
    .orderBy('position')
    .execute();
  const found = new Map<string, Transaction[]>();
  for (const { run_id, round, ordinal, digest } of links) {
    const transaction = stored.get(`${run_id}/${digest}`);
    if (transaction === undefined) throw new InvariantError(`transaction ${digest} is linked but not stored`);
    add(found, `${run_id}/${round}/${ordinal}`, transaction);
  }
  return found;
}

function add<V>(lists: Map<string, V[]>, key: string, value: V): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}
