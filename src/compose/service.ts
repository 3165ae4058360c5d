/**
 * The service as one process sees it: the API, and, without Redis, all the work beside it. What a process needs is opened in
 * one order and closed in the other.
 */

import { createKey } from '../cases/keys.ts';
import type { TagSet } from '../cases/tags/tag-source.ts';
import type { DigestedTags } from '../cases/tags/tag-store.ts';
import { InvalidInputError } from '../core/errors.ts';
import { BOARD_PATH } from '../http/deps.ts';
import { type Check, createReadiness } from '../observe/health.ts';
import { createBoard } from '../queue/board.ts';
import type { Database } from '../storage/database.ts';
import { openDatabase } from '../storage/database.ts';
import { createKeyStore } from '../storage/key-store.ts';
import { migrate, requireMigrated } from '../storage/migrate.ts';
import { createServiceCounts } from '../storage/service-counts.ts';
import type { ApiParts } from './api.ts';
import { Closing } from './closing.ts';
import { placeOfDatabase } from './database.ts';
import { startEmbedded } from './embedded.ts';
import { databaseChecks, redisCheck } from './health.ts';
import { type Observers, openObservers } from './observe.ts';
import { openRedisFeed } from './redis-feed.ts';
import { startApi } from './serve.ts';
import { createTrouble } from './trouble.ts';
import type { WorkParts } from './work.ts';

export interface ServiceParts extends Omit<WorkParts, 'database' | 'observers' | 'turns' | 'shippedTags'> {
  readonly shippedTags: DigestedTags & TagSet;
}

export interface ServiceOptions {
  /** Instead of the configured ones; port 0 takes a free one. */
  readonly host?: string;
  readonly port?: number;
}

export interface Service {
  /** Where the API listens, without a slash at the end. */
  readonly url: string;
  /** Where the database is; never a password. */
  readonly place: string;
  /** True when this process also does the work; false when workers do. */
  readonly isEmbedded: boolean;
  /** The first key of a new data folder, which is shown once; null when there are keys already. */
  readonly firstKey: string | null;
  /** Takes no more calls, finishes what is under way up to the deadline of the configuration, and closes everything. */
  stop(): Promise<void>;
}

/**
 * Starts the service. A data folder belongs to it and is brought to this version; a database server may be in use by
 * others, and is left as it is.
 * @throws InvalidInputError for a wrong combination of DATABASE_URL and REDIS_URL, or an address that cannot be listened on
 * @throws StorageError when the database is out of reach or not migrated
 */
export async function startService(parts: ServiceParts, options: ServiceOptions): Promise<Service> {
  const { config, env, clock } = parts;
  const place = placeOfDatabase(config, env);
  const redisUrl = requireDatabase(env);
  const closing = new Closing();
  try {
    const database = await openDatabase(place);
    closing.add(() => database.close());
    if (place.kind === 'url') await requireMigrated(database);
    else await migrate(database);
    const stored = { readCounts: createServiceCounts(database), clock };
    const observers = openObservers(config, env, 'api', stored);
    const all = { ...parts, database, observers };
    const work = redisUrl === null ? await embedded(all, closing) : besideWorkers(redisUrl, all, closing);
    const { checks, ...beside } = work;
    const readiness = createReadiness([...databaseChecks(database), ...checks], {
      clock,
      log: observers.log,
    });
    const api = await startApi({ ...all, ...beside, readiness }, options);
    closing.add(api.stop);
    const firstKey = place.kind === 'url' ? null : await makeFirstKey(database, clock.now());
    const isEmbedded = redisUrl === null;
    return { url: api.url, place: database.place, isEmbedded, firstKey, stop: () => closing.close() };
  } catch (error) {
    await closing.close();
    throw error;
  }
}

/** Workers that share jobs by Redis must also share the database. @returns the URL of Redis, if any */
function requireDatabase({ DATABASE_URL: database = '', REDIS_URL: redis = '' }: ServiceParts['env']) {
  if (redis === '') return null;
  if (database !== '') return redis;
  throw new InvalidInputError(
    'REDIS_URL is set but DATABASE_URL is not: workers could not reach a data folder; set DATABASE_URL like postgresql://user:password@host:5432/coinhound, or unset REDIS_URL',
    { field: 'DATABASE_URL' },
  );
}

type Parts = ServiceParts & { readonly database: Database; readonly observers: Observers };

/** What the API needs of those who do the work. */
interface WorkBeside extends Pick<ApiParts, 'feed' | 'redis' | 'board'> {
  readonly checks: readonly Check[];
}

async function embedded(parts: Parts, closing: Closing): Promise<WorkBeside> {
  const isAlone = parts.env.DATABASE_URL === undefined || parts.env.DATABASE_URL === '';
  const { feed, stop } = await startEmbedded(parts, isAlone ? 'one' : 'many');
  closing.add(stop);
  return { feed, checks: [] };
}

function besideWorkers(redisUrl: string, parts: Parts, closing: Closing): WorkBeside {
  const { config, observers } = parts;
  const onTrouble = createTrouble(observers.log, 'the API goes on after a failure');
  const { redis, transport, close } = openRedisFeed(redisUrl, parts, onTrouble);
  closing.add(close);
  const { prefix } = config.queue;
  const board = createBoard({ redis, prefix, basePath: BOARD_PATH, onTrouble });
  closing.add(board.close);
  return { feed: transport, redis, board: board.plugin, checks: [redisCheck(redis)] };
}

/** While the service has its folder, no other process can make a key there; so it makes the first one. */
async function makeFirstKey(database: Database, at: number): Promise<string | null> {
  const keys = createKeyStore(database);
  if ((await keys.list(null, 1)).length > 0) return null;
  return (await createKey({ owner: 'admin', name: 'first key', role: 'admin' }, at, keys)).key;
}
