/** Which jobs a queue is told of again, on PGlite and on PostgreSQL. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { SettleJob, StoredJob } from '../../src/cases/job.ts';
import type { JobOutbox, OutboxQuery } from '../../src/cases/job-feed.ts';
import type { Stores } from '../../src/cases/ports.ts';
import type { Subject } from '../../src/core/graph/subject.ts';
import { createJobOutbox } from '../../src/storage/job-outbox.ts';
import { anOpening } from '../support/opening.ts';
import { ENGINES } from '../support/test-database.ts';
import { createTestStores, type TestStores } from '../support/test-stores.ts';

const T0 = Date.UTC(2022, 0, 17);
/** One second after everything was stored; nobody was told; all that was told is kept, and nothing is stale. */
const QUERY: OutboxQuery = {
  at: T0 + 1000,
  storedBefore: T0 + 1000,
  toldBefore: T0 - 1000,
  staleBefore: T0 - 1000,
  staleKinds: [],
  limit: 10,
};
const SUBJECTS: readonly Subject[] = ['a', 'b'].map((txid) => ({
  kind: 'transaction',
  chain: 'bitcoin',
  txid,
}));

describe.each(ENGINES)('the outbox in %s', (engine) => {
  let kept: TestStores;
  let stores: Stores;
  let outbox: JobOutbox;
  beforeAll(async () => {
    kept = await createTestStores(engine);
    if (kept.database === null) throw new Error('no database');
    outbox = createJobOutbox(kept.database);
  });
  beforeEach(async () => {
    stores = await kept.empty();
  });
  afterAll(() => kept.drop());

  const untold = async (changes: Partial<OutboxQuery> = {}) =>
    (await outbox.untold({ ...QUERY, ...changes })).map(({ id }) => id);
  const idsOf = (jobs: readonly StoredJob[]) => jobs.map(({ id }) => id);
  const open = async () => (await stores.cases.open(anOpening({ at: T0 }))).jobs;
  const lease = { at: T0, leaseUntil: T0 + 5000 };
  const openRound = async () => {
    const [first] = await open();
    const claim = await stores.jobs.claimOne(first?.id ?? 0, lease);
    if (claim.state !== 'claimed') throw new Error('not claimed');
    return stores.runs.advance(claim.job as SettleJob, SUBJECTS, 7, T0);
  };

  test('gives what was never told, as the stores told it, after a time for its publisher', async () => {
    const jobs = await open();
    expect(await untold({ storedBefore: T0 - 1 })).toEqual([]);
    expect(await outbox.untold(QUERY)).toEqual(jobs);
    await outbox.told(jobs, T0 + 10);
    expect(await untold()).toEqual([]);
  });

  test('gives what was told before the queue lost everything', async () => {
    const jobs = await open();
    await outbox.told(jobs, T0 + 10);
    expect(await untold({ toldBefore: T0 + 10 })).toEqual([]);
    expect(await untold({ toldBefore: T0 + 11 })).toEqual(idsOf(jobs));
  });

  test('gives what was told long ago, for the kinds that are wanted', async () => {
    const jobs = await open();
    await outbox.told(jobs, T0 + 10);
    const staleBefore = T0 + 900;
    expect(await untold({ staleBefore })).toEqual([]);
    expect(await untold({ staleBefore, staleKinds: ['expand', 'notify'] })).toEqual([]);
    expect(await untold({ staleBefore, staleKinds: ['settle'] })).toEqual(idsOf(jobs));
    expect(await untold({ staleBefore: T0 + 10, staleKinds: ['settle'] })).toEqual([]);
  });

  test('does not call stale what became due a moment ago', async () => {
    const [stored] = await open();
    const claim = await stores.jobs.claimOne(stored?.id ?? 0, lease);
    if (claim.state !== 'claimed' || stored === undefined) throw new Error('not claimed');
    await outbox.told([stored], T0 + 10);
    await stores.jobs.retry(claim.job, 'down', T0 + 950);
    const stale = { staleBefore: T0 + 900, staleKinds: ['settle'] } as const;
    expect(await untold(stale)).toEqual([]);
    expect(await untold({ ...stale, at: T0 + 2000, staleBefore: T0 + 1000 })).toEqual([stored.id]);
    expect(await untold({ toldBefore: T0 + 20, at: T0 + 949 })).toEqual([]);
  });

  test('does not give what waits for others, is worked on, or is closed', async () => {
    const jobs = await openRound();
    const [settle, first, second] = idsOf(jobs);
    expect(await untold()).toEqual([first, second]);
    await stores.jobs.claimOne(first ?? 0, lease);
    expect(await untold()).toEqual([second]);
    const claim = await stores.jobs.claimOne(second ?? 0, lease);
    if (claim.state !== 'claimed' || settle === undefined) throw new Error('not claimed');
    await stores.jobs.fail(claim.job, 'no', T0);
    expect(await untold()).toEqual([]);
  });

  test('gives what a process had to put back, or left behind', async () => {
    const jobs = await openRound();
    await outbox.told(jobs, T0 + 10);
    const [, first, second] = jobs;
    const claims = await Promise.all([first, second].map((job) => stores.jobs.claimOne(job?.id ?? 0, lease)));
    const [claim] = claims;
    if (claim?.state !== 'claimed') throw new Error('not claimed');
    await stores.jobs.release([claim.job]);
    expect(await untold()).toEqual([first?.id]);
    await stores.jobs.requeue('all');
    expect(await untold()).toEqual([first?.id, second?.id]);
  });

  test('what is told singly takes what waits for it out of its flow', async () => {
    const jobs = await openRound();
    await outbox.told(jobs, T0 + 10);
    const [settle, first, second] = jobs;
    if (first === undefined || second === undefined) throw new Error('no jobs');
    await outbox.toldSingly([first], T0 + 20);
    for (const job of [first, second]) {
      const claim = await stores.jobs.claimOne(job.id, lease);
      if (claim.state !== 'claimed' || claim.job.kind !== 'expand') throw new Error('not claimed');
      const { subject } = claim.job;
      const found = { subject, status: 'complete', transactions: [], count: 0 } as const;
      expect(await untold()).toEqual([]);
      await stores.graphs.add(claim.job, found, { requests: 0, cacheHits: 0 });
    }
    expect(await untold()).toEqual([settle?.id]);
  });

  test('gives the longest untold first, and no more than asked', async () => {
    const [a, b, c] = [await open(), await open(), await open()].flat();
    if (a === undefined || b === undefined || c === undefined) throw new Error('no jobs');
    await outbox.told([a], T0 + 20);
    await outbox.told([b], T0 + 10);
    expect(await untold({ toldBefore: T0 + 30 })).toEqual([c.id, b.id, a.id]);
    expect(await untold({ toldBefore: T0 + 30, limit: 2 })).toEqual([c.id, b.id]);
    await outbox.told([], T0);
  });
});
