/** The servers that the tests bring up by themselves are real, and gone when they are stopped. */
import { connect } from 'node:net';
import { expect, test } from '@jest/globals';
import { Client } from 'pg';
import { startRedis } from '../support/services.ts';

test('PostgreSQL runs, 15 or newer', async () => {
  const client = new Client({ connectionString: process.env.COINHOUND_TEST_POSTGRES ?? '' });
  await client.connect();
  const { rows } = await client.query<{ version: string }>('show server_version_num');
  await client.end();
  expect(Number(Object.values(rows[0] ?? {})[0])).toBeGreaterThanOrEqual(150_000);
});

test('Redis runs until it is stopped', async () => {
  const redis = await startRedis();
  const { port } = new URL(redis.url);
  expect(await say(Number(port), 'SET a 1\r\n')).toBe('+OK\r\n');
  expect(await say(Number(port), 'GET a\r\n')).toBe('$1\r\n1\r\n');
  await redis.stop();
  if (process.env.REDIS_URL === undefined) await expect(say(Number(port), 'PING\r\n')).rejects.toThrow();
}, 600_000);

function say(port: number, command: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(command));
    socket.once('data', (data) => {
      socket.destroy();
      resolve(data.toString());
    });
    socket.once('error', reject);
  });
}
