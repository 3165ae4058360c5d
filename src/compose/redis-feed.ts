/**
 * Redis as a process uses it that only stores jobs, as the API does: it tells BullMQ of them, and never waits.
 */

import type { Redis } from 'ioredis';
import type { Clock } from '../cases/ports.ts';
import type { Config } from '../config.ts';
import { type BullTransport, createBullTransport } from '../queue/bull-transport.ts';
import { closeRedis, openRedis } from '../queue/redis.ts';
import type { Database } from '../storage/database.ts';
import { createJobOutbox } from '../storage/job-outbox.ts';

export interface RedisFeed {
  /** A hasty connection: commands fail while Redis is away. */
  readonly redis: Redis;
  readonly transport: BullTransport;
  close(): Promise<void>;
}

/** @param onTrouble hears that Redis is away. @throws InvalidInputError when the text is no Redis URL */
export function openRedisFeed(
  url: string,
  { config, clock, database }: { config: Config; clock: Clock; database: Database },
  onTrouble: (error: unknown) => void,
): RedisFeed {
  const redis = openRedis(url, 'hasty', onTrouble);
  const outbox = createJobOutbox(database);
  const transport = createBullTransport({ redis, prefix: config.queue.prefix, outbox, clock, onTrouble });
  return {
    redis,
    transport,
    async close() {
      await transport.close();
      closeRedis(redis);
    },
  };
}
