/**
 * The workers of the service on several machines: they take jobs from BullMQ, and what comes round, and do it. What a
 * process needs is opened in one order and closed in the other.
 */

import { refillQueue } from '../cases/refill-queue.ts';
import { sweep } from '../cases/sweep.ts';
import { InvalidInputError } from '../core/errors.ts';
import { createRedisTurns } from '../explorers/transport/redis-turns.ts';
import { createReadiness } from '../observe/health.ts';
import { startProbeServer } from '../observe/probe-server.ts';
import { startBullTicks } from '../queue/bull-ticks.ts';
import { startBullWorker } from '../queue/bull-worker.ts';
import { closeRedis, openRedis, requireRedisUrl } from '../queue/redis.ts';
import type { Tick } from '../queue/ticks.ts';
import { openDatabase } from '../storage/database.ts';
import { createJobOutbox } from '../storage/job-outbox.ts';
import { requireMigrated } from '../storage/migrate.ts';
import { Closing } from './closing.ts';
import { databaseChecks, redisCheck } from './health.ts';
import { openObservers } from './observe.ts';
import { openRedisFeed, type RedisFeed } from './redis-feed.ts';
import type { Role } from './roles.ts';
import { createTrouble } from './trouble.ts';
import { openWork, type WorkParts } from './work.ts';

export interface Workers {
  /** Takes nothing new, finishes what is under way up to the deadline of the configuration, and closes everything. */
  stop(): Promise<void>;
}

type Parts = Omit<WorkParts, 'database' | 'observers' | 'turns'>;

/**
 * Begins to work.
 * @throws InvalidInputError when DATABASE_URL or REDIS_URL is missing or wrong
 * @throws StorageError when the database is out of reach or not migrated
 */
export async function startWorkers(roles: readonly Role[], parts: Parts): Promise<Workers> {
  const { config, env, clock } = parts;
  const urls = requireUrls(env);
  const closing = new Closing();
  try {
    const observers = openObservers(config, env, `worker ${roles.join(' ')}`, null);
    const { log } = observers;
    const onTrouble = createTrouble(log, 'the worker goes on after a failure');
    const database = await openDatabase({ kind: 'url', url: urls.database });
    closing.add(() => database.close());
    await requireMigrated(database);
    const feed = openRedisFeed(urls.redis, { config, clock, database }, onTrouble);
    closing.add(() => feed.close());
    const patient = openRedis(urls.redis, 'patient', onTrouble);
    closing.add(async () => closeRedis(patient));
    const bull = { redis: patient, prefix: config.queue.prefix, clock, onTrouble };
    const all = { ...parts, database, observers, turns: createRedisTurns(patient) };
    const begun = begin(roles, all, feed, bull);
    closing.add(() => Promise.all(begun.map((one) => one.stop(config.queue.shutdownSeconds * 1000))));
    if (config.probe.port !== 0) {
      const checks = [...databaseChecks(database), redisCheck(feed.redis)];
      const readiness = createReadiness(checks, { clock, log });
      const server = await startProbeServer(config.probe, { readiness, metrics: observers.metrics });
      closing.add(() => server.close());
    }
    log.info('worker works', { roles: roles.join(' ') });
    closing.add(async () => log.info('worker stops'));
    return { stop: () => closing.close() };
  } catch (error) {
    await closing.close();
    throw error;
  }
}

interface Stoppable {
  stop(deadlineMs: number): Promise<void>;
}

/** Begins what the roles ask for. */
function begin(
  roles: readonly Role[],
  parts: WorkParts,
  feed: RedisFeed,
  bull: Parameters<typeof startBullTicks>[1],
): Stoppable[] {
  const work = openWork(parts, feed.transport);
  const { concurrency, leaseSeconds } = parts.config.queue;
  const { handlers, stores, ticks } = work;
  const deps = { ...bull, jobs: stores.jobs, handlers, onAttempt: parts.observers.onAttempt };
  const options = { concurrency, leaseMs: leaseSeconds * 1000 };
  return roles.map((role) =>
    role === 'rescan'
      ? startBullTicks([sweepTick(parts, feed, stores.jobs), ...ticks], bull)
      : startBullWorker(role, deps, options),
  );
}

function sweepTick({ config, clock, database }: WorkParts, { transport }: RedisFeed, jobs: Jobs): Tick {
  const { sweepSeconds, staleSeconds } = config.queue;
  const outbox = createJobOutbox(database);
  return {
    name: 'sweep',
    everyMs: sweepSeconds * 1000,
    async run() {
      await sweep('many', { jobs, clock });
      await refillQueue({ outbox, transport, clock }, { staleMs: staleSeconds * 1000 });
    },
  };
}

type Jobs = Parameters<typeof sweep>[1]['jobs'];

/** Both or none: with one of them missing, workers would share nothing, or have nobody to share it with. */
function requireUrls({ DATABASE_URL: database = '', REDIS_URL: redis = '' }: Parts['env']) {
  const missing = [
    { name: 'DATABASE_URL', value: database, form: 'postgresql://user:password@host:5432/coinhound' },
    { name: 'REDIS_URL', value: redis, form: 'redis://:password@host:6379' },
  ].find(({ value }) => value === '');
  if (missing === undefined) {
    requireRedisUrl(redis);
    return { database, redis };
  }
  throw new InvalidInputError(
    `${missing.name} is not set; workers need DATABASE_URL and REDIS_URL: set it like ${missing.form}, or run coinhound serve, which needs neither`,
    { field: missing.name },
  );
}
