/**
 * The turns of all processes of a deployment, in Redis. Scripts of our own, because the limiters of rate-limiter-flexible
 * count in Redis by windows of whole seconds: at the seam of two windows a second sees twice the rate.
 *
 * The time is Redis's own, in microseconds: those of the machines differ. A key that is not there is new or was flushed,
 * and then others may have turns still: it is taken for used as much as can be, up to the last moment for which turns
 * may have been given. A process opens its keys when it starts, so that this time has passed when it asks.
 */

import type { Redis } from 'ioredis';
import {
  AHEAD_MS,
  LONGEST_PAUSE_MS,
  LONGEST_WISH_MS,
  type OpenTurns,
  type Taken,
  type Turns,
} from './turns.ts';

const PREFIX = 'coinhound:turns:';

/** After this long without a request a key is forgotten: longer than a day, whose budget it knows (milliseconds). */
const KEPT_MS = 2 * 86_400_000;

/** Sets `now`. */
const CLOCK = `
local clock = redis.call('time')
local now = clock[1] * 1000000 + clock[2]
`;

/**
 * The state of a host and account. `KEYS[1]`: its turns, each under its time in a sorted set. `KEYS[2]`: since when the key is
 * known, the pause and refusals, the day and what is spent of it. A pause that begins later than now stems from a clock that
 * was set back since: it begins now.
 */
const STATE = `
local turns, host = KEYS[1], KEYS[2]
local function text(number) return string.format('%.0f', number) end
local known = redis.call('hmget', host, 'since', 'from', 'until', 'refusals', 'day', 'spent')
local since, from, till = tonumber(known[1]), tonumber(known[2]) or 0, tonumber(known[3]) or 0
local refusals = tonumber(known[4]) or 0
if from > now then
  from, till = now, now + till - from
  redis.call('hset', host, 'from', text(from), 'until', text(till))
end
`;

/**
 * Takes turns: see `turns.ts`. The questions of a turn are members of the set with its time: the first has the name of the turn,
 * the others that name and a number. A turn further ahead than any is given stems from a clock that was set back since: then
 * nothing is known of what was used. Arguments: most, window, gap, ahead, budget of a day (0: none), milliseconds to keep,
 * how many turns are wanted, how many are given back, the sizes of those, the names of these, and name, delay and questions of those that came late: those that are
 * forgotten are noted anew, and none for later than now. Answers: again, pause, refusals, time until the next day (-1 for none
 * each), then two numbers for each turn.
 */
const TAKE = `
local most, window, gap, ahead = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local budget, kept, count = tonumber(ARGV[5]), ARGV[6], tonumber(ARGV[7])
local function questions(id)
  local names = {id}
  while redis.call('zscore', turns, id .. ':' .. #names) do names[#names + 1] = id .. ':' .. #names end
  return names
end
local function newest(n) return tonumber(redis.call('zrevrange', turns, n - 1, n - 1, 'withscores')[2]) end

local length = 86400000000
local day, spent = math.floor(now / length), tonumber(known[6]) or 0
if tonumber(known[5]) ~= day then spent = 0 end
local sizes = 8 + count
local unused = sizes + tonumber(ARGV[8])
for n = sizes + 1, unused do
  local back = redis.call('zrem', turns, unpack(questions(ARGV[n])))
  -- Turns that lie less far into the day may be of the budget of the day before.
  if tonumber(ARGV[n]) > day * length + ahead then spent = spent - back end
end
for n = unused + 1, #ARGV, 3 do
  local id = ARGV[n]
  local from = tonumber(redis.call('zscore', turns, id) or id)
  local time = text(math.max(from, math.min(from + ARGV[n + 1], now)))
  redis.call('zadd', turns, time, id)
  for k = 1, ARGV[n + 2] - 1 do redis.call('zadd', turns, time, id .. ':' .. k) end
end

if not since or since > now + ahead or (newest(1) or 0) > now + ahead then
  redis.call('del', turns)
  since = now + ahead
end
local wait = math.max(window, gap)
redis.call('zremrangebyscore', turns, '-inf', '(' .. text(now - wait))

local taken, again = {}, -1
for n = 9, sizes do
  local size = tonumber(ARGV[n])
  if budget > 0 and spent + size > budget then break end
  local time = math.max(now, till, since + wait)
  local last, first = newest(1), newest(math.max(1, most - size + 1))
  if last then time = math.max(time, last + size * gap) end
  if first then time = math.max(time, first + window) end
  if time > now + ahead then
    again = time - ahead - now
    break
  end
  redis.call('zadd', turns, text(time), text(time))
  for k = 1, size - 1 do redis.call('zadd', turns, text(time), text(time) .. ':' .. k) end
  spent = spent + size
  taken[#taken + 1] = time
  taken[#taken + 1] = time - now
end

redis.call('hset', host, 'since', text(since), 'day', day, 'spent', spent)
redis.call('pexpire', turns, kept)
redis.call('pexpire', host, kept)
local isSpent = #taken < 2 * count and again < 0
return {again, math.max(0, till - now), refusals, isSpent and length - now % length or -1, unpack(taken)}
`;

