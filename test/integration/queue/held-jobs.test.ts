/** What a process is at stays with it, however long it computed without hearing anything. */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, expect, test } from '@jest/globals';
import { startEmbedded } from '../../../src/compose/embedded.ts';
import { openObservers } from '../../../src/compose/observe.ts';
import { loadConfig } from '../../../src/config.ts';
import { startReplay } from '../../../src/replay/server.ts';
import { migrate } from '../../../src/storage/migrate.ts';
import { ROOT } from '../../support/cli.ts';
import { anOpening } from '../../support/opening.ts';
import { caseOf, shippedTags } from '../../support/stored-trace.ts';
import { createTestDatabase } from '../../support/test-database.ts';

/** A job takes longer than the sweep takes to come round. */
const LATENCY_MS = 1500;
const NAME = 'crypto-com-2022';

const ends: (() => Promise<unknown>)[] = [];
afterAll(async () => {
  for (const end of ends.reverse()) await end();
});

test('a sweep after a standstill that was longer than a lease takes no job back that is held here', async () => {
  const replay = await startReplay({ dir: join(ROOT, 'data', NAME), latencyMs: LATENCY_MS });
  ends.push(() => replay.close());
  const { database, drop } = await createTestDatabase('PGlite');
  ends.push(drop);
  await migrate(database);
  const env = {
    COINHOUND_EXPLORERS_ETHERSCAN_BASE_URL: `${replay.url}/v2/api`,
    COINHOUND_EXPLORER_ORDER_ETHEREUM: 'etherscan',
    COINHOUND_QUEUE_SWEEP_SECONDS: '1',
    COINHOUND_LOG_LEVEL: 'silent',
  };
  const config = loadConfig(join(ROOT, 'config/default.yaml'), undefined, env);
  let stoodStill = 0;
  const clock = { now: () => Date.now() + stoodStill };
  const observers = openObservers(config, env, 'test', null);
  const embedded = await startEmbedded({ config, env, clock, database, shippedTags, observers }, 'many');
  ends.push(() => embedded.stop());
  const { cases } = embedded.work.stores;
  await cases.open(anOpening({ body: caseOf(NAME) as object, limits: config.limits }));
  const first = () =>
    database.sql.selectFrom('jobs').select(['state', 'attempts']).orderBy('id').executeTakeFirstOrThrow();
  const until = async (wanted: string) => {
    for (let tries = 0; (await first()).state !== wanted; tries += 1) {
      if (tries > 500) throw new Error(`the job is not ${wanted}: ${JSON.stringify(await first())}`);
      await sleep(20);
    }
  };
  await until('running');
  stoodStill = (config.queue.leaseSeconds + 1) * 1000;
  await until('done');
  expect((await first()).attempts).toBe(1);
}, 60_000);
