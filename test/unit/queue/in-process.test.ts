/** The in-process runner, on the job table in memory. */
import { beforeEach, describe, expect, test } from '@jest/globals';
import type { TraceJob } from '../../../src/cases/job.ts';
import type { Stores } from '../../../src/cases/ports.ts';
import {
  BadProviderDataError,
  InvariantError,
  ProviderUnavailableError,
  StorageError,
} from '../../../src/core/errors.ts';
import type { Subject } from '../../../src/core/graph/subject.ts';
import { drainJobs, startRunner } from '../../../src/queue/in-process.ts';
import { createMemoryStores } from '../../../src/storage/memory-stores.ts';
import { anOpening } from '../../support/opening.ts';

const OPTIONS = { concurrency: 4, leaseMs: 60_000 };
type Handle = (job: TraceJob) => Promise<void>;
const both = (handle: Handle) => ({ settle: handle, expand: handle });
const clock = { now: () => Date.now() };
let stores: Stores;
beforeEach(() => {
  stores = createMemoryStores();
});

const open = async () => (await stores.cases.open(anOpening())).runId;
const drain = (handle: Handle, options = {}) =>
  drainJobs({ jobs: stores.jobs, clock, handlers: both(handle), maxAttempts: 3 }, { ...OPTIONS, ...options });
const RESULT = {
  report: {},
  inputDigest: '',
  resultDigest: '',
  graph: { methods: [], nodes: [], edges: [] },
  views: { outcomes: [], places: [], methods: {} },
  changes: null,
};
const finish = async (job: TraceJob) => {
  if (job.kind !== 'settle') throw new Error('not a settle job');
  await stores.runs.finish(job, { ...RESULT, at: 0 });
};
/** Settles into one round of look-ups, then finishes; look-ups go to `expand`. */
const rounds = (lookUps: number, expand: (job: TraceJob) => Promise<void>) => async (job: TraceJob) => {
  if (job.kind === 'expand') {
    await expand(job);
    await stores.graphs.add(
      job,
      { subject: job.subject, status: 'complete', transactions: [], count: 0 },
      { requests: 0, cacheHits: 0 },
    );
  } else if (job.round > 0) await finish(job);
  else {
    const subjects = Array.from(
      { length: lookUps },
      (_, n): Subject => ({ kind: 'transaction', chain: 'bitcoin', txid: `${n}` }),
    );
    await stores.runs.advance(job, subjects, 0, 0);
  }
};

describe('drainJobs', () => {
  test('nothing to do is done at once', async () => {
    expect(await drain(finish)).toEqual(new Map());
  });

  test('works through the rounds of several runs, with as many jobs at once as allowed and no more', async () => {
    const runs = [await open(), await open()];
    let atOnce = 0;
    let most = 0;
    await drain(
      rounds(20, async () => {
        atOnce += 1;
        most = Math.max(most, atOnce);
        await new Promise((resolve) => setTimeout(resolve, 1));
        atOnce -= 1;
      }),
    );
    expect(most).toBe(OPTIONS.concurrency);
    for (const run of runs) expect((await stores.runs.read(run)).state).toBe('done');
  });

  test('tries again what may pass by itself', async () => {
    const run = await open();
    const attempts: number[] = [];
    const failures = await drain(async (job) => {
      attempts.push(job.attempts);
      if (job.attempts < 3) throw new ProviderUnavailableError('down');
      await finish(job);
    });
    expect(attempts).toEqual([1, 2, 3]);
    expect(failures.size).toBe(0);
    expect((await stores.runs.read(run)).state).toBe('done');
  });

  test('waits longer before each attempt', async () => {
    await open();
    const times: number[] = [];
    await drain(async () => {
      times.push(Date.now());
      throw new ProviderUnavailableError('down');
    });
    const [first = 0, second = 0, third = 0] = times;
    expect(times).toHaveLength(3);
    expect(second - first).toBeGreaterThanOrEqual(500);
    expect(third - second).toBeGreaterThanOrEqual(1000);
  });

  test.each([
    ['a bug', new InvariantError('wrong sum')],
    ['an answer that stays wrong', new BadProviderDataError('no')],
    ['an error of no known kind', new TypeError('x is not a function')],
  ])('gives up at once: %s', async (_, error) => {
    const run = await open();
    let attempts = 0;
    const failures = await drain(async () => {
      attempts += 1;
      throw error;
    });
    expect(attempts).toBe(1);
    expect([...failures]).toEqual([[run, error]]);
    expect(await stores.runs.read(run)).toMatchObject({ state: 'failed', error: error.message });
  });

  test('a run that fails stops no other', async () => {
    const [bad, good] = [await open(), await open()];
    const failures = await drain(async (job) => {
      if (job.runId === bad) throw new InvariantError('bad');
      await finish(job);
    });
    expect([...failures.keys()]).toEqual([bad]);
    expect((await stores.runs.read(good)).state).toBe('done');
  });

  test('takes over the job of a process that died, when its lease has ended', async () => {
    const run = await open();
    await stores.jobs.claim({ kinds: ['settle'], limit: 1, at: 0, leaseUntil: Date.now() + 300 });
    const started = Date.now();
    await drain(finish);
    expect(Date.now() - started).toBeGreaterThanOrEqual(290);
    expect((await stores.runs.read(run)).state).toBe('done');
  });

  test('prolongs the lease of a job that takes long', async () => {
    await open();
    let requeued = -1;
    await drain(
      async (job) => {
        await new Promise((resolve) => setTimeout(resolve, 200));
        requeued = await stores.jobs.requeue(Date.now());
        await finish(job);
      },
      { leaseMs: 60 },
    );
    expect(requeued).toBe(0);
  });

  test('ends with the error of a job table that cannot be written, after what was under way', async () => {
    await open();
    const broken = withBrokenFail(stores);
    let done = 0;
    const handle = rounds(2, async (job) => {
      if (job.kind === 'expand' && job.ordinal === 0) throw new InvariantError('first');
      await new Promise((resolve) => setTimeout(resolve, 50));
      done += 1;
    });
    await expect(drainJobs({ jobs: broken, clock, handlers: both(handle) }, OPTIONS)).rejects.toThrow(
      StorageError,
    );
    expect(done).toBe(1);
  });
});

