/**
 * Look-ups in SQL: what each found, with the transactions in the order in which it gave them.
 */

import { type Kysely, sql as raw } from 'kysely';
import type { ExpandJob } from '../cases/job.ts';
import type { TrafficCount, Version } from '../cases/ports.ts';
import { inChunks } from '../core/chunks.ts';
import { InvariantError } from '../core/errors.ts';
import type { Expansion } from '../core/graph/subject.ts';
import { append } from '../core/multimap.ts';
import { digestOf } from '../core/report/digest.ts';
import type { Transaction } from '../core/transaction.ts';
import { readProof, writeProof } from './proof-json.ts';
import { readLine } from './run-line.ts';
import { asArray, asJsonb } from './sql-values.ts';
import { ROWS_AT_ONCE } from './statement-rows.ts';
import type { Findings, Tables } from './tables.ts';
import { readTransaction, writeTransaction } from './transaction-json.ts';

/** Rounds of look-ups: those after one, up to another. */
export interface Rounds {
  readonly after: number;
  readonly upTo: number;
}

/** Stores what a look-up found, inside a transaction. */
export async function insertFound(
  sql: Kysely<Tables>,
  job: ExpandJob,
  expansion: Expansion,
  traffic: TrafficCount,
): Promise<void> {
  await insertExpansion(sql, job, expansion, traffic);
  const digests = expansion.transactions.map(digestOf);
  await insertTransactions(sql, job.runId, digests, expansion.transactions);
  await insertLinks(sql, job, digests);
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
function findingsOf({ pending, prices, proof }: Expansion): Findings | null {
  if (pending !== undefined) return { pending };
  if (proof !== undefined) return { proof: writeProof(proof) };
  return prices === undefined ? null : { prices };
}

/** What `findingsOf` took. */
function found(findings: Findings | null): Pick<Expansion, 'pending' | 'prices' | 'proof'> {
  if (findings === null) return {};
  const { proof, ...others } = findings;
  return proof === undefined ? others : { proof: readProof(proof) };
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
  for (const some of inChunks(rows, ROWS_AT_ONCE)) {
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
  for (const some of inChunks(rows, ROWS_AT_ONCE))
    await sql.insertInto('expansion_transactions').values(some).execute();
}

/**
 * What the look-ups of a run found, in the order of the frontiers they answered.
 * @param distrusted explorers whose answers are left out
 */
export async function readExpansions(
  sql: Kysely<Tables>,
  runId: string,
  rounds: Rounds,
  distrusted: readonly string[],
): Promise<Expansion[]> {
  const all = await sql
    .selectFrom('expansions')
    .select(['round', 'ordinal', 'subject', 'status', 'count', 'reason', 'provider', 'evidence', 'findings'])
    .where('run_id', '=', runId)
    .where('round', '>', rounds.after)
    .where('round', '<=', rounds.upTo)
    .orderBy('round')
    .orderBy('ordinal')
    .execute();
  const rows = all.filter(({ provider }) => provider === null || !distrusted.includes(provider));
  const transactions = rows.length === 0 ? new Map() : await readFound(sql, runId, rounds);
  return rows.map(({ round, ordinal, subject, status, count, reason, provider, evidence, findings }) => ({
    subject,
    status,
    transactions: transactions.get(`${round}/${ordinal}`) ?? [],
    count,
    ...(reason === null ? {} : { reason }),
    ...found(findings),
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
    append(found, `${round}/${ordinal}`, transaction);
  }
  return found;
}

/** Who said what of a transaction, in a run and those that it goes on from. */
export async function readVersions(
  sql: Kysely<Tables>,
  runId: string,
  txid: string,
): Promise<readonly Version[]> {
  const ids = (await readLine(sql, runId)).runs.map(({ id }) => id);
  const { rows } = await raw<{ provider: string; body: Parameters<typeof readTransaction>[0] }>`
    select distinct provider, transactions.digest, body
    from transactions
      join expansion_transactions using (run_id, digest)
      join expansions using (run_id, round, ordinal)
    where transactions.run_id = any(${asArray(ids, 'uuid')}) and txid = ${txid} and provider is not null
    order by provider, transactions.digest`.execute(sql);
  return rows.map(({ provider, body }) => ({ provider, transaction: readTransaction(body) }));
}

/** The explorers that told each of these transactions, by name. */
export async function readTellers(
  sql: Kysely<Tables>,
  runId: string,
  txids: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const ids = (await readLine(sql, runId)).runs.map(({ id }) => id);
  const { rows } = await raw<{ txid: string; providers: string[] }>`
    select txid, array_agg(distinct provider order by provider) as providers
    from transactions
      join expansion_transactions using (run_id, digest)
      join expansions using (run_id, round, ordinal)
    where transactions.run_id = any(${asArray(ids, 'uuid')}) and txid = any(${asArray(txids, 'text')}) and provider is not null
    group by txid`.execute(sql);
  return new Map(rows.map(({ txid, providers }) => [txid, providers]));
}
