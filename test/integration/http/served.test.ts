/** The API as a process serves it: configuration, log, metrics, readiness, the operators' board, rates over Redis. */

import { join } from 'node:path';
import { Writable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { FastifyPluginCallback } from 'fastify';
import { createKey } from '../../../src/cases/keys.ts';
import { databaseChecks } from '../../../src/compose/health.ts';
import { type ServedApi, type ServeParts, startApi } from '../../../src/compose/serve.ts';
import { loadConfig } from '../../../src/config.ts';
import { createReadiness } from '../../../src/observe/health.ts';
import { createLogger } from '../../../src/observe/logger.ts';
import { createMetrics } from '../../../src/observe/metrics.ts';
import { closeRedis, openRedis } from '../../../src/queue/redis.ts';
import { createKeyStore } from '../../../src/storage/key-store.ts';
import { migrate } from '../../../src/storage/migrate.ts';
import { ROOT } from '../../support/cli.ts';
import { shippedTags } from '../../support/stored-trace.ts';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.ts';

const clock = { now: () => Date.now() };
/** Stands in for the board's plugin: a page without a route of ours. */
const board: FastifyPluginCallback = (scope, _options, done) => {
  scope.get('/', async (_request, reply) => reply.type('text/html').send('<p>queues</p>'));
  scope.put('/clean', async () => ({}));
  done();
};

describe('the served API', () => {
  const lines: string[] = [];
  let place: TestDatabase;
  let parts: ServeParts;
  let api: ServedApi;
  let second: ServedApi;
  let key: string;
  let viewer: string;
  const redis = openRedis(process.env.COINHOUND_TEST_REDIS ?? '', 'hasty', () => {});

  beforeAll(async () => {
    place = await createTestDatabase('PostgreSQL');
    const { database } = place;
    await migrate(database);
    const newKey = async (role: string) =>
      (await createKey({ owner: 'office', name: role, role }, 0, createKeyStore(database))).key;
    [key, viewer] = [await newKey('admin'), await newKey('viewer')];
    const to = new Writable({
      write(line, _encoding, done) {
        lines.push(String(line));
        done();
      },
    });
    const log = createLogger({ level: 'debug', secrets: [], to });
    const env = { COINHOUND_HTTP_REQUESTS_PER_MINUTE: '40', COINHOUND_HTTP_PORT: '0' };
    parts = {
      config: loadConfig(join(ROOT, 'config/default.yaml'), undefined, env),
      clock,
      database,
      shippedTags,
      observers: { log, metrics: createMetrics(null) },
      feed: { publish: async () => {} },
      readiness: createReadiness(databaseChecks(database), { clock, log }),
      redis,
      board,
    };
    await redis.ping().catch(() => new Promise((resolve) => redis.once('ready', resolve)));
    [api, second] = [await startApi(parts), await startApi(parts)];
  });
  afterAll(async () => {
    await Promise.all([api.stop(), second.stop()]);
    closeRedis(redis);
    await place.drop();
  });

  const call = (path: string, init: RequestInit = {}, bearer: string | null = key) =>
    fetch(`${api.url}${path}`, {
      ...init,
      headers: { ...(bearer === null ? {} : { authorization: `Bearer ${bearer}` }), ...init.headers },
    });

  test('a proxy that is no address is refused at the start', async () => {
    const env = { COINHOUND_HTTP_TRUSTED_PROXIES: '10.0.0.0/8,10.0.0' };
    const config = loadConfig(join(ROOT, 'config/default.yaml'), undefined, env);
    await expect(startApi({ ...parts, config })).rejects.toThrow('10.0.0, which is no address');
  });

  test('says whether it is ready, and counts what it answers', async () => {
    expect(await (await call('/readyz', {}, null)).json()).toEqual({
      ready: true,
      parts: { database: 'up', schema: 'up' },
    });
    await call('/v1/cases/00000000-0000-4000-8000-000000000000');
    const metrics = await call('/metrics');
    expect(metrics.headers.get('content-type')).toMatch(/^text\/plain/);
    expect(await metrics.text()).toMatch(
      /coinhound_http_seconds_count\{method="GET",route="\/v1\/cases\/:caseId",status="4xx"\} 1/,
    );
  });

  test('logs each call by its route, and never a key, wherever it was put', async () => {
    await call(`/v1/cases/${key}/flags?run=${key}&${key}=1`, { headers: { 'x-key': key, cookie: key } });
    await call(`/v1/keys/${key}`, { method: 'DELETE' });
    await call('/v1/cases', {
      method: 'POST',
      body: `{"${key}":"${key}"}`,
      headers: { 'content-type': 'application/json' },
    });
    await call('/v1/cases', {}, `${key.slice(0, -1)}_`);
    const text = lines.join('');
    expect(text).toMatch(/"route":"\/v1\/cases\/:caseId\/flags","status":400/);
    expect(text).toMatch(/"requestId":"[0-9a-f-]{36}"/);
    expect(text).not.toContain(key.slice(3, -1));
    expect(text).not.toContain(viewer);
  });

  test("the board is for admins, with the key as a browser's password, and only there", async () => {
    const basic = (text: string) => ({
      authorization: `Basic ${Buffer.from(`me:${text}`).toString('base64')}`,
    });
    const none = await call('/admin/queues/', {}, null);
    expect([none.status, none.headers.get('www-authenticate')]).toEqual([
      401,
      expect.stringMatching(/^Basic /),
    ]);
    const page = await call('/admin/queues/', { headers: basic(key) }, null);
    expect([page.status, await page.text()]).toEqual([200, '<p>queues</p>']);
    expect(page.headers.get('content-security-policy')).toContain("default-src 'self'");
    expect((await call('/admin/queues/', { headers: basic(viewer) }, null)).status).toBe(403);
    expect((await call('/admin/queues/')).status).toBe(200);
    const put = (site: Record<string, string>) =>
      call('/admin/queues/clean', { method: 'PUT', headers: { ...basic(key), ...site } }, null);
    expect((await put({ 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect((await put({ 'sec-fetch-site': 'same-origin' })).status).toBe(200);
    const elsewhere = await call('/v1/cases', { headers: basic(key) }, null);
    expect([elsewhere.status, elsewhere.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
  });

  test('calls of one key are counted over all processes, and without Redis nobody is kept out', async () => {
    const statuses: number[] = [];
    for (let n = 0; n < 50; n += 1) {
      const { url } = n % 2 === 0 ? api : second;
      const answer = await fetch(`${url}/v1/cases`, { headers: { authorization: `Bearer ${viewer}` } });
      statuses.push(answer.status);
    }
    const counted = statuses.filter((status) => status === 200).length;
    // The viewer's key was used once before, for the board.
    expect([counted, statuses.at(-1)]).toEqual([expect.closeTo(40, -1), 429]);
    expect(counted).toBeLessThanOrEqual(40);
    redis.disconnect();
    expect((await call('/v1/cases', {}, viewer)).status).toBe(200);
    await redis.connect();
  });
});
