/** What is asked for, and what the archive answers instead: the pipeline's two steps over an archive in memory. */

import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import type { Archive, Exchange, Validity } from '../../../src/core/evidence/archive.ts';
import type { AskOptions } from '../../../src/explorers/transport/transport.ts';
import { createMemoryArchive } from '../../../src/storage/memory-archive.ts';
import { failureOf, type Handler, quickTransport, withServer } from './local-server.ts';

const TIP = { height: 100, hash: 'tip', time: 1_600_000_000 };
const OTHER = { ...TIP, hash: 'other' };
const lasting = (validity: Validity, more: AskOptions = {}): AskOptions => ({
  validity: () => validity,
  tip: TIP,
  ...more,
});

/** Counts, so that a new answer can be told from an old one. */
function counting(): Handler {
  let n = 0;
  return () => {
    n += 1;
    return { n };
  };
}

describe('an answer stands for a new one', () => {
  test.each<[Validity, AskOptions, number]>([
    ['settled', lasting('settled'), 1],
    ['settled', lasting('settled', { tip: OTHER }), 1],
    ['tip', lasting('tip'), 1],
    ['tip', lasting('tip', { tip: OTHER }), 2],
    ['once', lasting('once'), 2],
  ])('%s, asked again with %j: answer %i', (validity, again, n) =>
    withServer(counting(), async ({ url, received }) => {
      const transport = quickTransport(url, { archive: createMemoryArchive() });
      const first = await transport.get('/a', { b: '1' }, lasting(validity));
      const second = await transport.get('/a', { b: '1' }, again);
      expect(second?.json()).toMatchObject({ n });
      expect(received).toHaveLength(n);
      expect(transport.traffic()).toEqual({ requests: n, cacheHits: 2 - n });
      if (n > 1) return;
      expect([second?.url, second?.provider, second?.text, second?.id, second?.at]).toEqual([
        first?.url,
        'test',
        first?.text,
        first?.id,
        first?.at,
      ]);
    }),
  );

  test('only to the same question: path, parameters, what was posted, explorer', () =>
    withServer(counting(), async ({ url, received }) => {
      const archive = createMemoryArchive();
      const transport = quickTransport(url, { archive });
      const settled = lasting('settled');
      await transport.get('/a', { b: '1' }, settled);
      await transport.get('/a', { b: '2' }, settled);
      await transport.get('/b', { b: '1' }, settled);
      await transport.post('/a', '{"b":1}', settled);
      await transport.post('/a', '{"b":2}', settled);
      await quickTransport(url, { archive, provider: 'another' }).get('/a', { b: '1' }, settled);
      expect(received).toHaveLength(6);
      await transport.post('/a', '{"b":2}', settled);
      expect(received).toHaveLength(6);
    }));

  test('two runs pinned to different blocks do not share a request that is under way', () =>
    withServer(counting(), async ({ url, received }) => {
      const transport = quickTransport(url);
      const asked = [TIP, TIP, OTHER].map((tip) => transport.get('/a', {}, { tip }));
      await Promise.all(asked);
      expect(received).toHaveLength(2);
    }));
});

describe('every answer that was used is kept', () => {
  test('with its question, time and id, what does not exist, too, and nothing that failed', () =>
    withServer(
      (request, reply) => {
        if (request.url === '/none') return reply.code(404).send('none');
        if (request.url === '/bad') return reply.code(400).send('bad');
        return '{"a":1}';
      },
      async ({ url }) => {
        const kept: Exchange[] = [];
        const archive: Archive = { recall: async () => null, keep: async (one) => void kept.push(one) };
        const transport = quickTransport(url, { archive, now: () => 1234 });
        const body = await transport.post('/a', '{"b":1}', lasting('tip'));
        await transport.get('/none', {}, lasting('settled'));
        await failureOf(() => transport.get('/bad', {}, lasting('settled')));
        expect(kept).toEqual([
          {
            id: expect.stringMatching(/^[0-9a-f]{32}$/),
            question: { provider: 'test', url: `${url}/a`, path: '/a', posted: '{"b":1}' },
            key: expect.stringMatching(/^[0-9a-f]{32}$/),
            sha256: createHash('sha256').update('{"a":1}').digest('hex'),
            answer: expect.objectContaining({ status: 200, text: '{"a":1}', at: 1234 }),
            validity: 'tip',
            tip: 'tip',
            span: null,
            source: null,
          },
          expect.objectContaining({
            answer: expect.objectContaining({ status: 404, text: 'none' }),
            validity: 'once',
          }),
        ]);
        expect(body?.id).toBe(kept[0]?.id);
      },
    ));
});

describe('a part of a growing list', () => {
  const part = (from: number, through: number): AskOptions => ({
    tip: TIP,
    part: { list: 'list', from, through: () => through },
  });

  test('the one that goes furthest is given, and says how far it goes', () =>
    withServer(counting(), async ({ url, received }) => {
      const transport = quickTransport(url, { archive: createMemoryArchive() });
      await transport.get('/to/90', {}, part(0, 84));
      await transport.get('/to/95', {}, part(0, 80));
      const recalled = await transport.get('/to/100', {}, part(0, 94));
      expect([recalled?.json(), recalled?.through]).toEqual([{ n: 1 }, 84]);
      expect(received).toEqual(['/to/90']);
      const rest = await transport.get('/from/85/to/100', {}, part(85, 94));
      expect([rest?.json(), rest?.through]).toEqual([{ n: 2 }, null]);
    }));

  test('an answer to the very question comes first', () =>
    withServer(counting(), async ({ url }) => {
      const transport = quickTransport(url, { archive: createMemoryArchive() });
      await transport.get('/to/100', {}, { ...part(0, 84), validity: () => 'tip' });
      const again = await transport.get('/to/100', {}, { ...part(0, 84), validity: () => 'tip' });
      expect([again?.json(), again?.through]).toEqual([{ n: 1 }, null]);
    }));

  test('what tells of no settled block is no part', () =>
    withServer(counting(), async ({ url, received }) => {
      const transport = quickTransport(url, { archive: createMemoryArchive() });
      await transport.get('/from/85', {}, part(85, 84));
      await transport.get('/from/85', {}, part(85, 84));
      expect(received).toHaveLength(2);
    }));
});