/** Takes note of a refusal. Arguments: its age, the pause it asks for (-1: none), the first pause, the longest, the longest wish. */
const REFUSED = `
local age, wish, first = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local longest, longestWish = tonumber(ARGV[4]), tonumber(ARGV[5])
local isNews = now - age >= from
local pause = math.min(math.max(0, wish), longestWish)
if isNews then
  refusals, from = refusals + 1, now
  local own = math.min(first * 2 ^ (refusals - 1), longest)
  if wish < 0 or refusals > 1 then pause = math.min(math.max(pause, own), longestWish) end
end
till = math.max(till, now + pause)
redis.call('hset', host, 'from', text(from), 'until', text(till), 'refusals', refusals)
return math.max(0, till - now)
`;

/** Takes note of a proper answer. Argument: its age. */
const ANSWERED = `
if now - tonumber(ARGV[1]) >= till then redis.call('hset', host, 'refusals', 0) end
`;

/**
 * Turns for all processes that use this Redis. The connection stays with the caller.
 * @param clock sets `now` in Lua, in microseconds; Redis's own when not given
 */
export function createRedisTurns(redis: Redis, clock = CLOCK): OpenTurns {
  const closing = new AbortController();
  redis.once('end', () => closing.abort());
  if (redis.status === 'end') closing.abort();
  const scripts = { take: TAKE, refused: REFUSED, answered: ANSWERED };
  return (key, { pace, perDay, firstPauseMs }): Turns => {
    // One slot of a cluster.
    const keys = [`${PREFIX}{${key}}`, `${PREFIX}{${key}}:host`];
    const run = (script: keyof typeof scripts, args: readonly number[]) =>
      redis.eval(`${clock}${STATE}${scripts[script]}`, keys.length, ...keys, ...args);
    const { most = 1, windowMs = 0, gapMs = 0 } = pace ?? {};
    const rule = [most, micros(windowMs), micros(gapMs), micros(AHEAD_MS), perDay ?? 0, KEPT_MS];
    return {
      closed: closing.signal,
      async take(sizes, { unused, late } = { unused: [], late: [] }) {
        const moved = late.flatMap(({ id, byMs, questions }) => [id, micros(byMs), questions]);
        const wanted = [sizes.length, unused.length, ...sizes];
        return takenOf((await run('take', [...rule, ...wanted, ...unused, ...moved])) as number[]);
      },
      async refused({ ageMs, retryAfterMs }) {
        const wish = retryAfterMs === null ? -1 : micros(retryAfterMs);
        const longest = [micros(LONGEST_PAUSE_MS), micros(LONGEST_WISH_MS)];
        return Number(await run('refused', [micros(ageMs), wish, micros(firstPauseMs), ...longest])) / 1000;
      },
      async answered(ageMs) {
        await run('answered', [micros(ageMs)]);
      },
    };
  };
}

/** Rounded up, so that no gap is short by a fraction. */
function micros(ms: number): number {
  return Math.ceil(ms * 1000);
}

function takenOf([again = -1, paused = 0, refusals = 0, spent = -1, ...taken]: readonly number[]): Taken {
  return {
    turns: taken.flatMap((id, n) => (n % 2 === 0 ? [{ id, inMs: (taken[n + 1] ?? 0) / 1000 }] : [])),
    againMs: again < 0 ? null : again / 1000,
    pausedMs: paused / 1000,
    refusals,
    spentMs: spent < 0 ? null : spent / 1000,
  };
}
