/** The Redis of a test run, and keys in it that no other test uses. */
import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';

export function testRedisUrl(): string {
  const url = process.env.COINHOUND_TEST_REDIS;
  if (url === undefined) throw new Error('run the tests with npm test: its set-up starts Redis');
  return url;
}

/** A prefix for the keys of one test. */
export function testPrefix(): string {
  return `coinhound-test-${randomUUID()}`;
}

/** Removes all keys under a prefix: what FLUSHALL does to those who use it. @returns how many there were */
export async function flushPrefix(prefix: string): Promise<number> {
  const redis = new Redis(testRedisUrl(), { maxRetriesPerRequest: null });
  const keys = await redis.keys(`${prefix}*`);
  if (keys.length > 0) await redis.del(keys);
  await redis.quit();
  return keys.length;
}