describe('a sweep of the runner', () => {
  /** A runner whose process stands still for longer than a lease when it is told to. */
  function standingStill(jobs: Stores['jobs'], handle: Handle) {
    let now = 0;
    const runner = startRunner(
      {
        jobs,
        clock: { now: () => now },
        handlers: both(handle),
        onTrouble: (error) => {
          throw error;
        },
      },
      OPTIONS,
    );
    const standStill = () => {
      now += OPTIONS.leaseMs + 1;
    };
    return { runner, standStill };
  }
  const held = () => new Promise<void>(() => {});

  test('leaves what is under way, and puts back what another process left', async () => {
    await open();
    const [abandoned] = await stores.jobs.claim({ kinds: ['settle'], limit: 1, at: 0, leaseUntil: 1 });
    await open();
    const seen: number[] = [];
    const { runner, standStill } = standingStill(stores.jobs, async ({ id }) => {
      seen.push(id);
      await held();
    });
    while (seen.length < 1) await new Promise(setImmediate);
    standStill();
    await runner.sweep();
    await runner.feed.publish([]);
    while (seen.length < 2) await new Promise(setImmediate);
    expect(seen[1]).toBe(abandoned?.id);
    expect(new Set(seen).size).toBe(2);
    await runner.stop(0);
  });

  test.each([
    ['a job is being claimed', 'claim'],
    ['leases are being prolonged', 'extend'],
  ] as const)('leaves what is under way when the process stands still while %s', async (_, step) => {
    await open();
    const { jobs } = stores;
    let isSweeping = false;
    let seen = 0;
    const late = new Proxy(jobs, {
      get(target, name) {
        const method = Reflect.get(target, name).bind(target);
        if (name !== step) return method;
        return async (...input: unknown[]) => {
          const answer = await method(...input);
          if (step === 'extend' && isSweeping) standStill();
          await new Promise((resolve) => setTimeout(resolve, 20));
          return answer;
        };
      },
    });
    const { runner, standStill } = standingStill(late, async () => {
      seen += 1;
      await held();
    });
    if (step === 'claim') await new Promise((resolve) => setTimeout(resolve, 5));
    else while (seen === 0) await new Promise(setImmediate);
    standStill();
    isSweeping = true;
    await runner.sweep();
    expect(await jobs.claim({ kinds: ['settle'], limit: 1, at: 1e12, leaseUntil: 2e12 })).toEqual([]);
    await runner.stop(0);
  });
});

/** The job table of the stores, of which `fail` fails. */
function withBrokenFail({ jobs }: Stores): Stores['jobs'] {
  return {
    claim: (claim) => jobs.claim(claim),
    extend: (held, until) => jobs.extend(held, until),
    retry: (job, error, at) => jobs.retry(job, error, at),
    fail: async () => {
      throw new StorageError('disk full');
    },
    requeue: (before) => jobs.requeue(before),
    unfinished: (kinds) => jobs.unfinished(kinds),
    claimOne: (id, lease) => jobs.claimOne(id, lease),
    complete: (job) => jobs.complete(job),
    release: (held) => jobs.release(held),
  };
}
