/** Redis may lose everything, be away, or never be told: what SQL holds is done all the same, within seconds. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test } from '@jest/globals';
import type { StoredJob } from '../../../src/cases/job.ts';
import { type BullService, createBullService } from '../../support/bull-service.ts';
import { madeUpRounds } from '../../support/made-up-rounds.ts';
import { anOpening } from '../../support/opening.ts';
import { freePort, type OwnService } from '../../support/server-process.ts';
import { startOwnRedis } from '../../support/services.ts';
import { flushPrefix, testRedisUrl } from '../../support/test-redis.ts';

let service: BullService;
afterEach(() => service.close());

/** Five rounds of 20 look-ups of 30 ms each: with four at once, a good second. */
const ROUNDS = [20, 20, 20, 20, 20];
const expand = () => sleep(30);
const open = async () => (await service.stores.cases.open(anOpening({ at: Date.now() }))).runId;
const stateOf = async (runId: string) => (await service.stores.runs.read(runId)).state;
const doneTwice = () => {
  const done = service.attempts.filter(({ outcome }) => outcome === 'done').map(({ job }) => job.id);
  return done.length - new Set(done).size;
};

test('Redis loses everything, again and again', async () => {
  service = await createBullService(testRedisUrl());
  await service.ready();
  service.startWorker(madeUpRounds(service.stores, { lookUps: ROUNDS, expand }));
  // It is the loss that is noticed: nothing is told of again for its age alone before the test is over.
  service.startSweeps(200, 600_000);
  const runs = [await open(), await open()];
  let lost = 0;
  for (let n = 0; n < 4; n += 1) {
    await sleep(250);
    lost += await flushPrefix(service.prefix);
  }
  await service.allDone();
  expect(lost).toBeGreaterThan(40);
  for (const run of runs) expect(await stateOf(run)).toBe('done');
  // Each job was claimed by one delivery at a time.
  expect(doneTwice()).toBe(0);
}, 120_000);

test('the publisher dies between the commit and the telling', async () => {
  service = await createBullService(testRedisUrl());
  await service.ready();
  const { runId } = await service.plain.cases.open(anOpening({ at: Date.now() }));
  // Neither do the rounds tell anybody.
  service.startWorker(madeUpRounds(service.plain, { lookUps: [3, 3] }));
  service.startSweeps();
  await service.allDone();
  expect(await stateOf(runId)).toBe('done');
});

test('a job is stuck in Redis: it is told of again on its own, and so is the one that waits for it', async () => {
  service = await createBullService(testRedisUrl());
  await service.ready();
  const opened = await service.plain.cases.open(anOpening({ at: Date.now() }));
  // As if it had been told: SQL says so, and Redis knows nothing of it.
  await service.transport.keptSince(Date.now() - 10_000);
  await service.outbox.told(opened.jobs, Date.now());
  service.startWorker(madeUpRounds(service.stores, { lookUps: [2] }));
  service.startSweeps(200, 1000);
  await service.allDone();
  expect(await stateOf(opened.runId)).toBe('done');
});

test('Redis is away at the start: cases are accepted at once, and done when it comes', async () => {
  const port = await freePort();
  service = await createBullService(`redis://127.0.0.1:${port}`);
  service.startWorker(madeUpRounds(service.stores, { lookUps: [3, 3] }));
  service.startSweeps();
  await sleep(300);
  const began = Date.now();
  const runId = await open();
  expect(Date.now() - began).toBeLessThan(500);
  expect(service.troubles.length).toBeGreaterThan(0);
  const redis = await startOwnRedis(port);
  await service.allDone();
  expect(await stateOf(runId)).toBe('done');
  await redis.stop();
});

test('Redis is restarted without its data while jobs are under way', async () => {
  const redis: OwnService = await startOwnRedis();
  service = await createBullService(redis.url);
  await service.ready();
  service.startWorker(madeUpRounds(service.stores, { lookUps: ROUNDS, expand }));
  service.startSweeps();
  const before = await open();
  await sleep(300);
  const restart = redis.restart(700);
  await sleep(200);
  const began = Date.now();
  const during = await open();
  expect(Date.now() - began).toBeLessThan(1000);
  await restart;
  await service.allDone();
  expect([await stateOf(before), await stateOf(during)]).toEqual(['done', 'done']);
  await service.close();
  await redis.stop();
  service = await createBullService(testRedisUrl());
});

test('looking for what is to be told costs little while 100,000 jobs wait that were told', async () => {
  service = await createBullService(testRedisUrl());
  await service.ready();
  const at = Date.now();
  const { jobs } = await service.plain.cases.open(anOpening({ at }));
  const settle = await service.plain.jobs.claimOne(jobs[0]?.id ?? 0, { at, leaseUntil: at + 60_000 });
  if (settle.state !== 'claimed' || settle.job.kind !== 'settle') throw new Error('no settle job');
  const frontier = Array.from(
    { length: 100_000 },
    (_, n) => ({ kind: 'transaction', chain: 'bitcoin', txid: `${n}` }) as const,
  );
  const round: readonly StoredJob[] = await service.plain.runs.advance(settle.job, frontier, 0, at);
  await service.outbox.told(round, at);
  const query = {
    at: at + 30_000,
    storedBefore: at + 28_000,
    toldBefore: at - 1000,
    staleBefore: at - 30_000,
    staleKinds: ['settle', 'expand'],
    limit: 1000,
  } as const;
  const took: number[] = [];
  for (let n = 0; n < 5; n += 1) {
    const began = performance.now();
    expect(await service.outbox.untold(query)).toEqual([]);
    took.push(performance.now() - began);
  }
  expect(Math.min(...took)).toBeLessThan(20);
  const lost = await service.outbox.untold({ ...query, toldBefore: at + 1 });
  expect(lost).toHaveLength(1000);
}, 120_000);
