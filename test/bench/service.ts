/**
 * `npm run bench:service`: what traces cost on both engines, by size, as the table of docs/scaling.md. COINHOUND_BENCH_SIZES
 * names the sizes, such as 100,1000.
 */
import { execFile } from 'node:child_process';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { ROOT } from '../support/cli.ts';
import { startOwnPostgres, startOwnRedis } from '../support/services.ts';
import type { TraceCost } from './trace-cost.ts';

const SIZES = (process.env.COINHOUND_BENCH_SIZES ?? '100,1000,10000').split(',').map(Number);

/** Larger graphs are not what an embedded service is for, and take it half an hour. */
const MOST_ON_PGLITE = 10_000;

const COLUMNS: [title: string, show: (cost: TraceCost) => string][] = [
  ['transactions', ({ transactions }) => transactions.toLocaleString('en-US')],
  ['rounds', ({ rounds }) => String(rounds)],
  ['look-ups a second', ({ lookupsPerSecond }) => lookupsPerSecond.toFixed(0)],
  ['last settling', ({ lastSettleMs }) => seconds(lastSettleMs)],
  ['reading the graph', ({ lastReadMs }) => seconds(lastReadMs)],
  ['storing results', ({ finishMs }) => seconds(finishMs)],
  ['all settlings', ({ allSettlesMs }) => seconds(allSettlesMs)],
  ['CPU a transaction', ({ cpuMsPerTransaction }) => `${cpuMsPerTransaction.toFixed(2)} ms`],
  ['bytes a transaction', ({ bytesPerTransaction }) => bytesPerTransaction.toFixed(0)],
  ['memory', ({ peakMegabytes }) => `${peakMegabytes.toFixed(0)} MB`],
];

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(2)} s`;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

function printRow(engine: string, cost: TraceCost): void {
  print(`| ${engine} | ${COLUMNS.map(([, show]) => show(cost)).join(' | ')} |`);
}

async function measure(place: string, transactions: number, ...redisUrl: string[]): Promise<TraceCost> {
  const program = join(ROOT, 'test/bench/trace-cost.ts');
  const args = ['--import', 'tsx', program, place, String(transactions), ...redisUrl];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: ROOT });
  return JSON.parse(stdout);
}

/** Each measurement in an empty database of its own, and with commits that reach the disk. */
async function onPostgres<T>(server: string, name: string, use: (url: string) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: server });
  await client.connect();
  try {
    await client.query('alter system set fsync = on');
    await client.query('select pg_reload_conf()');
    await client.query(`create database ${name}`);
    return await use(Object.assign(new URL(server), { pathname: `/${name}` }).href);
  } finally {
    await client.query(`drop database if exists ${name} with (force)`);
    await client.end();
  }
}

const postgres = await startOwnPostgres();
try {
  print(`Node ${process.version}, ${cpus().length} cores (${cpus()[0]?.model ?? 'unknown'})\n`);
  print(`| engine | ${COLUMNS.map(([title]) => title).join(' | ')} |`);
  print(`|---|${COLUMNS.map(() => '---:|').join('')}`);
  let largest: TraceCost | null = null;
  for (const size of SIZES) {
    if (size <= MOST_ON_PGLITE) printRow('PGlite', await measure('memory', size));
    const redis = await startOwnRedis();
    const carried = (url: string) => measure(url, size, redis.url);
    printRow('PostgreSQL, BullMQ', await onPostgres(postgres.url, `bench_bull_${size}`, carried));
    await redis.stop();
    largest = await onPostgres(postgres.url, `bench_${size}`, (url) => measure(url, size));
    printRow('PostgreSQL', largest);
  }
  print(`\nBytes a transaction by table, at the largest size:\n`);
  for (const [table, bytes] of Object.entries(largest?.bytesByTable ?? {})) {
    if (bytes >= 1) print(`| \`${table}\` | ${bytes.toFixed(0)} |`);
  }
} finally {
  await postgres.stop();
}
