/**
 * The place of turns in Redis. A script of our own, because the limiters of rate-limiter-flexible count in Redis by
 * windows of whole seconds: at the seam of two windows a second sees twice the rate.
 */

import type { Redis } from 'ioredis';
import type { SharedTurns } from './shared-rate.ts';

const PREFIX = 'coinhound:turn:';

/** After this long without a request a key is forgotten (milliseconds). */
const KEPT_MS = 3_600_000;

/** A turn further away than this stems from a clock that was set back since (milliseconds). */
const FARTHEST_MS = 60_000;

/**
 * The time is Redis's own: those of the machines differ. A key that is not there is taken for just used: it may have
 * been flushed, and a process may have had its turn a moment ago.
 */
const TAKE = `
local clock = redis.call('time')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local spacing, kept, farthest = tonumber(ARGV[1]), ARGV[2], tonumber(ARGV[3])
local free = tonumber(redis.call('get', KEYS[1]))
local isFree = free and now >= free
if isFree or not free or free - now > math.max(spacing, farthest) then
  free = now + spacing
  redis.call('set', KEYS[1], string.format('%d', free), 'px', kept)
end
return isFree and 0 or free - now
`;

/** Turns for all processes that use this Redis. The connection stays with the caller. */
export function createRedisTurns(redis: Redis): SharedTurns {
  return {
    async take(key, spacingMs) {
      const wait = await redis.eval(TAKE, 1, `${PREFIX}${key}`, spacingMs, KEPT_MS, FARTHEST_MS);
      return Number(wait);
    },
    isClosed: () => redis.status === 'end',
  };
}
