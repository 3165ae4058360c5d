/**
 * The contract of every chain source: the same right answers from the replay explorer, whatever goes wrong on the way.
 */

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ChainSource } from '../../src/cases/ports.ts';
import type { Expansion, Subject } from '../../src/core/graph/subject.ts';
import { createTransport, type TransportOptions } from '../../src/explorers/transport/transport.ts';
import { ALTERATIONS } from '../../src/replay/altered-answers.ts';
import { FAULT_KINDS, type FaultKind } from '../../src/replay/faults.ts';
import { type Replay, type ReplayOptions, startReplay } from '../../src/replay/server.ts';
import { createMemoryArchive } from '../../src/storage/memory-archive.ts';
import { found } from '../support/found.ts';
import { type Lookup, type World, withFolder } from './world.ts';

/** Faults that every answer shows by itself; what is wrong in the content may take another explorer. */
const ON_THE_WAY = FAULT_KINDS.filter((kind) => ALTERATIONS.every((one) => one !== kind));

const NO_LIMIT = 1_000_000;

/** Runs the contract on a world. */
export function chainSourceContract(name: string, world: World): void {
  const sourceAt = (url: string, options: Partial<TransportOptions> = {}): ChainSource =>
    world.createSource(
      createTransport({
        provider: name,
        baseUrl: `${url}${world.path}`,
        concurrency: 8,
        retryBaseMs: 1,
        ...world.transport,
        ...options,
      }),
    );
  const withReplay = <T>(
    options: Omit<ReplayOptions, 'dir'>,
    use: (replay: Replay) => Promise<T>,
  ): Promise<T> =>
    withFolder(world.files, async (dir) => {
      const replay = await startReplay({ dir, ...world.replay, ...options });
      try {
        return await use(replay);
      } finally {
        await replay.close();
      }
    });
  /** What was found; who said so is told for each. */
  const expand = async (source: ChainSource, subject: Subject, tip = world.tip, max = NO_LIMIT) => {
    const expansion = await source.expand(subject, tip, max);
    expect(expansion.provider).toBe(name);
    return found(expansion);
  };
  const expandAll = (source: ChainSource, lookups: readonly Lookup[] = world.lookups, tip = world.tip) =>
    Promise.all(lookups.map(({ subject }) => expand(source, subject, tip)));
  const complete = ({ subject, expected }: Lookup): Expansion => ({
    subject,
    status: 'complete',
    transactions: expected,
    count: expected.length,
  });
  const allComplete = world.lookups.map(complete);

  describe(`${name} is a chain source`, () => {
    let replay: Replay;
    beforeAll(() =>
      withFolder(world.files, async (dir) => {
        replay = await startReplay({ dir, ...world.replay });
      }),
    );
    afterAll(() => replay.close());

    test('the tip', async () => {
      expect(await sourceAt(replay.url).tip()).toEqual({ value: world.tip, provider: name, evidence: [] });
    });

    test.each(world.lookups)('$name', async (lookup) => {
      expect(await expand(sourceAt(replay.url), lookup.subject)).toEqual(complete(lookup));
    });

    test('nothing above the pinned block is seen', async () => {
      const { tip, lookups } = world.earlier;
      const found = lookups.filter(
        ({ subject, expected }) => subject.kind !== 'transaction' || expected.length > 0,
      );
      expect(await expandAll(sourceAt(replay.url), found, tip)).toEqual(found.map(complete));
    });

    test('an address in which nothing happened is empty, not an error', async () => {
      const subject = world.unknown;
      expect(await expand(sourceAt(replay.url), subject, world.tip, 0)).toEqual(
        complete({ name: '', subject, expected: [] }),
      );
    });

    test('all at once, twice over, with a cache: the same answers, and every request counted', async () => {
      const source = sourceAt(replay.url, { archive: createMemoryArchive() });
      const before = replay.requests();
      expect(await expandAll(source)).toEqual(allComplete);
      expect(await expandAll(source)).toEqual(allComplete);
      expect(source.traffic().requests).toBe(replay.requests() - before);
    });

    test('one after the other, each with what the archive holds by then: the same answers', async () => {
      const archive = createMemoryArchive();
      for (const lookup of [...world.lookups, ...world.lookups]) {
        // As another process would ask, which knows the archive alone.
        const source = sourceAt(replay.url, { archive });
        expect(await expand(source, lookup.subject)).toEqual(complete(lookup));
      }
    });

    describe('the limit of activity', () => {
      const { subject, since, before } = world.busy;
      const most = Math.max(since, before);

      test('at the limit everything is there', async () => {
        const expansion = await sourceAt(replay.url).expand(subject, world.tip, most);
        expect(expansion).toMatchObject({ status: 'complete', count: since + before });
        expect(expansion.transactions).toHaveLength(since + before);
      });

      test.each([most - 1, Math.min(since, before) - 1, 1, 0])(
        'beyond the limit of %i nothing is kept',
        async (max) => {
          const expansion = await sourceAt(replay.url).expand(subject, world.tip, max);
          expect(expansion).toMatchObject({ subject, status: 'too-active', transactions: [] });
          expect(expansion.count).toBeGreaterThan(max);
          expect(expansion.count).toBeLessThanOrEqual(since + before);
          expect(await sourceAt(replay.url).expand(subject, world.tip, max)).toEqual(expansion);
        },
      );
    });
  });

  describe(`${name}: whatever goes wrong on the way, the answers are the same`, () => {
    const kinds: readonly (readonly [string, readonly FaultKind[]])[] = [
      ...ON_THE_WAY.map((kind) => [kind, [kind]] as const),
      ['everything', ON_THE_WAY],
    ];

    test.each(kinds)('%s in 30 of 100 requests', (_, faults) =>
      withReplay({ faults: { rate: 0.3, kinds: faults } }, async (replay) => {
        // Silence alone takes a time-out, which all that answer must keep to on a busy machine, too.
        const source = sourceAt(replay.url, faults.includes('hang') ? { timeoutMs: 500 } : {});
        expect((await source.tip()).value).toEqual(world.tip);
        expect(await expandAll(source)).toEqual(allComplete);
      }),
    );

    test('one after the other, everything but silence in 30 of 100 requests', () => {
      const kinds = ON_THE_WAY.filter((kind) => kind !== 'hang');
      return withReplay({ faults: { rate: 0.3, kinds } }, async (replay) => {
        const archive = createMemoryArchive();
        for (const lookup of world.lookups) {
          const source = sourceAt(replay.url, { archive });
          expect(await expand(source, lookup.subject)).toEqual(complete(lookup));
        }
      });
    });

    test('short pages', () =>
      withReplay({ shortPages: true }, async (replay) => {
        expect(await expandAll(sourceAt(replay.url))).toEqual(allComplete);
      }));

    test.each(world.rowsPerCall ?? [10, 25, 50, 100])(
      'no more than %i rows a call, although more are asked for',
      (rowsPerCall) =>
        withReplay({ rowsPerCall }, async (replay) => {
          expect(await expandAll(sourceAt(replay.url))).toEqual(allComplete);
        }),
    );

    test('late answers, one request at a time', () =>
      withReplay({ latencyMs: 2 }, async (replay) => {
        expect(await expandAll(sourceAt(replay.url, { concurrency: 1 }))).toEqual(allComplete);
      }));
  });

  describe(`${name}: an explorer that never answers`, () => {
    const lookup = world.lookups[0] as Lookup;
    const failure = (source: ChainSource) =>
      source.expand(lookup.subject, world.tip, NO_LIMIT).catch((error) => error);
    const unavailable = { code: 'PROVIDER_UNAVAILABLE', retryable: true, context: { provider: name } };

    test('is down', async () => {
      const url = await withReplay({}, async (replay) => replay.url);
      const source = sourceAt(url);
      await expect(source.tip()).rejects.toMatchObject(unavailable);
      expect(await failure(source)).toMatchObject(unavailable);
    });

    test.each<FaultKind>(['hang', 'html-200', '500', '502-html', 'cut'])('always does this: %s', (kind) =>
      withReplay({ faults: { rate: 1, kinds: [kind] } }, async (replay) => {
        const source = sourceAt(replay.url, { timeoutMs: 50 });
        await expect(source.tip()).rejects.toMatchObject(unavailable);
        expect(await failure(source)).toMatchObject(unavailable);
      }),
    );

    test('always refuses for its rate', () =>
      withReplay({ faults: { rate: 1, kinds: ['429'] } }, async (replay) => {
        expect(await failure(sourceAt(replay.url))).toMatchObject({ ...unavailable, code: 'RATE_LIMITED' });
      }));
  });
}
