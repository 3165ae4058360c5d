/**
 * Re-scans: a run that goes on from an earlier one ends with the result of a run that starts from nothing, for a part of
 * the requests; what is new becomes one alert with its deliveries.
 */

import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import type { Change } from '../../src/cases/change.ts';
import type { Stores } from '../../src/cases/ports.ts';
import type { ReportJson } from '../../src/cases/report/report-json.ts';
import { rescanCase } from '../../src/cases/rescan-case.ts';
import { rescanDueCases } from '../../src/cases/rescan-due-cases.ts';
import { rescanTaggedCases } from '../../src/cases/rescan-tagged-cases.ts';
import { importTags } from '../../src/cases/tags/import-tags.ts';
import type { TagSource } from '../../src/cases/tags/tag-source.ts';
import { NotFoundError } from '../../src/core/errors.ts';
import { type Replay, type ReplayOptions, startReplay } from '../../src/replay/server.ts';
import { createActorStore } from '../../src/storage/actor-store.ts';
import { createAddressIndex } from '../../src/storage/address-index.ts';
import type { Database } from '../../src/storage/database.ts';
import { createMemoryStores } from '../../src/storage/memory-stores.ts';
import { createRescanStore } from '../../src/storage/rescan-store.ts';
import { createTagStore } from '../../src/storage/tag-store.ts';
import { ROOT } from '../support/cli.ts';
import { cutDataset } from '../support/cut-dataset.ts';
import { anOpening } from '../support/opening.ts';
import { caseOf, shippedTags, traceStored, workOff } from '../support/stored-trace.ts';
import { ENGINES, type EngineName } from '../support/test-database.ts';
import { createTestStores, type TestStores } from '../support/test-stores.ts';

const HOUR = 3_600_000;

/**
 * What is served in parts. On PGlite the smallest case is enough: the stores ask it the same, `stores.test.ts` holds that it
 * answers the same, and `service.test.ts` scans a large case again on it.
 */
const GROWING = [
  ['crypto-com-2022', [0.5]],
  ['ronin-2022', [0.1, 0.5, 0.9]],
  ['whirlpool-2024', [0.4, 0.8]],
] as const;
const REORGANISED = [
  ['crypto-com-2022', 0.5, 'dropped'],
  ['crypto-com-2022', 0.5, 'kept'],
  ['ronin-2022', 0.6, 'dropped'],
  ['whirlpool-2024', 0.5, 'dropped'],
] as const;
const onEngine = <T>(engine: EngineName, cases: readonly T[]): readonly T[] =>
  engine === 'PostgreSQL' ? cases : cases.slice(0, 1);
const TAG_HEADER = 'network,address,label,entity,concepts,role,confidence,valid_from,valid_to,source,licence';

/** What a report says, without what differs between two runs of the same. */
function resultOf({ stolen, outcomes, flags, gaps, assumptions }: ReportJson) {
  return { stolen, outcomes, flags, gaps, assumptions };
}

/** How much ended where: what an alert must tell when it is not what it was. */
function amountsOf({ outcomes, flags }: ReportJson): string {
  const ended = outcomes.map(({ kind, entity, asset, amount }) => [kind, entity, asset, amount]);
  return JSON.stringify([ended, flags.map(({ kind, address, amount }) => [kind, address, amount])]);
}

/** Explorers of whole datasets, and what a run that starts from nothing ends with there: the same for both engines. */
const wholes = new Map<string, { readonly replay: Replay; readonly fresh: ReportJson }>();
async function wholeOf(dataset: string) {
  const known = wholes.get(dataset);
  if (known !== undefined) return known;
  const replay = await startReplay({ dir: join(ROOT, 'data', dataset) });
  const fresh = await traceStored({ stores: createMemoryStores(), dataset, replayUrl: replay.url });
  const whole = { replay, fresh };
  wholes.set(dataset, whole);
  return whole;
}
afterAll(async () => {
  for (const { replay } of wholes.values()) await replay.close();
});

