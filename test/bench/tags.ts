/**
 * `npm run bench:tags`: what an import of a million tags and look-ups among them cost on both engines, as the table of
 * docs/tags.md. COINHOUND_BENCH_TAGS is the number of tags.
 */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { ROOT } from '../support/cli.ts';
import { startOwnPostgres } from '../support/services.ts';
import type { TagCost } from './tag-cost.ts';

const TAGS = process.env.COINHOUND_BENCH_TAGS ?? '1000000';

const COLUMNS: [title: string, show: (cost: TagCost) => string][] = [
  ['tags', ({ tags }) => tags.toLocaleString('en-US')],
  ['file', ({ megabytes }) => `${megabytes.toFixed(0)} MB`],
  ['import', ({ importSeconds }) => `${importSeconds.toFixed(1)} s`],
  ['CPU of it', ({ importCpuSeconds }) => `${importCpuSeconds.toFixed(1)} s`],
  ['the same again', ({ againSeconds }) => `${againSeconds.toFixed(1)} s`],
  ['1,000 addresses, median', ({ medianLookupMs }) => `${medianLookupMs.toFixed(0)} ms`],
  ['slowest of 20', ({ slowestLookupMs }) => `${slowestLookupMs.toFixed(0)} ms`],
  ['heap', ({ heapMegabytes }) => `${heapMegabytes.toFixed(0)} MB`],
  ['process', ({ peakMegabytes }) => `${peakMegabytes.toFixed(0)} MB`],
];

async function printRow(engine: string, format: string, place: string): Promise<void> {
  const program = join(ROOT, 'test/bench/tag-cost.ts');
  const args = ['--import', 'tsx', program, place, TAGS, format];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: ROOT });
  const cost = JSON.parse(stdout) as TagCost;
  process.stdout.write(`| ${engine} | ${format} | ${COLUMNS.map(([, show]) => show(cost)).join(' | ')} |\n`);
}

const postgres = await startOwnPostgres();
const client = new Client({ connectionString: postgres.url });
await client.connect();
try {
  // Commits that reach the disk, as in a database that is used.
  await client.query('alter system set fsync = on');
  await client.query('select pg_reload_conf()');
  process.stdout.write(`| engine | format | ${COLUMNS.map(([title]) => title).join(' | ')} |\n`);
  process.stdout.write(`|---|---|${COLUMNS.map(() => '---:|').join('')}\n`);
  for (const format of ['csv', 'tagpack']) {
    await client.query(`create database bench_tags_${format}`);
    await printRow(
      'PostgreSQL',
      format,
      Object.assign(new URL(postgres.url), { pathname: `/bench_tags_${format}` }).href,
    );
    await printRow('PGlite', format, 'folder');
  }
} finally {
  await client.end();
  await postgres.stop();
}
