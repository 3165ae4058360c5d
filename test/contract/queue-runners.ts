/** What every runner of jobs must do, whatever carries the jobs to it. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { JobKind } from '../../src/cases/job.ts';
import type { Stores } from '../../src/cases/ports.ts';
import type { JobHandlers } from '../../src/cases/run-job.ts';
import { InvariantError, ProviderUnavailableError } from '../../src/core/errors.ts';
import type { Attempt } from '../../src/queue/attempt.ts';
import { madeUpRounds } from '../support/made-up-rounds.ts';
import { anOpening } from '../support/opening.ts';
import { createTestStores, type StoresName, type TestStores } from '../support/test-stores.ts';

export interface RunnerUnderTest {
  /** Stores whose new jobs reach the runner. */
  readonly stores: Stores;
  /** Begins to work. */
  start(handlers: JobHandlers, options: StartOptions): Promise<{ stop(deadlineMs: number): Promise<void> }>;
  close(): Promise<void>;
}

export interface StartOptions {
  readonly concurrency: number;
  readonly leaseMs: number;
  readonly onAttempt: (attempt: Attempt) => void;
}

const KINDS: readonly JobKind[] = ['settle', 'expand', 'notify'];

/** @param create a runner over emptied stores */
export function describeRunner(
  name: string,
  storesName: StoresName,
  create: (stores: Stores, kept: TestStores) => Promise<RunnerUnderTest>,
): void {
  describe(`runner: ${name}`, () => {
    let kept: TestStores;
    let runner: RunnerUnderTest;
    let attempts: Attempt[];
    const started: { stop(deadlineMs: number): Promise<void> }[] = [];
    beforeAll(async () => {
      kept = await createTestStores(storesName);
    });
    beforeEach(async () => {
      runner = await create(await kept.empty(), kept);
      attempts = [];
    });
    afterEach(async () => {
      for (const one of started.splice(0)) await one.stop(0);
      await runner.close();
    });
    afterAll(() => kept.drop());

    const start = async (handlers: JobHandlers, options: Partial<StartOptions> = {}) => {
      const onAttempt = (attempt: Attempt) => attempts.push(attempt);
      const one = await runner.start(handlers, { concurrency: 4, leaseMs: 3000, onAttempt, ...options });
      started.push(one);
      return one;
    };
    const open = async () => (await runner.stores.cases.open(anOpening())).runId;
    const stateOf = async (runId: string) => (await runner.stores.runs.read(runId)).state;
    const allDone = async (kinds = KINDS) => {
      while ((await runner.stores.jobs.unfinished(kinds)) > 0) await sleep(10);
    };

    test('walks runs through their rounds, with as many jobs at once as allowed and no more', async () => {
      const before = await open();
      let [atOnce, most] = [0, 0];
      const expand = async () => {
        atOnce += 1;
        most = Math.max(most, atOnce);
        await sleep(30);
        atOnce -= 1;
      };
      await start(madeUpRounds(runner.stores, { lookUps: [20, 1, 3], expand }));
      const after = await open();
      await allDone();
      expect(most).toBe(4);
      expect([await stateOf(before), await stateOf(after)]).toEqual(['done', 'done']);
      // Four settlings and 24 look-ups for each run, none done twice.
      expect(attempts.map(({ outcome }) => outcome)).toEqual(Array.from({ length: 56 }, () => 'done'));
      expect(new Set(attempts.map(({ job }) => job.id)).size).toBe(56);
    });

    test('begins what is stored while it idles without delay', async () => {
      await start(madeUpRounds(runner.stores, { lookUps: [1] }));
      await sleep(300);
      const at = Date.now();
      await open();
      await allDone();
      expect(Date.now() - at).toBeLessThan(800);
    });

    test('tries again what may pass by itself, later each time', async () => {
      const times: number[] = [];
      const expand = async ({ attempts: attempt }: { attempts: number }) => {
        times.push(Date.now());
        if (attempt < 3) throw new ProviderUnavailableError('down');
      };
      await start(madeUpRounds(runner.stores, { lookUps: [1], expand }));
      const run = await open();
      await allDone();
      expect(await stateOf(run)).toBe('done');
      const [first = 0, second = 0, third = 0] = times;
      expect(times).toHaveLength(3);
      expect(second - first).toBeGreaterThanOrEqual(490);
      expect(third - second).toBeGreaterThanOrEqual(990);
      expect(third - second).toBeLessThan(2500);
      const told = attempts.filter(({ job }) => job.kind === 'expand');
      expect(told.map(({ outcome }) => outcome)).toEqual(['retry', 'retry', 'done']);
      expect(told.map(({ error }) => error instanceof ProviderUnavailableError)).toEqual([true, true, false]);
    });

    test('gives up at once what a second attempt does not mend, and its run, but no other', async () => {
      let bad = '';
      const expand = async ({ runId }: { runId: string }) => {
        if (runId === bad) throw new InvariantError('wrong sum');
      };
      bad = await open();
      const good = await open();
      await start(madeUpRounds(runner.stores, { lookUps: [3], expand }));
      while ((await stateOf(good)) === 'running' || (await stateOf(bad)) === 'running') await sleep(10);
      await allDone();
      expect(await stateOf(good)).toBe('done');
      expect(await runner.stores.runs.read(bad)).toMatchObject({ state: 'failed', error: 'wrong sum' });
      expect(attempts.filter(({ outcome }) => outcome === 'retry')).toEqual([]);
    });

    test('does notifications, whose failure is theirs alone', async () => {
      const run = await open();
      const sent: string[] = [];
      const handlers: JobHandlers = {
        ...madeUpRounds(runner.stores, { lookUps: [1] }),
        async notify(job) {
          if (job.deliveryId === 'refused') throw new InvariantError('refused');
          sent.push(job.deliveryId);
          await runner.stores.jobs.complete(job);
        },
      };
      for (const delivery of ['refused', 'good']) {
        await kept.notify(runner.stores, run, delivery, Date.now() - 5000);
      }
      await start(handlers);
      await allDone();
      expect(sent).toEqual(['good']);
      expect(await stateOf(run)).toBe('done');
    });

    test('does the jobs of a small run before those of a big one', async () => {
      const { stores } = runner;
      const big = await stores.cases.open(anOpening());
      const [settle] = await stores.jobs.claim({
        kinds: ['settle'],
        limit: 1,
        at: Date.now(),
        leaseUntil: Date.now() + 60_000,
      });
      if (settle?.kind !== 'settle') throw new Error('no settle job');
      const frontier = Array.from({ length: 30 }, (_, n) => `${n}`);
      const subjects = frontier.map((txid) => ({ kind: 'transaction', chain: 'bitcoin', txid }) as const);
      await stores.runs.advance(settle, subjects, 1_000_000, Date.now());
      const order: string[] = [];
      const expand = async ({ runId }: { runId: string }) => {
        order.push(runId);
        await sleep(20);
      };
      const small = await open();
      await start(madeUpRounds(stores, { lookUps: [5], expand }), { concurrency: 1 });
      await allDone();
      // What the runner had taken when the small run's look-ups came may be ahead of them, no more.
      expect(order.slice(0, 7).filter((runId) => runId === small)).toHaveLength(5);
      expect(await stateOf(big.runId)).toBe('done');
    });

    test('when it is stopped, finishes what is under way and takes no more', async () => {
      let [begun, ended] = [0, 0];
      const expand = async () => {
        begun += 1;
        await sleep(200);
        ended += 1;
      };
      const run = await open();
      const one = await start(madeUpRounds(runner.stores, { lookUps: [12], expand }));
      while (begun < 4) await sleep(5);
      await one.stop(5000);
      expect(ended).toBe(begun);
      expect(begun).toBeLessThan(12);
      const left = await runner.stores.jobs.unfinished(KINDS);
      await sleep(200);
      expect(await runner.stores.jobs.unfinished(KINDS)).toBe(left);
      expect(await runner.stores.jobs.requeue('all')).toBe(0);
      expect(await stateOf(run)).toBe('running');
    });

    test('puts back what is not over when its time to stop is', async () => {
      let begun = 0;
      const expand = async () => {
        begun += 1;
        await sleep(1500);
      };
      await open();
      const one = await start(madeUpRounds(runner.stores, { lookUps: [2], expand }));
      while (begun < 2) await sleep(5);
      const at = Date.now();
      await one.stop(100);
      expect(Date.now() - at).toBeLessThan(1200);
      expect(await runner.stores.jobs.requeue('all')).toBe(0);
      const free = { kinds: KINDS, limit: 9, at: Date.now(), leaseUntil: Date.now() };
      expect(await runner.stores.jobs.claim(free)).toHaveLength(2);
      await sleep(1500);
    });

    test('goes on with what another left', async () => {
      let [begun, done] = [0, 0];
      const run = await open();
      const expand = async () => {
        begun += 1;
        await sleep(4000);
      };
      const one = await start(madeUpRounds(runner.stores, { lookUps: [2], expand }));
      while (begun < 2) await sleep(5);
      await one.stop(0);
      const count = async () => {
        done += 1;
      };
      await start(madeUpRounds(runner.stores, { lookUps: [2], expand: count }));
      await allDone();
      expect(done).toBe(2);
      expect(await stateOf(run)).toBe('done');
      // What the first left lives on, and must do so before its stores close.
      await sleep(4000);
    });

    test('gives up a job that takes its process with it each time', async () => {
      const { stores } = runner;
      const opened = await stores.cases.open(anOpening());
      const [job] = opened.jobs;
      if (job === undefined) throw new Error('no job');
      for (let n = 0; n < 25; n += 1) await stores.jobs.claimOne(job.id, { at: Date.now(), leaseUntil: 0 });
      await stores.jobs.requeue('all');
      await start(madeUpRounds(stores, { lookUps: [] }));
      await allDone();
      const { state, error } = await stores.runs.read(opened.runId);
      expect({ state, error }).toEqual({ state: 'failed', error: expect.stringMatching(/begun 25 times/) });
    });
  });
}
