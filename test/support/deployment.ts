/**
 * A deployment as operators run it, for one test: a database, keys in Redis, an explorer, worker processes. The test is
 * the API: it opens cases and tells Redis of them.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { openCase } from '../../src/cases/open-case.ts';
import type { Stores } from '../../src/cases/ports.ts';
import { openRedisFeed } from '../../src/compose/redis-feed.ts';
import { loadConfig } from '../../src/config.ts';
import { publishingStores } from '../../src/queue/publishing-stores.ts';
import { migrate } from '../../src/storage/migrate.ts';
import { createSqlStores } from '../../src/storage/sql-stores.ts';
import { ROOT } from './cli.ts';
import { DATASETS } from './shipped-datasets.ts';
import { caseOf } from './stored-trace.ts';
import { createTestDatabase, type TestDatabase } from './test-database.ts';
import { testPrefix } from './test-redis.ts';

export interface Place {
  readonly redisUrl: string;
  /** Where the explorer listens. */
  readonly replayUrl: string;
  /** A database server of its own; else that of the test run. */
  readonly postgresUrl?: string;
  /** What `node` runs as `coinhound`; when not given, what was built. */
  readonly program?: string;
  /** Further settings of the workers. */
  readonly settings?: Readonly<Record<string, string>>;
}

export interface WorkerProcess {
  readonly child: ChildProcess;
  /** What it wrote to its error stream. */
  said(): string;
  /** Resolves with its exit code; null when it was killed. */
  ended(): Promise<number | null>;
}

const clock = { now: () => Date.now() };

/** The environment of a worker. */
function environmentOf({ redisUrl, replayUrl, settings = {} }: Place, databaseUrl: string, prefix: string) {
  return {
    PATH: process.env.PATH ?? '',
    DATABASE_URL: databaseUrl,
    REDIS_URL: redisUrl,
    COINHOUND_QUEUE_PREFIX: prefix,
    COINHOUND_QUEUE_CONCURRENCY: '4',
    COINHOUND_QUEUE_LEASE_SECONDS: '3',
    COINHOUND_QUEUE_SWEEP_SECONDS: '1',
    COINHOUND_EXPLORER_ORDER_BITCOIN: 'mempool',
    COINHOUND_EXPLORERS_MEMPOOL_BASE_URL: `${replayUrl}/api`,
    COINHOUND_EXPLORERS_ETHERSCAN_BASE_URL: `${replayUrl}/v2/api`,
    ...settings,
  };
}

type Kind = 'trace' | 'rescan' | 'notify';

function startWorkerProcess(args: readonly string[], env: Record<string, string>): WorkerProcess {
  const child = spawn(process.execPath, args, { cwd: ROOT, env, stdio: ['ignore', 'inherit', 'pipe'] });
  let said = '';
  child.stderr?.on('data', (chunk) => {
    said += String(chunk);
  });
  const closed = once(child, 'close');
  return { child, said: () => said, ended: () => closed.then(() => child.exitCode) };
}

/** Sets up database and feed; workers are begun by the test. */
export async function createDeployment(place: Place) {
  const test: TestDatabase = await createTestDatabase('PostgreSQL', place.postgresUrl);
  await migrate(test.database);
  const prefix = testPrefix();
  const env = environmentOf(place, test.url ?? '', prefix);
  const config = loadConfig(join(ROOT, 'config/default.yaml'), undefined, env);
  const feed = openRedisFeed(place.redisUrl, { config, clock, database: test.database }, () => {});
  const stores: Stores = publishingStores(createSqlStores(test.database), feed.transport);
  const running = new Set<WorkerProcess>();
  let isClosed = false;
  const begin = (args: readonly string[]): WorkerProcess => {
    const worker = startWorkerProcess(args, env);
    running.add(worker);
    worker.child.once('close', () => running.delete(worker));
    return worker;
  };
  const program = place.program ?? join(ROOT, 'dist/cli/main.js');
  return {
    database: test.database,
    stores,
    prefix,
    env,
    config,
    /** Starts `coinhound worker`. */
    start: (kind: Kind | 'all') => begin([program, 'worker', ...(kind === 'all' ? [] : [kind])]),
    /** Starts `workers/<kind>.ts`, which takes its time. */
    startFromSources: (kind: Kind) => begin(['--import', 'tsx', `workers/${kind}.ts`]),
    /**
     * Opens the first case of each dataset.
     * @param key of the request: the same one again opens no other cases
     * @returns the runs, in the order of the datasets
     */
    async openAll(key = 'first'): Promise<string[]> {
      const alerts = { checkWebhook: () => {}, checkEmails: () => {}, newSecret: () => '' };
      const deps = { cases: stores.cases, clock, defaults: config.limits, alerts };
      const opened = DATASETS.map((name) =>
        openCase(
          caseOf(name),
          { owner: 'test', idempotencyKey: `${key} ${name}`.replaceAll(' ', '-') },
          deps,
        ),
      );
      return (await Promise.all(opened)).map(({ runId }) => runId);
    },
    /** Waits until the runs are over, or a test that took too long has closed all. @returns their states and digests */
    async results(runIds: readonly string[]): Promise<RunEnd[]> {
      while (!isClosed) {
        const runs = await readRuns(test, runIds).catch(() => []);
        if (runs.length > 0 && runs.every(({ state }) => state !== 'running')) return runs;
        await sleep(50);
      }
      throw new Error('the deployment was closed');
    },
    async runningJobs(): Promise<number> {
      const { rows } = await sql<{
        n: number;
      }>`select count(*) as n from jobs where state = 'running'`.execute(test.database.sql);
      return rows[0]?.n ?? 0;
    },
    async close() {
      isClosed = true;
      await Promise.all(
        [...running].map(async (worker) => {
          worker.child.kill('SIGKILL');
          await worker.ended();
        }),
      );
      await feed.close();
      await test.drop();
    },
  };
}

export interface RunEnd {
  readonly id: string;
  readonly state: string;
  readonly error: string | null;
  readonly inputDigest: string | null;
  readonly resultDigest: string | null;
}

async function readRuns({ database }: TestDatabase, runIds: readonly string[]): Promise<RunEnd[]> {
  const rows = await database.sql
    .selectFrom('runs')
    .select(['id', 'state', 'error', 'input_digest as inputDigest', 'result_digest as resultDigest'])
    .where('id', 'in', runIds)
    .execute();
  return runIds.flatMap((id) => rows.filter((row) => row.id === id));
}

export type Deployment = Awaited<ReturnType<typeof createDeployment>>;
