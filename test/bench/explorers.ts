/**
 * `npm run bench:explorers`: how fast a fan-out tree is traced against an explorer that answers at once and against one with
 * latency, how much of an explorer's limit is used without ever exceeding it, and what traces cost in requests.
 * `--json` prints one line for programs; `--only tree,rates,requests` measures some of it; `--seconds` is how long a trace that is held
 * to a limit should take. `--serve` only serves the tree, for any other tracer, with `--port` and `--latency`.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startPostgres, startRedis } from '../support/services.ts';
import { measureRate, type RateResult } from './explorers/rates.ts';
import { measureRequests } from './explorers/requests.ts';
import { serve } from './explorers/served.ts';
import { allTables } from './explorers/tables.ts';
import { TREE, writeTree } from './explorers/tree.ts';
import { measureTree, TREE_GOALS, type TreeResult } from './explorers/tree-trace.ts';

const RATES = [5, 20, 100];
const PROCESSES = [1, 4];

const { values } = parseArgs({
  options: {
    json: { type: 'boolean' },
    only: { type: 'string', default: 'tree,rates,requests' },
    seconds: { type: 'string', default: '60' },
    serve: { type: 'boolean' },
    port: { type: 'string', default: '0' },
    latency: { type: 'string', default: '0' },
  },
});

const tell = (line: string) => process.stderr.write(`${line}\n`);

async function serveTree(dir: string): Promise<void> {
  const served = await serve({ dir, port: Number(values.port), latencyMs: Number(values.latency) });
  const { root, addresses, transfers, levels } = TREE;
  process.stdout.write(
    [
      `${served.url}/v2/api speaks the Etherscan API V2 (module account: txlist, txlistinternal; chainid 1)`,
      `root ${root}: ${addresses} addresses on ${levels} levels, ${transfers} transfers`,
      `coinhound trace --case ${join(dir, 'case.json')} --explorer ${served.url}`,
      '',
    ].join('\n'),
  );
  await new Promise((resolve) => process.once('SIGINT', resolve).once('SIGTERM', resolve));
  await served.stop();
}

async function measureTrees(dir: string): Promise<TreeResult[]> {
  const results: TreeResult[] = [];
  for (const latencyMs of TREE_GOALS.keys()) {
    tell(`tree, ${latencyMs} ms`);
    results.push(await measureTree(dir, latencyMs));
  }
  return results;
}

async function measureRates(): Promise<RateResult[]> {
  const [postgres, redis] = [await startPostgres(), await startRedis()];
  process.env.COINHOUND_TEST_POSTGRES = postgres.url;
  const results: RateResult[] = [];
  try {
    for (const processes of PROCESSES) {
      for (const rate of RATES) {
        tell(`${rate} a second, ${processes} processes`);
        const seconds = Number(values.seconds);
        results.push(await measureRate({ rate, processes, seconds, redisUrl: redis.url }));
      }
    }
  } finally {
    await redis.stop();
    await postgres.stop();
  }
  return results;
}

async function measure(dir: string): Promise<void> {
  const chosen = values.only.split(',');
  const results = {
    tree: chosen.includes('tree') ? await measureTrees(dir) : [],
    rates: chosen.includes('rates') ? await measureRates() : [],
    requests: chosen.includes('requests') ? await measureRequests(dir) : [],
  };
  const machine = `${cpus().length} processors (${cpus()[0]?.model ?? 'unknown'}), Node ${process.versions.node}`;
  process.stdout.write(
    values.json === true
      ? `${JSON.stringify({ machine, ...results })}\n`
      : `${machine}\n\n${allTables(results)}`,
  );
}

const dir = mkdtempSync(join(tmpdir(), 'coinhound-tree-'));
try {
  writeTree(dir);
  await (values.serve === true ? serveTree(dir) : measure(dir));
} finally {
  rmSync(dir, { recursive: true });
}
