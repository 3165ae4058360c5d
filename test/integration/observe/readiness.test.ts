/** Readiness against a real PostgreSQL and a real Redis, there, wrong, and gone. */
import { expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { sql } from 'kysely';
import { databaseChecks, redisCheck } from '../../../src/compose/health.ts';
import { createReadiness } from '../../../src/observe/health.ts';
import { createLogger } from '../../../src/observe/logger.ts';
import { openDatabase } from '../../../src/storage/database.ts';
import { migrate } from '../../../src/storage/migrate.ts';
import { freePort } from '../../support/server-process.ts';
import { createTestDatabase, ENGINES } from '../../support/test-database.ts';
import { testRedisUrl } from '../../support/test-redis.ts';

const deps = {
  clock: { now: () => performance.now() * 1000 },
  log: createLogger({ level: 'silent', secrets: [] }),
};

test.each(ENGINES)('a database on %s: empty, migrated, of a newer version', async (engine) => {
  const { database, drop } = await createTestDatabase(engine);
  const readiness = createReadiness(databaseChecks(database), deps);
  try {
    expect(await readiness()).toEqual({ ready: false, parts: { database: 'up', schema: 'down' } });
    await migrate(database);
    expect(await readiness()).toEqual({ ready: true, parts: { database: 'up', schema: 'up' } });
    await sql`insert into kysely_migration (name, timestamp) values ('9999-later', '')`.execute(database.sql);
    expect(await readiness()).toEqual({ ready: false, parts: { database: 'up', schema: 'down' } });
  } finally {
    await drop();
  }
});

test('a PostgreSQL that is not there', async () => {
  const database = await openDatabase({ kind: 'url', url: `postgresql://x@127.0.0.1:${await freePort()}/x` });
  const { ready, parts } = await createReadiness(databaseChecks(database), deps)();
  expect([ready, parts.database]).toEqual([false, 'down']);
  await database.close();
});

test('a Redis that is there', async () => {
  const redis = new Redis(testRedisUrl());
  expect(await createReadiness([redisCheck(redis)], deps)()).toEqual({ ready: true, parts: { redis: 'up' } });
  await redis.quit();
});

test('a Redis that is not there keeps nobody waiting', async () => {
  const redis = new Redis(`redis://127.0.0.1:${await freePort()}`, {
    maxRetriesPerRequest: null,
    disconnectTimeout: 100,
  });
  redis.on('error', () => {});
  const started = performance.now();
  const { ready, parts } = await createReadiness([redisCheck(redis)], deps)();
  expect([ready, parts.redis]).toEqual([false, 'no-answer']);
  expect(performance.now() - started).toBeLessThan(3000);
  redis.disconnect();
});
