/** The operators' board shows what Redis holds, and changes nothing. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Queue } from 'bullmq';
import fastify, { type FastifyInstance } from 'fastify';
import type { Redis } from 'ioredis';
import { type Board, createBoard } from '../../../src/queue/board.ts';
import { closeRedis, openRedis } from '../../../src/queue/redis.ts';
import { flushPrefix, testPrefix, testRedisUrl } from '../../support/test-redis.ts';

const prefix = testPrefix();
const basePath = '/admin/queues';
let redis: Redis;
let queue: Queue;
let board: Board;
let server: FastifyInstance;
beforeAll(async () => {
  const onTrouble = (error: unknown) => {
    throw error;
  };
  redis = openRedis(testRedisUrl(), 'hasty', onTrouble);
  await new Promise((resolve) => redis.once('ready', resolve));
  queue = new Queue('trace', { connection: redis, prefix });
  await queue.add('settle', { jobId: 5 }, { jobId: 'job-5', delay: 60_000 });
  board = createBoard({ redis, prefix, basePath, onTrouble });
  server = fastify();
  await server.register(board.plugin, { prefix: basePath });
  await server.ready();
});
afterAll(async () => {
  await server.close();
  await board.close();
  await queue.close();
  closeRedis(redis);
  await flushPrefix(prefix);
});

test('it shows all queues and what they hold', async () => {
  const page = await server.inject(basePath);
  expect(page.statusCode).toBe(200);
  expect(page.headers['content-type']).toMatch(/text\/html/);
  const { statusCode, body } = await server.inject(`${basePath}/api/queues?activeQueue=trace&status=delayed`);
  expect(statusCode).toBe(200);
  const { queues } = JSON.parse(body);
  expect(queues.map(({ name }: { name: string }) => name)).toEqual(['trace', 'notify', 'ticks']);
  expect(queues[0]).toMatchObject({ readOnlyMode: true, counts: { delayed: 1 }, jobs: [{ id: 'job-5' }] });
});

test.each([
  ['PUT', '/api/queues/trace/job-5/clean'],
  ['PUT', '/api/queues/trace/job-5/promote'],
  ['PUT', '/api/queues/trace/clean/delayed'],
  ['PUT', '/api/queues/trace/obliterate'],
  ['PUT', '/api/queues/trace/pause'],
  ['POST', '/api/queues/trace/add'],
] as const)('it refuses %s %s', async (method, path) => {
  const { statusCode } = await server.inject({ method, url: basePath + path, payload: {} });
  expect(statusCode).toBeGreaterThanOrEqual(400);
  expect(await queue.getDelayedCount()).toBe(1);
  expect(await queue.isPaused()).toBe(false);
});
