/** One request over undici: it ends with its signal, wherever it stands then, and counts as sent when it goes out. */
import { describe, expect, test } from '@jest/globals';
import { Agent } from 'undici';
import { dispatched, openDispatcher } from '../../../src/explorers/transport/dispatch.ts';
import { withServer } from './local-server.ts';

const request = (origin: string) => ({ origin, path: '/x', method: 'GET' }) as const;
const maxBodyBytes = 1000;
const opened = (baseUrl: string) => openDispatcher({ baseUrl, timeoutMs: 5000 });

describe('a request', () => {
  test('that gets no connection ends with its signal, unsent', async () => {
    const reason = new Error('over');
    const controller = new AbortController();
    const told: string[] = [];
    const watch = { signal: controller.signal, onSent: () => void told.push('sent'), maxBodyBytes };
    const nobody = new Agent({ connect: () => {} });
    const answer = dispatched(nobody, request('http://explorer.invalid'), watch);
    controller.abort(reason);
    await expect(answer).rejects.toBe(reason);
    expect(told).toEqual([]);
  });

  test('whose connection comes too late is not sent', () =>
    withServer(
      () => ({}),
      async ({ url, received }) => {
        const controller = new AbortController();
        const told: string[] = [];
        const watch = { signal: controller.signal, onSent: () => void told.push('sent'), maxBodyBytes };
        const dispatcher = opened(url);
        const answer = dispatched(dispatcher, request(url), watch);
        controller.abort(new Error('over'));
        await expect(answer).rejects.toThrow('over');
        await dispatcher.close();
        expect([told, received]).toEqual([[], []]);
      },
    ));

  test('is told once when it goes out, before it is answered', () =>
    withServer(
      () => ({ n: 1 }),
      async ({ url }) => {
        const told: string[] = [];
        const { signal } = new AbortController();
        const { status, headers, bytes } = await dispatched(opened(url), request(url), {
          signal,
          onSent: () => void told.push('sent'),
          maxBodyBytes,
        });
        expect([status, headers['content-type'], bytes.toString()]).toEqual([
          200,
          expect.stringContaining('application/json'),
          '{"n":1}',
        ]);
        expect(told).toEqual(['sent']);
      },
    ));
});
