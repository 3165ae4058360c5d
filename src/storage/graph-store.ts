/**
 * The graph of a run in SQL: every look-up as it answered, and each form of a transaction once. Ethereum look-ups see
 * parts of a transaction; the parts are kept, and joined when the graph is read, in the order of the frontier. So the
 * graph does not depend on the order in which workers answered, and evidence stays with the look-up that gave it.
 */

import { type Kysely, sql as raw } from 'kysely';
import { growGraph } from '../cases/grow-graph.ts';
import type { ExpandJob, GraphStore, Tips, TrafficCount } from '../cases/ports.ts';
import type { Chain, Tip } from '../core/chain.ts';
import { InvariantError } from '../core/errors.ts';
import { digestOf } from '../core/report/digest.ts';
import { deeper, type Forks, tipsWithin, withoutLost } from '../core/trace/fork.ts';
import { Graph } from '../core/trace/graph.ts';
import type { Expansion } from '../core/trace/subject.ts';
import type { Transaction } from '../core/transaction.ts';
import type { Database } from './database.ts';
import { GraphMemory, type RememberedGraph } from './graph-memory.ts';
import { completeJob, inChunks } from './job-rows.ts';
import { asJsonb } from './sql-values.ts';
import type { Findings, Tables } from './tables.ts';
import { readTransaction, writeTransaction } from './transaction-json.ts';

