/**
 * Everything dies, again and again, while cases are traced: workers and the API without a warning, Redis with all its data,
 * PostgreSQL, the explorer. Every case is finished by itself, as if nothing had been. COINHOUND_CHAOS_KILLS says how many workers are
 * killed, COINHOUND_CHAOS_SEED which and when.
 */
import { rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { sql } from 'kysely';
import { type Replay, startReplay } from '../../src/replay/server.ts';
import { coinhound } from '../support/cli.ts';
import { createDeployment, type Deployment } from '../support/deployment.ts';
import { joinDatasets } from '../support/joined-dataset.ts';
import { freePort, type OwnService } from '../support/server-process.ts';
import { startService } from '../support/service-process.ts';
import { startOwnPostgres, startOwnRedis } from '../support/services.ts';
import { DATASETS } from '../support/shipped-datasets.ts';
import { caseOf } from '../support/stored-trace.ts';
import { type SwitchedExplorer, switchExplorers } from '../support/switched-explorer.ts';
import { type ApiSupervisor, type Supervisor, supervise, superviseApi } from './supervisor.ts';

const KILLS = Number(process.env.COINHOUND_CHAOS_KILLS ?? 3);
const SEED = Number(process.env.COINHOUND_CHAOS_SEED ?? Date.now() % 1_000_000);
const WORKERS = 3;
const LATENCY_MS = 50;

const folder = joinDatasets();
let postgres: OwnService;
let redis: OwnService;
let replay: Replay;
let explorer: SwitchedExplorer;
let deployment: Deployment;
let supervisor: Supervisor;
let api: ApiSupervisor;
let apiPort: number;
let key: string;

beforeAll(async () => {
  [postgres, redis] = await Promise.all([startOwnPostgres(), startOwnRedis()]);
  replay = await startReplay({ dir: folder, latencyMs: LATENCY_MS });
  explorer = await switchExplorers(replay);
  const place = { redisUrl: redis.url, replayUrl: explorer.url, postgresUrl: postgres.url };
  deployment = await createDeployment(place);
  const flags = ['--owner', 'chaos', '--name', 'chaos', '--role', 'investigator', '--json'];
  const created = await coinhound(['keys', 'create', ...flags], folder, deployment.env);
  ({ key } = JSON.parse(created.stdout));
  apiPort = await freePort();
  const env = { ...deployment.env, COINHOUND_TEST_PORT: String(apiPort) };
  api = superviseApi(() => startService(folder, env));
}, 120_000);
afterAll(async () => {
  supervisor.stop();
  await api.stop();
  await deployment.close();
  await explorer.close();
  await replay.close();
  await Promise.all([postgres.stop(), redis.stop()]);
  rmSync(folder, { recursive: true });
});

/** Numbers from 0 to below 2^31, the same for the same seed (Lehmer, MINSTD). */
function createRandom(seed: number): () => number {
  let state = (seed % 2_147_483_646) + 1;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state;
  };
}

const random = createRandom(SEED);

async function killWorker(): Promise<void> {
  // One that has just been started has nothing to lose yet.
  while (!supervisor.kill(random())) await sleep(20);
}

async function flushRedis(): Promise<void> {
  const client = new Redis(redis.url);
  await client.flushall();
  await client.quit();
}

async function stopExplorer(): Promise<void> {
  explorer.show(null);
  await sleep(1500);
  explorer.show(replay);
}

/** What happens beside the kills, each once, evenly among them. */
const DISASTERS: readonly (() => Promise<void>)[] = [
  () => api.kill(),
  flushRedis,
  () => redis.restart(500),
  () => postgres.restart(500),
  stopExplorer,
];

async function wreakHavoc(): Promise<void> {
  for (let kill = 1; kill <= KILLS; kill += 1) {
    await sleep(200 + (random() % 800));
    await killWorker();
    const from = Math.floor(((kill - 1) * DISASTERS.length) / KILLS);
    const to = Math.floor((kill * DISASTERS.length) / KILLS);
    for (const disaster of DISASTERS.slice(from, to)) {
      await sleep(random() % 500);
      await disaster();
    }
  }
}

/** Opens a case as a client does: again with the same key, until it is told that the case is open. */
async function open(dataset: string, wave: number): Promise<string> {
  for (;;) {
    const answer = await fetch(`http://127.0.0.1:${apiPort}/v1/cases`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${key}`,
        'content-type': 'application/json',
        'idempotency-key': `wave-${wave}-${dataset}`,
      },
      body: JSON.stringify(caseOf(dataset)),
    }).catch(() => null);
    if (answer?.status === 202) return ((await answer.json()) as { readonly runId: string }).runId;
    await sleep(200);
  }
}

/** How many rows there are of everything that a run stores. */
async function rowsOf(runId: string): Promise<unknown> {
  const { rows } = await sql`select
    (select count(*) from expansions where run_id = ${runId}) as expansions,
    (select count(distinct subject) from expansions where run_id = ${runId}) as subjects,
    (select count(*) from transactions where run_id = ${runId}) as transactions,
    (select count(*) from expansion_transactions where run_id = ${runId}) as links,
    (select count(*) from run_addresses where run_id = ${runId}) as addresses,
    (select count(*) from jobs where run_id = ${runId} and state = 'done') as done,
    (select count(*) from jobs where run_id = ${runId} and state <> 'done') as open,
    (select string_agg(number || ' ' || kind, ', ' order by number) from events
      where case_id = (select case_id from runs where id = ${runId})) as events`.execute(
    deployment.database.sql,
  );
  return rows[0];
}

/** A wave of the three cases, from their opening to what is stored of them. */
async function wave(number: number): Promise<unknown[]> {
  const runs = await Promise.all(DATASETS.map((dataset) => open(dataset, number)));
  const ends = await deployment.results(runs);
  return Promise.all(ends.map(async ({ id, ...end }) => ({ ...end, rows: await rowsOf(id) })));
}

test(
  `${KILLS} workers are killed, and all servers fail (COINHOUND_CHAOS_SEED=${SEED})`,
  async () => {
    supervisor = supervise(WORKERS, () => deployment.start('all'));
    const undisturbed = await wave(0);
    expect(undisturbed).toEqual(Array.from({ length: 3 }, () => expect.objectContaining({ state: 'done' })));
    let isOver = false;
    const havoc = wreakHavoc().finally(() => {
      isOver = true;
    });
    let waves = 0;
    while (!isOver) {
      waves += 1;
      expect(await wave(waves)).toEqual(undisturbed);
    }
    await havoc;
    // What was never finished would be lost: all cases that were opened are done, each once.
    const { rows } = await sql<{ cases: number; runs: number; jobs: number }>`select
      (select count(*) from cases) as cases,
      (select count(*) from runs where state = 'done') as runs,
      (select count(*) from jobs where state <> 'done') as jobs`.execute(deployment.database.sql);
    expect(rows).toEqual([{ cases: (waves + 1) * 3, runs: (waves + 1) * 3, jobs: 0 }]);
  },
  60_000 + KILLS * 30_000,
);
