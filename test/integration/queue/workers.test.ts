/**
 * Real worker processes on real servers: however many there are, the digests are those of a trace on the command line; and
 * what they do when they are told to stop.
 */
import { rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { startEmbedded } from '../../../src/compose/embedded.ts';
import { openObservers } from '../../../src/compose/observe.ts';
import { type Replay, startReplay } from '../../../src/replay/server.ts';
import { createMemoryStores } from '../../../src/storage/memory-stores.ts';
import { buildProgram } from '../../support/built-program.ts';
import { createDeployment, type Deployment, type WorkerProcess } from '../../support/deployment.ts';
import { joinDatasets } from '../../support/joined-dataset.ts';
import { startOwnRedis } from '../../support/services.ts';
import { DATASETS } from '../../support/shipped-datasets.ts';
import { shippedTags, traceStored } from '../../support/stored-trace.ts';
import { flushPrefix, testRedisUrl } from '../../support/test-redis.ts';

/** Less than half of the cases: what matters is who does the jobs, not how many there are. */
const folder = joinDatasets(0.4);
const clock = { now: () => Date.now() };
let replay: Replay;
let deployment: Deployment | null = null;
let program: string;
/** What a trace in one process gives, by dataset. */
let undisturbed: object[];

beforeAll(async () => {
  program = await buildProgram('src/cli/main.ts');
  replay = await startReplay({ dir: folder, latencyMs: 30 });
  undisturbed = [];
  for (const dataset of DATASETS) {
    const { run } = await traceStored({ stores: createMemoryStores(), dataset, replayUrl: replay.url });
    undisturbed.push({ state: 'done', inputDigest: run.inputDigest, resultDigest: run.resultDigest });
  }
});
afterEach(async () => {
  await deployment?.close();
  if (deployment !== null) await flushPrefix(deployment.prefix);
  deployment = null;
});
afterAll(async () => {
  await replay.close();
  rmSync(folder, { recursive: true });
});

const deploy = async (settings: Record<string, string> = {}, redisUrl = testRedisUrl()) => {
  deployment = await createDeployment({ redisUrl, replayUrl: replay.url, program, settings });
  return deployment;
};
const begun = async (worker: WorkerProcess) => {
  while (!worker.said().includes('worker works')) await sleep(20);
};
const expected = () => undisturbed.map((run) => expect.objectContaining(run));

describe('the digests are those of an undisturbed trace', () => {
  test('with one trace worker, from the sources', async () => {
    const { startFromSources, openAll, results } = await deploy();
    const runs = await openAll();
    startFromSources('rescan');
    startFromSources('trace');
    expect(await results(runs)).toEqual(expected());
  }, 120_000);

  test('with four trace workers', async () => {
    const { start, openAll, results } = await deploy();
    const runs = await openAll();
    start('rescan');
    for (let n = 0; n < 4; n += 1) start('trace');
    expect(await results(runs)).toEqual(expected());
  }, 120_000);

  test('with one worker for everything', async () => {
    const { start, openAll, results } = await deploy();
    start('all');
    expect(await results(await openAll())).toEqual(expected());
  }, 120_000);

  test('embedded, without Redis', async () => {
    const { config, database, env, openAll, results, stores } = await deploy();
    const observers = openObservers({ ...config, log: { level: 'silent' } }, env, 'test', null);
    const parts = { config, env, clock, database, shippedTags, observers };
    const embedded = await startEmbedded(parts, 'many');
    expect(await results(await openAll())).toEqual(expected());
    await embedded.stop();
    expect(await stores.jobs.unfinished(['settle', 'expand', 'notify'])).toBe(0);
  }, 120_000);

  test('when Redis loses everything in the middle', async () => {
    const { start, openAll, prefix, results } = await deploy();
    const runs = await openAll();
    const [worker] = [start('trace'), start('rescan')];
    await begun(worker);
    let lost = 0;
    for (let n = 0; n < 3; n += 1) {
      await sleep(500);
      lost += await flushPrefix(prefix);
    }
    expect(lost).toBeGreaterThan(0);
    expect(await results(runs)).toEqual(expected());
  }, 120_000);
});

describe('told to stop', () => {
  test.each(['SIGTERM', 'SIGINT'] as const)(
    'by %s, a worker finishes what it is at, and no other job is marked as running',
    async (signal) => {
      const { start, openAll, results, runningJobs } = await deploy();
      const runs = await openAll();
      const first = start('all');
      await begun(first);
      while ((await runningJobs()) === 0) await sleep(5);
      first.child.kill(signal);
      expect(await first.ended()).toBe(0);
      expect(await runningJobs()).toBe(0);
      expect(first.said()).toContain('worker stops');
      start('all');
      expect(await results(runs)).toEqual(expected());
    },
    120_000,
  );

  test('with no time to finish, it puts back what it is at', async () => {
    const slow = await startReplay({ dir: folder, latencyMs: 2000 });
    const { start, openAll, runningJobs } = await deploy({
      COINHOUND_QUEUE_SHUTDOWN_SECONDS: '0',
      COINHOUND_EXPLORER_ORDER_BITCOIN: 'mempool',
      COINHOUND_EXPLORERS_MEMPOOL_BASE_URL: `${slow.url}/api`,
      COINHOUND_EXPLORERS_ETHERSCAN_BASE_URL: `${slow.url}/v2/api`,
    });
    await openAll();
    const worker = start('all');
    await begun(worker);
    while ((await runningJobs()) === 0) await sleep(5);
    const began = Date.now();
    worker.child.kill('SIGTERM');
    const code = await worker.ended();
    const took = Date.now() - began;
    await slow.close();
    expect(code).toBe(0);
    expect(took).toBeLessThan(1900);
    expect(await runningJobs()).toBe(0);
  }, 120_000);

  test('it ends while Redis is away', async () => {
    const redis = await startOwnRedis();
    const { start } = await deploy({}, redis.url);
    const worker = start('all');
    await begun(worker);
    await sleep(500);
    await redis.stop();
    await sleep(500);
    const began = Date.now();
    worker.child.kill('SIGTERM');
    expect(await worker.ended()).toBe(0);
    expect(Date.now() - began).toBeLessThan(8000);
  }, 120_000);
});