/** The graphs of a database. */
export function createGraphStore(database: Database): GraphStore {
  const memory = new GraphMemory();
  return {
    async read(runId, round) {
      const known = memory.take(runId);
      const graph =
        known === undefined || known.round > round
          ? await readAll(database.sql, runId, round)
          : await readOn(database.sql, runId, known, round);
      memory.keep(runId, { graph, round });
      return graph;
    },
    blocksAbove: (runId, chain, height) => readBlocks(database.sql, runId, chain, height),
    forget: (runId) => {
      memory.take(runId);
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

async function readAll(sql: Kysely<Tables>, runId: string, round: number): Promise<Graph> {
  const graph = new Graph();
  for (const { id, tips, lost } of believable(await runsBehind(sql, runId))) {
    const isBase = id !== runId;
    const found = await readExpansions(sql, id, { after: BEFORE_ALL, upTo: isBase ? LAST : round });
    growGraph(
      graph,
      found.flatMap((expansion) => withoutLost(expansion, lost) ?? []),
    );
    if (isBase) graph.endRun(tipsWithin(tips ?? {}, lost));
  }
  return graph;
}

interface RunBehind {
  readonly id: string;
  readonly tips: Tips | null;
  readonly forks: Forks;
}

/** Each run with the forks that the runs after it found: what it says of the blocks above them is not true any more. */
function believable(runs: readonly RunBehind[]): (RunBehind & { readonly lost: Forks })[] {
  let lost: Forks = {};
  return runs
    .toReversed()
    .map((run) => {
      const each = { ...run, lost };
      lost = deeper(lost, run.forks);
      return each;
    })
    .reverse();
}

async function readOn(
  sql: Kysely<Tables>,
  runId: string,
  known: RememberedGraph,
  round: number,
): Promise<Graph> {
  growGraph(known.graph, await readExpansions(sql, runId, { after: known.round, upTo: round }));
  return known.graph;
}

/** Rounds of look-ups: those after one, up to another. */
interface Rounds {
  readonly after: number;
  readonly upTo: number;
}

const BEFORE_ALL = -1;
const LAST = 0x7fffffff;

/** A run and those that it goes on from, the first one first. */
async function runsBehind(sql: Kysely<Tables>, runId: string) {
  const { rows } = await raw<RunBehind>`
    with recursive behind as (
      select id, tips, forks, base_run_id, 0 as depth from runs where id = ${runId}
      union all
      select runs.id, runs.tips, runs.forks, runs.base_run_id, behind.depth + 1
      from runs join behind on runs.id = behind.base_run_id
    )
    select id, tips, forks from behind order by depth desc`.execute(sql);
  return rows;
}

/** Blocks in which a run and those behind it found transactions, without those that were lost since. */
async function readBlocks(
  sql: Kysely<Tables>,
  runId: string,
  chain: Chain,
  above: number,
): Promise<readonly Tip[]> {
  const blocks: Tip[] = [];
  for (const { id, lost } of believable(await runsBehind(sql, runId))) {
    const { rows } = await raw<Tip>`
      select distinct height, body -> 'block' ->> 'hash' as hash, cast(body -> 'block' ->> 'time' as integer) as time
      from transactions
      where run_id = ${id} and chain = ${chain} and height > ${above}
        and height <= ${lost[chain]?.height ?? LAST} and body -> 'block' ->> 'hash' is not null
      order by height, hash`.execute(sql);
    blocks.push(...rows);
  }
  return blocks;
}

async function insertExpansion(
  sql: Kysely<Tables>,
  { runId, round, ordinal }: ExpandJob,
  expansion: Expansion,
  { requests, cacheHits }: TrafficCount,
): Promise<void> {
  const { subject, status, count, reason, provider, evidence = [] } = expansion;
  const findings = findingsOf(expansion);
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
      provider: provider ?? null,
      evidence: asJsonb(evidence),
      findings: findings === null ? null : asJsonb(findings),
    })
    .execute();
}

/** What a look-up found beside transactions; null for nothing. */
function findingsOf({ pending, prices }: Expansion): Findings | null {
  if (pending !== undefined) return { pending };
  return prices === undefined ? null : { prices };
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

/** What the look-ups of a run found, in the order of the frontiers they answered. */
async function readExpansions(sql: Kysely<Tables>, runId: string, rounds: Rounds): Promise<Expansion[]> {
  const rows = await sql
    .selectFrom('expansions')
    .select(['round', 'ordinal', 'subject', 'status', 'count', 'reason', 'provider', 'evidence', 'findings'])
    .where('run_id', '=', runId)
    .where('round', '>', rounds.after)
    .where('round', '<=', rounds.upTo)
    .orderBy('round')
    .orderBy('ordinal')
    .execute();
  const transactions = rows.length === 0 ? new Map() : await readFound(sql, runId, rounds);
  return rows.map(({ round, ordinal, subject, status, count, reason, provider, evidence, findings }) => ({
    subject,
    status,
    transactions: transactions.get(`${round}/${ordinal}`) ?? [],
    count,
    ...(reason === null ? {} : { reason }),
    ...findings,
    ...(provider === null ? {} : { provider, evidence }),
  }));
}

/** Transactions of each look-up, by `round/ordinal`, in the order in which the look-up gave them. */
async function readFound(
  sql: Kysely<Tables>,
  runId: string,
  rounds: Rounds,
): Promise<Map<string, Transaction[]>> {
  const linked = sql
    .selectFrom('expansion_transactions')
    .where('run_id', '=', runId)
    .where('round', '>', rounds.after)
    .where('round', '<=', rounds.upTo);
  const rows = await sql
    .selectFrom('transactions')
    .select(['digest', 'body'])
    .where('run_id', '=', runId)
    .where('digest', 'in', linked.select('digest'))
    .orderBy('digest')
    .execute();
  const stored = new Map(rows.map(({ digest, body }) => [digest, readTransaction(body)]));
  const links = await linked
    .select(['round', 'ordinal', 'digest'])
    .orderBy('round')
    .orderBy('ordinal')
    .orderBy('position')
    .execute();
  const found = new Map<string, Transaction[]>();
  for (const { round, ordinal, digest } of links) {
    const transaction = stored.get(digest);
    if (transaction === undefined) throw new InvariantError(`transaction ${digest} is linked but not stored`);
    add(found, `${round}/${ordinal}`, transaction);
  }
  return found;
}

function add<V>(lists: Map<string, V[]>, key: string, value: V): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}
