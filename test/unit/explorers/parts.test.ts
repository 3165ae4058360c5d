/** Parts of answers: kept under the questions that they answer, with the answer that they were taken from. */

import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import type { Tip } from '../../../src/core/chain.ts';
import type { Archive, Exchange } from '../../../src/core/evidence/archive.ts';
import type { Expansion } from '../../../src/core/graph/subject.ts';
import { consistently } from '../../../src/explorers/consistent-reading.ts';
import { pinnedTo } from '../../../src/explorers/pinned.ts';
import type { Body } from '../../../src/explorers/transport/body.ts';
import type { Transport } from '../../../src/explorers/transport/transport.ts';
import { createMemoryArchive } from '../../../src/storage/memory-archive.ts';
import { quickTransport, withServer } from './local-server.ts';

const TIP: Tip = { height: 100, hash: 'tip', time: 1_600_000_000 };
const OTHER: Tip = { ...TIP, hash: 'other' };
const settled = () => 'settled' as const;

/** Asks for two things at once, and keeps what the answer says of the first. */
async function askBoth(transport: Transport, tip = TIP, validity: 'settled' | 'tip' = 'settled') {
  const whole = (await transport.get('/both', {})) as Body;
  const part = await transport.keepPart(whole, '/one', '[1]', { tip, validity: () => validity });
  return { whole, part };
}

describe('a part of an answer', () => {
  test('answers its own question, and says where it is from', () =>
    withServer(
      () => [[1], [2]],
      async ({ url, received }) => {
        const transport = quickTransport(url, { archive: createMemoryArchive(), now: () => 77 });
        const { whole, part } = await askBoth(transport);
        const recalled = await transport.get('/one', {}, { tip: OTHER });
        expect(received).toEqual(['/both']);
        for (const body of [part, recalled]) {
          expect(body).toMatchObject({ url: `${url}/one`, path: '/one', text: '[1]', status: 200, at: 77 });
          expect([body?.id, body?.source]).toEqual([part.id, whole.id]);
        }
        expect(whole.source).toBeNull();
        expect(part.id).not.toBe(whole.id);
        expect(await transport.recall('/two', {}, { tip: TIP })).toBeNull();
      },
    ));

  test('stands for a new answer as long as it is said to', () =>
    withServer(
      () => [[1]],
      async ({ url, received }) => {
        const transport = quickTransport(url, { archive: createMemoryArchive() });
        await askBoth(transport, TIP, 'tip');
        expect((await transport.recall('/one', {}, { tip: TIP }))?.text).toBe('[1]');
        expect(await transport.recall('/one', {}, { tip: OTHER })).toBeNull();
        expect(received).toHaveLength(1);
        expect(transport.traffic()).toEqual({ requests: 1, cacheHits: 1 });
      },
    ));

  test('is archived with the exchange that it is from', () =>
    withServer(
      () => [[1]],
      async ({ url }) => {
        const kept: Exchange[] = [];
        const archive: Archive = { recall: async () => null, keep: async (one) => void kept.push(one) };
        await askBoth(quickTransport(url, { archive }));
        expect(kept.map(({ question, source }) => [question.path, source])).toEqual([
          ['/both', null],
          ['/one', kept[0]?.id],
        ]);
      },
    ));

  test('without an archive is what it is', () =>
    withServer(
      () => [[1]],
      async ({ url }) => {
        const { part } = await askBoth(quickTransport(url));
        expect([part.json(), part.id, part.source]).toEqual([[1], null, null]);
      },
    ));
});

test('what is evidence: of a part, first the answer that it is from; what is recalled and noted, too', () =>
  withServer(
    () => [[1]],
    async ({ url }) => {
      const transport = quickTransport(url, { archive: createMemoryArchive() });
      const { whole, part } = await askBoth(transport);
      const lookedUp = (lookUp: Parameters<typeof pinnedTo>[3]) =>
        pinnedTo(TIP, transport, { finality: 6 }, lookUp);
      const nothing: Expansion = {
        subject: { kind: 'transaction', chain: 'bitcoin', txid: '' },
        status: 'complete',
        transactions: [],
        count: 0,
      };
      const recalled = await lookedUp(async (pinned) => {
        await pinned.transport.recall('/one', {}, { tip: TIP });
        return nothing;
      });
      const noted = await lookedUp(async (pinned) => {
        pinned.note(part);
        pinned.note(whole);
        return nothing;
      });
      expect([recalled.evidence, noted.evidence]).toEqual([
        [whole.id, part.id],
        [whole.id, part.id],
      ]);
    },
  ));

test('answers that contradict each other are not read from the archive a second time', () =>
  withServer(
    () => [[1]],
    async ({ url }) => {
      const transport = quickTransport(url, { archive: createMemoryArchive() });
      await askBoth(transport);
      const found: (Body | null)[] = [];
      await consistently({ transport }, async (explorer) => {
        found.push(await explorer.transport.recall('/one', {}, { validity: settled }));
        return found.length === 1 ? { contradiction: 'odd' } : { value: null };
      });
      expect(found.map((body) => body?.text ?? null)).toEqual(['[1]', null]);
    },
  ));

describe('a place of requests', () => {
  test('is waited for; what is asked there is settled only then, and needs no other place', () =>
    withServer(
      async () => {
        await sleep(60);
        return {};
      },
      async ({ url, received }) => {
        const transport = quickTransport(url, { concurrency: 1 });
        const questions: string[] = ['a'];
        const first = transport.get('/first', {});
        await sleep(1);
        const together = transport.inPlace(() =>
          transport.get(`/${questions.join('-')}`, {}, { hasPlace: true }),
        );
        const last = transport.get('/last', {});
        await sleep(5);
        questions.push('b');
        await Promise.all([first, together, last]);
        expect(received).toEqual(['/first', '/a-b', '/last']);
      },
    ));
});