describe.each(ENGINES)('re-scans on %s', (engine) => {
  let kept: TestStores;
  let database: Database;
  let stores: Stores;
  beforeAll(async () => {
    kept = await createTestStores(engine);
    if (kept.database === null) throw new Error('a database is expected');
    database = kept.database;
  });
  beforeEach(async () => {
    stores = await kept.empty();
  });
  afterAll(() => kept.drop());

  const open = (dataset: string) => {
    const body = caseOf(dataset) as object;
    const limits = {
      maxHops: 30,
      maxLookups: 20_000,
      maxTransactionsPerAddress: 10_000,
      minShareMillionths: 1,
      maxDays: 3650,
    };
    return stores.cases.open(anOpening({ body, limits, watchSeconds: 3600 }));
  };
  const rescan = (caseId: string) =>
    rescanCase(
      { caseId, cause: 'request', requestKey: null },
      { rescans: createRescanStore(database), clock: { now: () => Date.now() } },
    );
  /** Serves a part of a dataset while the work is done. */
  async function against<T>(
    dir: string,
    work: (replay: Replay) => Promise<T>,
    options: Partial<ReplayOptions> = {},
  ): Promise<T> {
    const replay = await startReplay({ dir, ...options });
    try {
      return await work(replay);
    } finally {
      await replay.close();
    }
  }
  const finish = (replay: Replay) => workOff(stores, replay.url);
  const reportOf = async (runId: string) => (await stores.runs.read(runId)).report as ReportJson;

  test.each(onEngine(engine, GROWING))(
    'of %s, block by block, end like a fresh run',
    async (dataset, shares) => {
      const { replay: whole, fresh } = await wholeOf(dataset);
      let last = '';
      let caseId = '';
      for (const share of shares) {
        await against(cutDataset(dataset, share), async (replay) => {
          if (caseId === '') ({ caseId, runId: last } = await open(dataset));
          else ({ runId: last } = await rescan(caseId));
          expect(await finish(replay)).toEqual(new Map());
        });
      }
      ({ runId: last } = await rescan(caseId));
      expect(await finish(whole)).toEqual(new Map());
      const report = await reportOf(last);
      const runs = (await database.sql.selectFrom('runs').select('id').orderBy('number').execute()).map(
        ({ id }) => id,
      );
      const amounts = (await Promise.all(runs.map(reportOf))).map(amountsOf);
      expect(resultOf(report)).toEqual(resultOf(fresh));
      expect(report.run.resultDigest).toBe(fresh.run.resultDigest);
      if (dataset === 'ronin-2022') expect(report.stats.requests).toBeLessThan(fresh.stats.requests);
      const alerts = await database.sql.selectFrom('alerts').select('run_id').execute();
      const changed = runs.filter((_, index) => index > 0 && amounts[index] !== amounts[index - 1]);
      expect(alerts.map((alert) => alert.run_id).sort()).toEqual(changed.sort());
    },
    180_000,
  );

  test.each(onEngine(engine, REORGANISED))(
    'of %s at %d, with the last blocks reorganised and their transactions %s, end like a fresh run',
    async (dataset, share, transactions) => {
      const dir = cutDataset(dataset, share);
      const reorganisation = { depth: 3, transactions, afterRequests: 0 };
      const { caseId, runId: first } = await against(dir, async (replay) => {
        const opened = await open(dataset);
        expect(await finish(replay)).toEqual(new Map());
        return opened;
      });
      const { again, twice, fresh } = await against(
        dir,
        async (replay) => {
          const { runId } = await rescan(caseId);
          expect(await finish(replay)).toEqual(new Map());
          const { runId: next } = await rescan(caseId);
          expect(await finish(replay)).toEqual(new Map());
          const memory = createMemoryStores();
          return {
            again: await reportOf(runId),
            twice: await reportOf(next),
            fresh: await traceStored({ stores: memory, dataset, replayUrl: replay.url }),
          };
        },
        { reorganisation },
      );
      const before = await reportOf(first);
      expect(resultOf(again)).toEqual(resultOf(fresh));
      expect(resultOf(twice)).toEqual(resultOf(fresh));
      expect(again.run.resultDigest).toBe(fresh.run.resultDigest);
      // The block of the tip held a deposit, so without it something is missing.
      const hasLess = transactions === 'dropped' && dataset !== 'whirlpool-2024';
      expect(amountsOf(again) === amountsOf(before)).toBe(!hasLess);
      const chain = dataset === 'whirlpool-2024' ? 'bitcoin' : 'ethereum';
      const tip = before.run.tip[chain]?.height ?? 0;
      expect(again.run.reorganised).toEqual([{ chain, upTo: expect.any(Number) }]);
      expect(again.run.reorganised?.[0]?.upTo).toBeLessThan(tip);
      expect([before.run, twice.run].map(({ reorganised }) => reorganised)).toEqual([undefined, undefined]);
    },
    180_000,
  );

  test('with tags imported since find what the old ones did not, at the same tip', async () => {
    const { replay, fresh } = await wholeOf('ronin-2022');
    const source: TagSource = {
      revision: async () => 1,
      at: async (revision) => (revision === 0 ? { lookup: () => [], digest: 'none' } : shippedTags),
    };
    const { caseId, runId } = await open('ronin-2022');
    await workOff(stores, replay.url, { ...source, revision: async () => 0 });
    const before = await reportOf(runId);
    expect(before.flags).toEqual([]);
    const { runId: second } = await rescan(caseId);
    await workOff(stores, replay.url, source);
    expect(resultOf(await reportOf(second))).toEqual(resultOf(fresh));
    const [alert] = await database.sql.selectFrom('alerts').selectAll().execute();
    const flagged = ((alert?.changes ?? []) as Change[]).flatMap((one) => (one.kind === 'flag' ? [one] : []));
    expect(flagged.length).toBeGreaterThan(40);
    expect(flagged.map(({ address }) => address)).toEqual(fresh.flags.map(({ address }) => address));
    expect(flagged.every(({ before: old }) => old === null)).toBe(true);
  });

  test('nothing new is no alert, and no question but for the tip', async () => {
    const { replay } = await wholeOf('crypto-com-2022');
    const { caseId } = await open('crypto-com-2022');
    await finish(replay);
    const before = replay.requests();
    const { runId } = await rescan(caseId);
    await finish(replay);
    expect(replay.requests() - before).toBe(2);
    expect((await stores.runs.read(runId)).state).toBe('done');
    expect(await database.sql.selectFrom('alerts').selectAll().execute()).toEqual([]);
  });

  describe('begin', () => {
    const due = (at: number, maxUnderWay = 2) =>
      rescanDueCases({ rescans: createRescanStore(database), clock: { now: () => at }, maxUnderWay });
    const watched = async () => (await stores.cases.open(anOpening({ at: 0, watchSeconds: 3600 }))).caseId;
    const end = (caseId: string, state: 'done' | 'failed') =>
      database.sql
        .updateTable('runs')
        .set({
          state,
          finished_at: new Date(0),
          report: state === 'done' ? sql<object>`'{}'::json` : null,
          error: state === 'failed' ? 'down' : null,
        })
        .where('case_id', '=', caseId)
        .where('state', '=', 'running')
        .execute();
    const runs = (caseId: string) =>
      database.sql
        .selectFrom('runs')
        .select(['number', 'cause', 'base_run_id'])
        .where('case_id', '=', caseId)
        .orderBy('number')
        .execute();

    test('one at a time, on the last run that finished', async () => {
      const caseId = await watched();
      const first = await rescan(caseId);
      expect(first.isNew).toBe(false);
      await end(caseId, 'done');
      const second = await rescan(caseId);
      expect(second.isNew).toBe(true);
      expect(await rescan(caseId)).toEqual({ ...second, isNew: false });
      await end(caseId, 'failed');
      await rescan(caseId);
      expect(await runs(caseId)).toEqual([
        { number: 1, cause: 'opened', base_run_id: null },
        { number: 2, cause: 'request', base_run_id: first.runId },
        { number: 3, cause: 'request', base_run_id: first.runId },
      ]);
      await expect(rescan('00000000-0000-0000-0000-000000000000')).rejects.toThrow(NotFoundError);
    });

    test('when due, each case once however long nobody asked, and not more than may be under way', async () => {
      const cases = [await watched(), await watched(), await watched()];
      for (const caseId of cases) await end(caseId, 'done');
      expect(await due(HOUR - 1)).toBe(0);
      expect(await due(100 * HOUR)).toBe(2);
      expect(await due(100 * HOUR)).toBe(0);
      for (const caseId of cases) await end(caseId, 'done');
      expect(await due(100 * HOUR)).toBe(1);
      for (const caseId of cases) await end(caseId, 'done');
      expect(await due(101 * HOUR - 1)).toBe(0);
      expect(await due(101 * HOUR)).toBe(2);
      expect((await Promise.all(cases.map(runs))).map(({ length }) => length).sort()).toEqual([2, 3, 3]);
    });

    test('for tags that came later, where they matter, once for a revision', async () => {
      const cases = [await watched(), await watched()];
      for (const caseId of cases) await end(caseId, 'done');
      const runOf = async (caseId: string | undefined) =>
        (
          await database.sql
            .selectFrom('runs')
            .select('id')
            .where('case_id', '=', caseId ?? '')
            .executeTakeFirstOrThrow()
        ).id;
      const address = `0x${'a'.repeat(40)}`;
      await database.sql
        .insertInto('run_addresses')
        .values({
          run_id: await runOf(cases[0]),
          chain: 'ethereum',
          address,
          asset: 'ETH',
          received: 1n,
          hops: 1,
        })
        .execute();
      const tags = createTagStore(database);
      const deps = {
        rescans: createRescanStore(database),
        addresses: createAddressIndex(database),
        tags,
        clock: { now: () => 0 },
        maxUnderWay: 9,
      };
      expect(await rescanTaggedCases(deps)).toBe(0);
      const text = `${TAG_HEADER}\nethereum,${address},Mix,Mix,mixing_service,,ownership,,,me,MIT\n`;
      await importTags(
        { source: 'mine', format: 'csv', text },
        { ...deps, actors: createActorStore(database) },
      );
      expect(await rescanTaggedCases(deps)).toBe(1);
      expect(await rescanTaggedCases(deps)).toBe(0);
      await end(cases[0] ?? '', 'failed');
      expect(await rescanTaggedCases(deps)).toBe(0);
      expect((await runs(cases[0] ?? '')).map(({ cause }) => cause)).toEqual(['opened', 'tags']);
      expect(await runs(cases[1] ?? '')).toHaveLength(1);
    });

    test('the same request is answered with the same run, one that joined another, too', async () => {
      const caseId = await watched();
      await end(caseId, 'done');
      const ask = (requestKey: string, cause: 'request' | 'tags' = 'request') =>
        rescanCase(
          { caseId, cause, requestKey },
          { rescans: createRescanStore(database), clock: { now: () => 0 } },
        );
      const first = await ask('one');
      expect(first.isNew).toBe(true);
      expect(await ask('two')).toEqual({ ...first, isNew: false });
      await end(caseId, 'done');
      const later = await ask('three');
      expect(later.isNew).toBe(true);
      expect(await ask('one')).toEqual({ ...first, isNew: false });
      expect(await ask('two')).toEqual({ ...first, isNew: false });
      await end(caseId, 'done');
      expect(await ask('two')).toEqual({ ...first, isNew: false });
      // The service's own names for requests are not those of users.
      expect((await ask('one', 'tags')).isNew).toBe(true);
    });

    test('by several processes at once, each case once', async () => {
      const caseId = await watched();
      await end(caseId, 'done');
      const begun = await Promise.all([1, 2, 3, 4].map(() => due(HOUR)));
      expect(begun.reduce((sum, n) => sum + n, 0)).toBe(1);
    });
  });
});
