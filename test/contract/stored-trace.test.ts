/** A trace gives the same digests in memory, on PGlite and on PostgreSQL, by one process or by several. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { sql } from 'kysely';
import type { ExpandJob } from '../../src/cases/job.ts';
import type { Stores } from '../../src/cases/ports.ts';
import type { ReportJson } from '../../src/cases/report/report-json.ts';
import type { BundledDataset } from '../../src/compose/case-files.ts';
import { explorersAt } from '../../src/compose/given-explorers.ts';
import { compose } from '../../src/compose.ts';
import { InvariantError } from '../../src/core/errors.ts';
import { Graph } from '../../src/core/graph/graph.ts';
import type { Expansion } from '../../src/core/graph/subject.ts';
import { digestOf } from '../../src/core/report/digest.ts';
import type { Transaction } from '../../src/core/transaction.ts';
import { type Replay, startReplay } from '../../src/replay/server.ts';
import { openDatabase } from '../../src/storage/database.ts';
import { createSqlStores } from '../../src/storage/sql-stores.ts';
import { anOpening } from '../support/opening.ts';
import { bitcoinGraphs, ethereumGraphs } from '../support/random-graphs.ts';
import { traceStored } from '../support/stored-trace.ts';
import { createTestStores, STORES, type TestStores } from '../support/test-stores.ts';
import { bitcoinTransaction, id, p2wpkh } from '../support/transactions.ts';

const app = compose({ env: {} });
const NAMES = ['crypto-com-2022', 'ronin-2022', 'whirlpool-2024'];
/** The command line traces in memory itself, and `service.test.ts` traces the largest case on PGlite. */
const NAMES_IN = {
  memory: ['crypto-com-2022'],
  PGlite: ['crypto-com-2022', 'whirlpool-2024'],
  PostgreSQL: NAMES,
};
const replays = new Map<string, Replay>();
const direct = new Map<string, ReportJson>();

beforeAll(async () => {
  const datasets: BundledDataset[] = await app.datasets();
  for (const { dir, manifest, cases } of datasets) {
    const replay = await startReplay({ dir });
    replays.set(manifest.name, replay);
    const explorers = explorersAt(replay.url);
    direct.set(manifest.name, await app.trace(cases[0], { explorers, onProgress: () => {} }));
  }
});
afterAll(async () => {
  for (const replay of replays.values()) await replay.close();
});

const urlOf = (dataset: string) => replays.get(dataset)?.url ?? '';
/** All but the cost, which depends on timing and on caches. */
const comparable = (report: ReportJson | undefined) => ({
  ...report,
  stats: { ...report?.stats, seconds: 0, requests: 0, cacheHits: 0 },
});

describe.each(STORES)('traces in %s', (name) => {
  let kept: TestStores;
  let stores: Stores;
  beforeAll(async () => {
    kept = await createTestStores(name);
    stores = await kept.empty();
  });
  afterAll(() => kept.drop());

  test.each(NAMES_IN[name])('%s: the report is that of the command line', async (dataset) => {
    const report = await traceStored({ stores, dataset, replayUrl: urlOf(dataset) });
    expect(comparable(report)).toEqual(comparable(direct.get(dataset)));
    expect(report.stats.requests).toBeGreaterThan(0);
    expect(JSON.stringify(Object.keys(report))).toBe(JSON.stringify(Object.keys(direct.get(dataset) ?? {})));
  });

  test('a case that is traced already is not traced again', async () => {
    let jobs = 0;
    const onJob = () => {
      jobs += 1;
    };
    const [dataset = ''] = NAMES;
    const report = await traceStored({ stores, dataset, replayUrl: urlOf(dataset), onJob });
    expect(report.run).toEqual(direct.get(dataset)?.run);
    expect(jobs).toBe(0);
  });

  test('any graph comes back as it was, whatever the order of the answers', async () => {
    const graphs = fc.oneof<fc.Arbitrary<readonly Transaction[]>[]>(bitcoinGraphs, ethereumGraphs);
    await fc.assert(
      fc.asyncProperty(graphs, fc.integer({ min: 1, max: 4 }), async (transactions, share) => {
        const expansions = lookUps(transactions, share);
        const { runId, jobs } = await openRound(stores, expansions);
        for (const job of jobs.reverse()) {
          const expansion = expansions[job.ordinal];
          if (expansion !== undefined) await stores.graphs.add(job, expansion, { requests: 0, cacheHits: 0 });
        }
        const expected = new Graph();
        for (const expansion of expansions) expected.add(expansion);
        const actual = await stores.graphs.read(runId, 1);
        expect([...actual.bitcoin.values()]).toEqual([...expected.bitcoin.values()]);
        expect(verifiedIn(actual)).toEqual(verifiedIn(expected));
        expect([...actual.ethereum.values()]).toEqual([...expected.ethereum.values()]);
        expect(actual.lookups).toBe(expected.lookups);
      }),
      { numRuns: 15 },
    );
  });
});

