/**
 * A process that asks an explorer through a transport whose rate is shared: `turn-process.ts REDIS-URL EXPLORER-URL RATE
 * COUNT KEY`. All requests are made at once; prints a line when it is ready to begin, and begins on a line of input.
 */
import { once } from 'node:events';
import { Redis } from 'ioredis';
import { createRedisTurns } from '../../src/explorers/transport/redis-turns.ts';
import { createTransport } from '../../src/explorers/transport/transport.ts';

const [redisUrl = '', baseUrl = '', rate = '', count = '', apikey = ''] = process.argv.slice(2);
const redis = new Redis(redisUrl, { maxRetriesPerRequest: null });
const transport = createTransport({
  provider: 'test',
  baseUrl,
  concurrency: 100,
  requestsPerSecond: Number(rate),
  secretParams: { apikey },
  turns: createRedisTurns(redis),
});
await redis.ping();
process.stdout.write('ready\n');
await once(process.stdin, 'data');
await Promise.all(Array.from({ length: Number(count) }, (_, n) => transport.get(`/${process.pid}/${n}`, {})));
redis.disconnect();
process.exit(0);
