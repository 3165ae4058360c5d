/**
 * Connections to Redis. Redis may be away, at the start or later: connections come back by themselves, and the queue is
 * told again of what it missed.
 */

import { Redis } from 'ioredis';
import { InvalidInputError } from '../core/errors.ts';

/** Between two tries to reach Redis: short at first, for a restart, then never long (milliseconds). */
const FIRST_RECONNECT_MS = 50;
const LONGEST_RECONNECT_MS = 2000;

/** Longer than this for an answer is a failure to whoever must not wait (milliseconds). */
const HASTY_TIMEOUT_MS = 10_000;

/**
 * Opens a connection; the first command connects.
 * @param manner `patient`: commands wait until Redis is back, as BullMQ demands of its workers; `hasty`: they fail when
 *   Redis is away, so that no request waits for it
 * @param onTrouble hears every failure; unheard, it would end the process
 * @throws InvalidInputError when the text is no Redis URL
 */
export function openRedis(
  url: string,
  manner: 'patient' | 'hasty',
  onTrouble: (error: unknown) => void,
): Redis {
  requireRedisUrl(url);
  const redis = new Redis(url, {
    retryStrategy: (times) => Math.min(FIRST_RECONNECT_MS * 2 ** times, LONGEST_RECONNECT_MS),
    ...(manner === 'patient'
      ? { maxRetriesPerRequest: null }
      : { maxRetriesPerRequest: 0, enableOfflineQueue: false, commandTimeout: HASTY_TIMEOUT_MS }),
  });
  redis.on('error', onTrouble);
  return redis;
}

/** Closes a connection, also one that Redis never answered. */
export function closeRedis(redis: Redis): void {
  redis.disconnect();
}

/** @throws InvalidInputError when the text is no Redis URL */
export function requireRedisUrl(url: string): void {
  const parsed = URL.canParse(url) ? new URL(url) : null;
  if (parsed !== null && ['redis:', 'rediss:'].includes(parsed.protocol)) return;
  throw new InvalidInputError('REDIS_URL is no Redis URL; write it like redis://:password@host:6379', {
    field: 'REDIS_URL',
  });
}