function verifiedIn({ bitcoin }: Graph): string[] {
  const { table } = bitcoin;
  return [...bitcoin.values()].flatMap(({ txid }) => (table.isVerified(table.idOf(txid)) ? [txid] : []));
}

/** Look-ups that each give a share of the transactions, with overlaps; the first one verifies what it can. */
function lookUps(transactions: readonly Transaction[], share: number): Expansion[] {
  return [0, 1, 2].map((ordinal) => {
    const found = transactions
      .filter((_, index) => index % share === ordinal % share)
      .map((tx) => (tx.chain === 'bitcoin' && ordinal === 0 ? { ...tx, verified: true as const } : tx));
    return {
      subject: { kind: 'transaction', chain: 'bitcoin', txid: id(`look-up ${ordinal}`) },
      status: 'complete',
      transactions: found,
      count: found.length,
    };
  });
}

/** A run whose first round has the look-ups, all claimed. */
async function openRound(stores: Stores, expansions: readonly Expansion[]) {
  const { runId } = await stores.cases.open(anOpening());
  const all = { kinds: ['settle', 'expand'], limit: 1000, at: 0, leaseUntil: 1 } as const;
  const settle = (await stores.jobs.claim(all)).find((job) => job.runId === runId);
  if (settle?.kind !== 'settle') throw new Error('no settle job');
  const subjects = expansions.map(({ subject }) => subject);
  await stores.runs.advance(settle, subjects, 0, 0);
  const jobs = (await stores.jobs.claim(all)).filter((job): job is ExpandJob => job.kind === 'expand');
  return { runId, jobs };
}

describe('PostgreSQL', () => {
  let kept: TestStores;
  beforeAll(async () => {
    kept = await createTestStores('PostgreSQL');
  });
  afterAll(() => kept.drop());

  // The smallest case has so few jobs that one process may do them before the others look.
  test.each(NAMES.slice(1))('%s: three processes share the work and agree', async (dataset) => {
    await kept.empty();
    const { url } = kept;
    const databases = await Promise.all([1, 2, 3].map(() => openDatabase({ kind: 'url', url: url ?? '' })));
    const workers = databases.map(() => new Set<number>());
    const reports = await Promise.all(
      databases.map((database, index) =>
        traceStored({
          stores: createSqlStores(database),
          dataset,
          replayUrl: urlOf(dataset),
          onJob: ({ id: job }) => workers[index]?.add(job),
        }),
      ),
    );
    for (const report of reports) expect(report.run).toEqual(direct.get(dataset)?.run);
    const done = workers.flatMap((jobs) => [...jobs]);
    expect(new Set(done).size).toBe(done.length);
    expect(workers.filter((jobs) => jobs.size > 0).length).toBeGreaterThan(1);
    for (const database of databases) await database.close();
  });
});

describe.each(['PGlite', 'PostgreSQL'] as const)('%s', (name) => {
  test('a look-up that cannot be stored leaves no row, and its job open', async () => {
    const kept = await createTestStores(name);
    const stores = await kept.empty();
    const outputs = [{ value: 1n, script: p2wpkh('aa') }];
    const good = bitcoinTransaction({ txid: 'good', height: 1, inputs: [], outputs });
    const tooHigh = bitcoinTransaction({ txid: 'bad', height: 2 ** 31, inputs: [], outputs });
    const [expansion] = lookUps([good, tooHigh], 1);
    if (expansion === undefined || kept.database === null) throw new Error('no look-up');
    const { runId, jobs } = await openRound(stores, [expansion]);
    const [job] = jobs;
    if (job === undefined) throw new Error('no job');
    await expect(stores.graphs.add(job, expansion, { requests: 1, cacheHits: 0 })).rejects.toThrow(
      InvariantError,
    );
    const { rows } = await sql<{ n: number }>`select (select count(*) from expansions)
      + (select count(*) from transactions) + (select count(*) from expansion_transactions) as n`.execute(
      kept.database.sql,
    );
    expect(rows).toEqual([{ n: 0 }]);
    await stores.graphs.add(job, { ...expansion, transactions: [good] }, { requests: 1, cacheHits: 0 });
    expect((await stores.graphs.read(runId, 1)).bitcoin.size).toBe(1);
    await kept.drop();
  });

  test('a transaction that several look-ups give is stored once', async () => {
    const kept = await createTestStores(name);
    const stores = await kept.empty();
    const outputs = [{ value: 1n, script: p2wpkh('aa') }];
    const transaction = bitcoinTransaction({ txid: 'same', height: 1, inputs: [], outputs });
    const { jobs } = await openRound(stores, lookUps([], 1));
    const same = { status: 'complete', transactions: [transaction], count: 1 } as const;
    await Promise.all(
      jobs.map((job) =>
        stores.graphs.add(job, { ...same, subject: job.subject }, { requests: 0, cacheHits: 0 }),
      ),
    );
    if (kept.database === null) throw new Error('no database');
    const { rows } = await sql`select chain, txid, digest from transactions`.execute(kept.database.sql);
    expect(rows).toEqual([{ chain: 'bitcoin', txid: id('same'), digest: digestOf(transaction) }]);
    await kept.drop();
  });
});
