/** What queues may rely on in the job table, in memory, on PGlite and on PostgreSQL. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Job, JobKind, NotifyJob } from '../../src/cases/job.ts';
import type { Stores } from '../../src/cases/ports.ts';
import type { Subject } from '../../src/core/graph/subject.ts';
import { NO_RESULT } from '../support/made-up-rounds.ts';
import { anOpening } from '../support/opening.ts';
import { createTestStores, STORES, type TestStores } from '../support/test-stores.ts';
import { id } from '../support/transactions.ts';

const T0 = Date.UTC(2022, 0, 17);
const ALL: readonly JobKind[] = ['settle', 'expand', 'notify'];
const SUBJECTS: readonly Subject[] = ['a', 'b'].map((name) => ({
  kind: 'transaction',
  chain: 'bitcoin',
  txid: id(name),
}));

describe.each(STORES)('jobs in %s', (name) => {
  let kept: TestStores;
  let stores: Stores;
  beforeAll(async () => {
    kept = await createTestStores(name);
  });
  beforeEach(async () => {
    stores = await kept.empty();
  });
  afterAll(() => kept.drop());

  const open = () => stores.cases.open(anOpening({ idempotencyKey: 'key', at: T0 }));
  const claim = (kinds: readonly JobKind[] = ALL, at = T0) =>
    stores.jobs.claim({ kinds, limit: 10, at, leaseUntil: at + 1000 });
  const claimOne = (job: number, at = T0) => stores.jobs.claimOne(job, { at, leaseUntil: at + 1000 });
  const only = <T>([one]: readonly T[]): T => {
    if (one === undefined) throw new Error('nothing there');
    return one;
  };
  /** A run whose first round has two look-ups. */
  const openRound = async () => {
    const { runId } = await open();
    const settle = only(await claim());
    if (settle.kind !== 'settle') throw new Error('not a settle job');
    return { runId, jobs: await stores.runs.advance(settle, SUBJECTS, 5000, T0), settle };
  };
  const finish = async () => {
    const { runId } = await open();
    const settle = only(await claim());
    if (settle.kind !== 'settle') throw new Error('not a settle job');
    await stores.runs.finish(settle, { ...NO_RESULT, at: T0 });
    return runId;
  };
  const notify = (runId: string) => kept.notify(stores, runId, 'delivery-1', T0);

  describe('what was stored is told', () => {
    test('by a case that is opened, but not by its second opening', async () => {
      const { jobs, runId } = await open();
      expect(jobs).toMatchObject([{ kind: 'settle', parentId: null, priority: 0 }]);
      expect(await claim()).toMatchObject([{ id: only(jobs).id, runId }]);
      expect((await open()).jobs).toEqual([]);
    });

    test('by a round: the job that waits first, then those that it waits for, in their order', async () => {
      const { jobs, settle } = await openRound();
      const parentId = only(jobs).id;
      expect(jobs.map(({ kind, parentId: parent }) => [kind, parent])).toEqual([
        ['settle', null],
        ['expand', parentId],
        ['expand', parentId],
      ]);
      // 5,000 look-ups take 13 bits.
      expect(jobs.map(({ priority }) => priority)).toEqual([13, 13, 13]);
      const ordinals = (await claim()).map((job) => [job.id, job.kind === 'expand' ? job.ordinal : null]);
      expect(ordinals).toEqual(jobs.slice(1).map((job, ordinal) => [job.id, ordinal]));
      expect(await stores.runs.advance(settle, SUBJECTS, 0, T0)).toEqual([]);
    });
  });

  test('claims give only the kinds that are asked for', async () => {
    const runId = await finish();
    const stored = await notify(runId);
    await stores.cases.open(anOpening({ at: T0 }));
    expect(await stores.jobs.unfinished(['settle', 'expand'])).toBe(1);
    expect(await stores.jobs.unfinished(['notify'])).toBe(1);
    expect(await claim([])).toEqual([]);
    expect(await claim(['notify'])).toEqual([
      { id: stored.id, kind: 'notify', runId, attempts: 1, deliveryId: 'delivery-1' },
    ]);
    expect(await claim(['expand'])).toEqual([]);
    expect(await claim(['settle'])).toMatchObject([{ kind: 'settle' }]);
  });

  describe('the claim of one job', () => {
    test('gives it, once', async () => {
      const { id: job } = only((await open()).jobs);
      const claims = await Promise.all([claimOne(job), claimOne(job), claimOne(job)]);
      const states = claims.map(({ state }) => state).sort();
      expect(states).toEqual(['claimed', 'held', 'held']);
      expect(claims).toContainEqual({ state: 'held', leaseUntil: T0 + 1000 });
      expect(claims).toContainEqual({
        state: 'claimed',
        job: expect.objectContaining({ id: job, kind: 'settle', round: 0, attempts: 1 }),
      });
      expect(await claim()).toEqual([]);
    });

    test('says that it waits for others', async () => {
      const { jobs } = await openRound();
      expect(await claimOne(only(jobs).id)).toEqual({ state: 'blocked' });
      for (const job of await claim()) {
        if (job.kind !== 'expand') throw new Error('not a look-up');
        const { subject } = job;
        const expansion = { subject, status: 'complete', transactions: [], count: 0 } as const;
        await stores.graphs.add(job, expansion, { requests: 0, cacheHits: 0 });
      }
      expect(await claimOne(only(jobs).id)).toMatchObject({ state: 'claimed', job: { kind: 'settle' } });
    });

    test('says from when on it is due', async () => {
      const { id: job } = only((await open()).jobs);
      await stores.jobs.retry(only(await claim()), 'down', T0 + 500);
      expect(await claimOne(job, T0 + 499)).toEqual({ state: 'not-due', runAt: T0 + 500 });
      expect(await claimOne(job, T0 + 500)).toMatchObject({ state: 'claimed', job: { attempts: 2 } });
    });

    test('takes it from a process whose lease has ended, and from no other', async () => {
      const { id: job } = only((await open()).jobs);
      const first = only(await claim());
      expect(await claimOne(job, T0 + 1000)).toEqual({ state: 'held', leaseUntil: T0 + 1000 });
      expect(await claimOne(job, T0 + 1001)).toMatchObject({ state: 'claimed', job: { attempts: 2 } });
      await stores.jobs.fail(first, 'too late', T0 + 1002);
      expect((await stores.runs.read(first.runId)).state).toBe('running');
    });

    test.each([
      ['done', (job: Job) => stores.jobs.complete(job as NotifyJob)],
      ['given up', (job: Job) => stores.jobs.fail(job, 'no', T0)],
    ])('says that it is closed: %s', async (_, close) => {
      const { id: job } = await notify(await finish());
      await close(only(await claim()));
      expect(await claimOne(job)).toEqual({ state: 'closed' });
    });

    test('says that it is closed: never was', async () => {
      expect(await claimOne(987_654_321)).toEqual({ state: 'closed' });
    });
  });

  test('jobs that a process gives back are free at once, those that another has taken over stay', async () => {
    await openRound();
    const [mine, taken] = await claim();
    if (mine === undefined || taken === undefined) throw new Error('no jobs');
    await stores.jobs.claimOne(taken.id, { at: T0 + 1001, leaseUntil: T0 + 9000 });
    await stores.jobs.release([mine, taken]);
    expect((await claim(ALL, T0 + 1)).map((job) => job.id)).toEqual([mine.id]);
    expect(await claimOne(taken.id, T0 + 8000)).toEqual({ state: 'held', leaseUntil: T0 + 9000 });
  });

  test('a notification that is given up leaves its run and other notifications alone', async () => {
    const { runId } = await open();
    await notify(runId);
    await kept.notify(stores, runId, 'delivery-2', T0);
    const [first] = await claim(['notify']);
    await stores.jobs.release(
      await stores.jobs.claim({ kinds: ['notify'], limit: 0, at: T0, leaseUntil: T0 }),
    );
    if (first === undefined) throw new Error('no job');
    await stores.jobs.fail(first, 'refused', T0);
    expect((await stores.runs.read(runId)).state).toBe('running');
    expect(await stores.jobs.unfinished(['settle', 'expand'])).toBe(1);
    expect(await stores.jobs.unfinished(['notify'])).toBe(1);
  });

  test('a run that fails leaves its notifications alone', async () => {
    const { runId } = await open();
    await notify(runId);
    await stores.jobs.fail(only(await claim(['settle'])), 'a bug', T0);
    expect((await stores.runs.read(runId)).state).toBe('failed');
    expect(await claim()).toMatchObject([{ kind: 'notify' }]);
  });
});
