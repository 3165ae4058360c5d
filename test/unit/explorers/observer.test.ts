/** What the pipeline tells whoever watches it: every attempt, wait, retry and cache hit, once. */
import { expect, test } from '@jest/globals';
import { BadProviderDataError } from '../../../src/core/errors.ts';
import { ask } from '../../../src/explorers/etherscan/ask.ts';
import type { ExplorerObserver, SentAttempt } from '../../../src/explorers/transport/observer.ts';
import { createMemoryArchive } from '../../../src/storage/memory-archive.ts';
import { failureOf, quickTransport, withServer } from './local-server.ts';

function recorder() {
  const seen: string[] = [];
  const attempts: SentAttempt[] = [];
  const waits: number[] = [];
  const observer: ExplorerObserver = {
    attempted: (attempt) => {
      attempts.push(attempt);
      seen.push(attempt.result);
    },
    retried: (provider) => void seen.push(`retry of ${provider}`),
    waited: (_, seconds) => void waits.push(seconds),
    cacheHit: (provider) => void seen.push(`cache of ${provider}`),
    rotated: (from) => void seen.push(`another than ${from}`),
    warned: (provider, problem) => void seen.push(`${provider} warns: ${problem}`),
  };
  return { seen, attempts, waits, observer };
}

test('every outcome has its name, and failures their error', () =>
  withServer(
    (request, reply) => {
      if (request.url === '/none') return reply.code(404).send('none');
      if (request.url === '/bad') return reply.code(400).send('bad');
      return {};
    },
    async ({ url }) => {
      const { seen, attempts, observer } = recorder();
      const transport = quickTransport(url, { observer });
      await transport.get('/a', {});
      await transport.get('/none', {});
      await failureOf(() => transport.get('/bad', {}));
      const check = () => {
        throw new Error('a bug');
      };
      await failureOf(() => transport.get('/a', {}, { check }));
      expect(seen).toEqual(['ok', 'not-found', 'bad-data', 'failed']);
      expect(attempts.map(({ error }) => error?.constructor)).toEqual([
        undefined,
        undefined,
        BadProviderDataError,
        Error,
      ]);
      expect(
        attempts.every(({ provider, seconds }) => provider === 'test' && seconds > 0 && seconds < 5),
      ).toBe(true);
    },
  ));

test('attempts of one request are told one by one, with the retries between them', () => {
  const statuses = [503, 429, 200];
  return withServer(
    (_, reply) => reply.code(statuses.shift() ?? 500).send({}),
    async ({ url }) => {
      const { seen, observer } = recorder();
      await quickTransport(url, { observer }).get('/a', {});
      expect(seen).toEqual(['unavailable', 'retry of test', 'rate-limited', 'retry of test', 'ok']);
    },
  );
});

test('what comes out of the cache is no attempt', () =>
  withServer(
    () => ({}),
    async ({ url }) => {
      const { seen, observer } = recorder();
      const transport = quickTransport(url, { observer, archive: createMemoryArchive() });
      for (let n = 0; n < 3; n += 1) await transport.get('/a', {}, { validity: () => 'settled' });
      expect(seen).toEqual(['ok', 'cache of test', 'cache of test']);
    },
  ));

test('waits for the rate are told, and are no part of the attempt', () =>
  withServer(
    () => ({}),
    async ({ url }) => {
      const { attempts, waits, observer } = recorder();
      // The third one waits for the next second, far longer than this process may be kept from working.
      const transport = quickTransport(url, { observer, requestsPerSecond: 2 });
      await Promise.all(['/a', '/b', '/c'].map((path) => transport.get(path, {})));
      expect(waits).toHaveLength(3);
      expect(waits[0]).toBeLessThan(0.5);
      expect(waits[2]).toBeGreaterThan(0.5);
      expect(Math.max(...attempts.map(({ seconds }) => seconds))).toBeLessThan(0.5);
    },
  ));

test('an explorer that answers with a wrong key is told of once, however often it says so', () =>
  withServer(
    () => ({
      status: '1',
      message: 'OK-Missing/Invalid API Key, rate limit of 1/5sec applied',
      result: [],
    }),
    async ({ url }) => {
      const { seen, observer } = recorder();
      const transport = quickTransport(url, { observer });
      for (const address of ['0x1', '0x2']) {
        await ask(transport, { module: 'account', action: 'txlist', address });
      }
      expect(seen).toEqual([
        'ok',
        'test warns: OK-Missing/Invalid API Key, rate limit of 1/5sec applied',
        'ok',
      ]);
    },
  ));

test('a plain success warns of nothing', () =>
  withServer(
    () => ({ status: '1', message: 'OK', result: [] }),
    async ({ url }) => {
      const { seen, observer } = recorder();
      await ask(quickTransport(url, { observer }), { module: 'account', action: 'txlist' });
      expect(seen).toEqual(['ok']);
    },
  ));
