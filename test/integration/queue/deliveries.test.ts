/** What BullMQ delivers is a hint: SQL says whether anything is to be done. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { Queue } from 'bullmq';
import { InvariantError } from '../../../src/core/errors.ts';
import { carriedOptions } from '../../../src/queue/carried-job.ts';
import { type BullService, createBullService } from '../../support/bull-service.ts';
import { madeUpRounds } from '../../support/made-up-rounds.ts';
import { anOpening } from '../../support/opening.ts';
import { flushPrefix, testRedisUrl } from '../../support/test-redis.ts';

let service: BullService;
let queue: Queue;
beforeEach(async () => {
  service = await createBullService(testRedisUrl());
  const { hostname, port } = new URL(testRedisUrl());
  const connection = { host: hostname, port: Number(port) };
  queue = new Queue('trace', { connection, prefix: service.prefix });
  await service.ready();
});
afterEach(async () => {
  await service.close();
  await queue.close();
  await flushPrefix(service.prefix);
});

const deliver = (jobId: number, id: string) => {
  const job = { id: jobId, kind: 'settle', parentId: null, priority: 0 } as const;
  return queue.add('settle', { jobId }, carriedOptions(job, id));
};
const gone = async (id: string) => {
  while ((await queue.getJob(id)) !== undefined) await sleep(10);
};

test('a round is a flow: the settle job waits for its expand jobs, and carries nothing but its id', async () => {
  const expand = async () => {
    await sleep(300);
  };
  const opened = await service.stores.cases.open(anOpening({ at: Date.now() }));
  expect(opened.jobs).toHaveLength(1);
  service.startWorker(madeUpRounds(service.stores, { lookUps: [3], expand }));
  while ((await queue.getWaitingChildrenCount()) === 0) await sleep(5);
  const [settle] = await queue.getWaitingChildren();
  expect(settle?.name).toBe('settle');
  expect(settle?.data).toEqual({ jobId: Number(settle?.id?.replace('job-', '')) });
  expect((await settle?.getDependenciesCount())?.unprocessed).toBe(3);
  await service.allDone();
  await gone(settle?.id ?? '');
  expect(await queue.getJobCountByTypes('completed', 'failed', 'delayed', 'active')).toBe(0);
});

test('a job that is done is not done again', async () => {
  const { jobs } = await service.stores.cases.open(anOpening({ at: Date.now() }));
  service.startWorker(madeUpRounds(service.stores, { lookUps: [] }));
  await service.allDone();
  expect(service.attempts).toHaveLength(1);
  await deliver(jobs[0]?.id ?? 0, 'again');
  await deliver(987_654_321, 'never-was');
  await gone('again');
  await gone('never-was');
  expect(service.attempts).toHaveLength(1);
  expect(service.troubles).toEqual([]);
});

test('a job that another process works on is put off until its lease ends', async () => {
  const { jobs, runId } = await service.plain.cases.open(anOpening({ at: Date.now() }));
  const jobId = jobs[0]?.id ?? 0;
  const leaseUntil = Date.now() + 1500;
  await service.plain.jobs.claimOne(jobId, { at: Date.now(), leaseUntil });
  service.startWorker(madeUpRounds(service.stores, { lookUps: [] }));
  await deliver(jobId, 'early');
  while ((await queue.getDelayedCount()) === 0) await sleep(10);
  expect(service.attempts).toEqual([]);
  await service.allDone();
  expect(Date.now()).toBeGreaterThan(leaseUntil);
  expect(service.attempts.map(({ job, outcome }) => [job.attempts, outcome])).toEqual([[2, 'done']]);
  expect((await service.stores.runs.read(runId)).state).toBe('done');
});

test('a job that is delivered before those it waits for is looked at again', async () => {
  const { jobs } = await service.plain.cases.open(anOpening({ at: Date.now() }));
  const claim = { at: Date.now(), leaseUntil: Date.now() + 60_000 };
  const settle = await service.plain.jobs.claimOne(jobs[0]?.id ?? 0, claim);
  if (settle.state !== 'claimed' || settle.job.kind !== 'settle') throw new Error('no settle job');
  const subject = { kind: 'transaction', chain: 'bitcoin', txid: 'a' } as const;
  const round = await service.plain.runs.advance(settle.job, [subject], 0, Date.now());
  const [parent, child] = round.map(({ id }) => id);
  service.startWorker(madeUpRounds(service.stores, { lookUps: [1] }));
  await deliver(parent ?? 0, 'parent');
  while ((await queue.getDelayedCount()) === 0) await sleep(10);
  await deliver(child ?? 0, 'child');
  await service.allDone();
  expect(service.attempts.map(({ job }) => job.id)).toEqual([child, parent]);
});

test('what is given up is told to BullMQ with its reason, once, and is not tried again', async () => {
  const settle = async () => {
    throw new InvariantError('the sum is wrong');
  };
  const { runId } = await service.stores.cases.open(anOpening({ at: Date.now() }));
  service.startWorker(madeUpRounds(service.stores, { lookUps: [], settle }));
  await service.allDone();
  while ((await queue.getFailedCount()) === 0) await sleep(10);
  const [failed] = await queue.getFailed();
  expect({ reason: failed?.failedReason, attempts: failed?.attemptsMade }).toEqual({
    reason: 'the sum is wrong',
    attempts: 1,
  });
  expect(service.attempts).toHaveLength(1);
  expect(await service.stores.runs.read(runId)).toMatchObject({ state: 'failed', error: 'the sum is wrong' });
});

test('a round of 5,000 look-ups is told in one go, for seconds of work', async () => {
  const { jobs } = await service.plain.cases.open(anOpening({ at: Date.now() }));
  const claim = { at: Date.now(), leaseUntil: Date.now() + 60_000 };
  const settle = await service.plain.jobs.claimOne(jobs[0]?.id ?? 0, claim);
  if (settle.state !== 'claimed' || settle.job.kind !== 'settle') throw new Error('no settle job');
  const frontier = Array.from(
    { length: 5000 },
    (_, n) => ({ kind: 'transaction', chain: 'bitcoin', txid: `${n}` }) as const,
  );
  const round = await service.plain.runs.advance(settle.job, frontier, 0, Date.now());
  const before = process.cpuUsage();
  await service.transport.publish(round);
  // Microseconds of work, which others on the machine do not make more.
  const { user, system } = process.cpuUsage(before);
  expect(user + system).toBeLessThan(8_000_000);
  expect(await queue.getJobCountByTypes('prioritized')).toBe(5000);
  expect(await queue.getWaitingChildrenCount()).toBe(1);
  expect(service.troubles).toEqual([]);
});
