/**
 * What a trace of some size costs in storage and time: `trace-cost.ts PLACE TRANSACTIONS [REDIS-URL]`, where PLACE is `memory`
 * (PGlite) or the URL of an empty PostgreSQL database; with a Redis, BullMQ carries the jobs. Prints one line of JSON. A
 * process of its own, so that its memory is its own.
 */
import { join } from 'node:path';
import { sql } from 'kysely';
import type { TraceJob } from '../../src/cases/job.ts';
import type { Stores } from '../../src/cases/ports.ts';
import { fixedTags } from '../../src/cases/tags/tag-source.ts';
import { traceCase } from '../../src/cases/trace-case.ts';
import { loadConfig } from '../../src/config.ts';
import { NO_CONTRACTS } from '../../src/core/ethereum-mixers/contracts.ts';
import { type Database, openDatabase } from '../../src/storage/database.ts';
import { migrate } from '../../src/storage/migrate.ts';
import { createSqlStores } from '../../src/storage/sql-stores.ts';
import { readTagFiles } from '../../src/storage/tag-files.ts';
import { ROOT } from '../support/cli.ts';
import { type Carrier, clock, inProcess, onBull } from './carriers.ts';
import { createTree } from './tree-source.ts';

/** Payments of an account: 10,000 transactions are reached in five rounds. */
const BRANCHES = 10;
export interface TraceCost {
  readonly transactions: number;
  readonly rounds: number;
  /** Look-ups per second over the rounds, the explorer answering at once. */
  readonly lookupsPerSecond: number;
  /** The last settling, which sees the whole graph and writes the report. */
  readonly lastSettleMs: number;
  /** The part of it that reads the graph. */
  readonly lastReadMs: number;
  /** The part of it that stores the results. */
  readonly finishMs: number;
  readonly allSettlesMs: number;
  /** Of this process, a database inside it included, for each transaction: hardly depends on what else runs here. */
  readonly cpuMsPerTransaction: number;
  readonly bytesPerTransaction: number;
  /** The same by table. */
  readonly bytesByTable: Readonly<Record<string, number>>;
  readonly peakMegabytes: number;
}

async function measure(place: string, transactions: number, redisUrl?: string): Promise<TraceCost> {
  const database = await openDatabase(place === 'memory' ? { kind: 'memory' } : { kind: 'url', url: place });
  await migrate(database);
  const before = totalOf(await bytesByTable(database));
  const watch = createStopwatch();
  const stores = timed(createSqlStores(database), watch);
  const carrier = redisUrl === undefined ? inProcess(stores) : await onBull(stores, database, redisUrl);
  const cpuBefore = process.cpuUsage();
  const { settles, totalMs } = await trace(carrier, transactions);
  const cpu = process.cpuUsage(cpuBefore);
  await carrier.close();
  const tables = await bytesByTable(database);
  await database.close();
  const allSettlesMs = settles.reduce((sum, ms) => sum + ms, 0);
  const each = Object.entries(tables).map(([name, bytes]) => [name, bytes / transactions]);
  return {
    transactions,
    rounds: settles.length - 1,
    lookupsPerSecond: transactions / ((totalMs - allSettlesMs) / 1000),
    lastSettleMs: settles.at(-1) ?? 0,
    lastReadMs: watch.last('read'),
    finishMs: watch.last('finish'),
    allSettlesMs,
    cpuMsPerTransaction: (cpu.user + cpu.system) / 1000 / transactions,
    bytesPerTransaction: (totalOf(tables) - before) / transactions,
    bytesByTable: Object.fromEntries(each),
    peakMegabytes: process.resourceUsage().maxRSS / 1024,
  };
}

/** Traces a tree. @returns how long each settling took, and all of it (milliseconds) */
async function trace({ stores, drain }: Carrier, transactions: number) {
  const { source, body } = createTree(transactions, BRANCHES);
  const settles: number[] = [];
  const started = performance.now();
  const report = await traceCase(body, null, {
    stores,
    sources: { ethereum: source },
    tags: fixedTags(readTagFiles(join(ROOT, 'config/tags'))),
    clock,
    finality: { bitcoin: 6, ethereum: 64 },
    mixers: NO_CONTRACTS,
    profiles: [],
    verification: { maxTransactions: 0, blocks: false, secondOpinion: false },
    defaults: loadConfig(join(ROOT, 'config/default.yaml')).limits,
    onProgress: () => {},
    drain: (handle) => {
      const timedHandle = async (job: TraceJob) => {
        const begun = performance.now();
        await handle(job);
        if (job.kind === 'settle') settles.push(performance.now() - begun);
      };
      return drain({ settle: timedHandle, expand: timedHandle });
    },
  });
  const seen = report.stats.transactions;
  if (seen !== transactions) throw new Error(`saw ${seen} of ${transactions} transactions`);
  return { settles, totalMs: performance.now() - started };
}

type Stopwatch = ReturnType<typeof createStopwatch>;

function createStopwatch() {
  const times = new Map<string, number>();
  return {
    last: (name: string) => times.get(name) ?? 0,
    async time<T>(name: string, work: Promise<T>): Promise<T> {
      const begun = performance.now();
      const result = await work;
      times.set(name, performance.now() - begun);
      return result;
    },
  };
}

/** The stores, with a watch on the two calls that grow with the graph. */
function timed(stores: Stores, watch: Stopwatch): Stores {
  const { graphs, runs } = stores;
  return {
    ...stores,
    graphs: { ...graphs, read: (...asked) => watch.time('read', graphs.read(...asked)) },
    runs: { ...runs, finish: (...finished) => watch.time('finish', runs.finish(...finished)) },
  };
}

/** Tables with their indexes and what was put out of line. */
async function bytesByTable(database: Database): Promise<Record<string, number>> {
  const { rows } = await sql<{ name: string; bytes: number }>`
    select relname as name, pg_total_relation_size(oid) as bytes from pg_class
    where relkind = 'r' and relnamespace = 'public'::regnamespace order by bytes desc, name`.execute(
    database.sql,
  );
  return Object.fromEntries(rows.map(({ name, bytes }) => [name, bytes]));
}

function totalOf(bytes: Readonly<Record<string, number>>): number {
  return Object.values(bytes).reduce((sum, one) => sum + one, 0);
}

const [place = '', transactions = '', redisUrl] = process.argv.slice(2);
process.stdout.write(`${JSON.stringify(await measure(place, Number(transactions), redisUrl))}\n`);
