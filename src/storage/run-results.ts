/**
 * Results of finished runs in SQL. They never change, so the reports that were asked for lately stay parsed in memory,
 * up to a size.
 */

import { type Kysely, sql as raw } from 'kysely';
import { LRUCache } from 'lru-cache';
import { amountsAt, graphJsonUnder, type KeptGraph } from '../cases/report/kept-graph.ts';
import type { MethodViewsJson } from '../cases/report/method-views.ts';
import type { MoneyGraphJson } from '../cases/report/money-graph-json.ts';
import type { ReportJson } from '../cases/report/report-json.ts';
import { resultsUnder, withoutMethod } from '../cases/report/results-under.ts';
import type { RunResults, TransactionPlace } from '../cases/results.ts';
import { BadProviderDataError, NotFoundError } from '../core/errors.ts';
import type { MethodName } from '../core/taint/method.ts';
import { chainOfTxid, mergeEthereumViews, type Transaction } from '../core/transaction.ts';
import type { Database } from './database.ts';
import type { Tables } from './tables.ts';
import { readTransaction } from './transaction-json.ts';

/** Reports kept, by the length of their text: parsed they take a few times as much memory. */
const KEPT_CHARACTERS = 32 * 1024 * 1024;

/** The results of a database. */
export function createRunResults({ sql }: Database): RunResults {
  const reports = keptParsed<ReportJson>((runId) => readText(sql, runId, 'report'));
  const views = keptParsed<MethodViewsJson | null>(
    async (runId) => (await textOf(sql, runId, 'views')) ?? 'null',
  );
  const graphs = keptParsed<KeptGraph | EarlierGraph>((runId) => readText(sql, runId, 'graph'));
  return {
    reportText: (runId) => readText(sql, runId, 'report'),
    report: reports,
    async graph(runId, method) {
      const graph = await graphs(runId);
      if (!('form' in graph)) return earlierGraph(graph, (await reports(runId)).run, method);
      const { methods } = graph;
      const asked = method ?? methods[0] ?? 'fifo';
      if (!methods.includes(asked)) throw withoutMethod({ method: methods[0] ?? asked, methods }, asked);
      return graphJsonUnder(graph, asked);
    },
    async under(runId, method) {
      const report = await reports(runId);
      return resultsUnder(report, method === report.run.method ? null : await views(runId), method);
    },
    async amountsAt(runId, chain, address) {
      const graph = await graphs(runId);
      if ('form' in graph) return amountsAt(graph, chain, address);
      const { method } = (await reports(runId)).run;
      const node = graph.nodes.find((one) => one.chain === chain && one.address === address);
      const received = node?.received ?? [];
      return {
        received: received.map(({ asset, amount }) => ({ asset, amounts: { [method]: amount } })),
        sent: [],
      };
    },
    transaction: (runId, txid) => readTransactionOf(sql, runId, txid),
    transactions: (runId, after, limit) => readTransactions(sql, runId, after, limit),
    async seeds(caseId) {
      const { seeds } = await sql
        .selectFrom('cases')
        .select(raw<readonly unknown[]>`body -> 'seeds'`.as('seeds'))
        .where('id', '=', caseId)
        .executeTakeFirstOrThrow();
      return seeds;
    },
  };
}

/** Documents of runs, parsed; those that were asked for lately stay in memory. */
function keptParsed<Document>(read: (runId: string) => Promise<string>) {
  const parsed = new LRUCache<string, { readonly document: Document; readonly length: number }>({
    maxSize: KEPT_CHARACTERS,
    sizeCalculation: ({ length }) => length,
    fetchMethod: async (runId) => {
      const text = await read(runId);
      return { document: JSON.parse(text), length: text.length };
    },
  });
  return async (runId: string): Promise<Document> => {
    const kept = await parsed.fetch(runId);
    if (kept === undefined) throw noResults(runId);
    return kept.document;
  };
}

/** As earlier versions kept it: the graph of the main method. */
type EarlierGraph = Omit<MoneyGraphJson, 'method'>;

function earlierGraph(
  graph: EarlierGraph,
  run: ReportJson['run'],
  method: MethodName | null,
): MoneyGraphJson {
  if (method === null || method === run.method) return { method: run.method, ...graph };
  throw withoutMethod(run, method);
}

async function readText(sql: Kysely<Tables>, runId: string, column: 'report' | 'graph'): Promise<string> {
  const text = await textOf(sql, runId, column);
  if (text === null) throw noResults(runId);
  return text;
}

/** The text of a document; null where the run has none. @throws NotFoundError when there is no such run */
async function textOf(
  sql: Kysely<Tables>,
  runId: string,
  column: 'report' | 'graph' | 'views',
): Promise<string | null> {
  const row = await sql
    .selectFrom('runs')
    .select((run) => run.cast<string | null>(column, 'text').as('text'))
    .where('id', '=', runId)
    .executeTakeFirst();
  if (row === undefined) throw noResults(runId);
  return row.text;
}

/** A run that goes on from others found only what is new; the rest stands with them. */
async function readTransactions(
  sql: Kysely<Tables>,
  runId: string,
  after: TransactionPlace | null,
  limit: number,
): Promise<Transaction[]> {
  const from = after ?? { chain: '', height: 0, txid: '' };
  const { rows } = await raw<StoredView>`
    ${lineOf(runId)}, page as (
      select distinct part.* from line cross join lateral (
        select distinct chain, height, txid from transactions
        where run_id = line.id
          and (chain, height, txid) > (${from.chain}, cast(${from.height} as integer), ${from.txid})
        order by chain, height, txid
        limit ${limit}
      ) as part
      order by chain, height, txid
      limit ${limit}
    )
    select body from transactions join page using (chain, height, txid)
    where run_id in (select id from line)
    order by chain, height, txid, digest`.execute(sql);
  return joinedViews(rows);
}

/** Placeholders and ids of two chains look different, so the id is enough. */
async function readTransactionOf(
  sql: Kysely<Tables>,
  runId: string,
  txid: string,
): Promise<Transaction | null> {
  const { rows } = await raw<StoredView>`
    ${lineOf(runId)}
    select body from transactions
    where run_id in (select id from line) and chain = ${chainOfTxid(txid)} and txid = ${txid}
    order by height, digest`.execute(sql);
  return joinedViews(rows)[0] ?? null;
}

interface StoredView {
  readonly body: Parameters<typeof readTransaction>[0];
}

/** A run, and those that it goes on from. */
const lineOf = (runId: string) => raw`with recursive line as (
      select id, base_run_id from runs where id = ${runId}
      union all
      select runs.id, runs.base_run_id from runs join line on runs.id = line.base_run_id
    )`;

function joinedViews(rows: readonly StoredView[]): Transaction[] {
  const found = new Map<string, Transaction>();
  for (const { body } of rows) {
    const seen = readTransaction(body);
    const key = `${seen.chain}/${seen.block.height}/${seen.txid}`;
    found.set(key, joined(found.get(key), seen));
  }
  return [...found.values()];
}

/** Parts of a transaction that contradict each other stand apart in the trace, too: the first one is shown. */
function joined(before: Transaction | undefined, seen: Transaction): Transaction {
  if (before?.chain !== 'ethereum' || seen.chain !== 'ethereum') return before ?? seen;
  try {
    return mergeEthereumViews(before, seen);
  } catch (error) {
    if (error instanceof BadProviderDataError) return before;
    throw error;
  }
}

function noResults(runId: string): NotFoundError {
  return new NotFoundError('the run has no results', { run: runId });
}
