/**
 * An alert that was found is sent, once by its id, whatever dies between finding and sending: the worker, all of Redis, the
 * one that sends.
 */
import { createHmac } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { rescanCase } from '../../../src/cases/rescan-case.ts';
import { type Replay, startReplay } from '../../../src/replay/server.ts';
import { createRescanStore } from '../../../src/storage/rescan-store.ts';
import { buildProgram } from '../../support/built-program.ts';
import { ROOT } from '../../support/cli.ts';
import { cutDataset } from '../../support/cut-dataset.ts';
import { createDeployment, type Deployment } from '../../support/deployment.ts';
import { anOpening } from '../../support/opening.ts';
import { type Receiver, startReceiver } from '../../support/receiver.ts';
import { until } from '../../support/service-process.ts';
import { caseOf } from '../../support/stored-trace.ts';
import { type SwitchedExplorer, switchExplorers } from '../../support/switched-explorer.ts';
import { flushPrefix, testRedisUrl } from '../../support/test-redis.ts';

const SECRET = 'known to the receiver alone';
const DATASET = 'crypto-com-2022';

/** The explorer before and after new blocks, and the address at which one of them answers. */
let before: Replay;
let after: Replay;
let explorer: SwitchedExplorer;
let receiver: Receiver;
let deployment: Deployment;
let program: string;
beforeAll(async () => {
  program = await buildProgram('src/cli/main.ts');
  before = await startReplay({ dir: cutDataset(DATASET, 0.5) });
  after = await startReplay({ dir: join(ROOT, 'data', DATASET) });
});
afterAll(async () => {
  await before.close();
  await after.close();
});
beforeEach(async () => {
  receiver = await startReceiver();
  explorer = await switchExplorers(before);
  const settings = {
    COINHOUND_NOTIFY_ALLOWED_HOSTS: receiver.host,
    // As often as a busy machine may need before the test sees that it was refused.
    COINHOUND_NOTIFY_RETRY_SECONDS: Array(20).fill(1).join(),
    COINHOUND_QUEUE_STALE_SECONDS: '1',
  };
  const place = { redisUrl: testRedisUrl(), replayUrl: explorer.url };
  deployment = await createDeployment({ ...place, program, settings });
});
afterEach(async () => {
  await deployment.close();
  await flushPrefix(deployment.prefix);
  await explorer.close();
  await receiver.close();
});

/** A watched case whose re-scan has found something that nobody was told of, for want of a worker that notifies. */
async function findSomething() {
  const { stores, config, database, start, results } = deployment;
  const tracer = start('trace');
  // It sweeps, too: who opens a case does not wait for Redis, and what could not be told to it is found by a sweep alone.
  start('rescan');
  const opening = { body: caseOf(DATASET) as object, limits: config.limits };
  const webhook = { url: `http://${receiver.host}/hook`, secret: SECRET };
  const { caseId, runId } = await stores.cases.open(anOpening({ ...opening, webhook, at: Date.now() }));
  await results([runId]);
  explorer.show(after);
  const request = { caseId, cause: 'request', requestKey: null } as const;
  const rescan = await rescanCase(request, {
    rescans: createRescanStore(database),
    clock: { now: () => Date.now() },
  });
  expect(await results([rescan.runId])).toMatchObject([{ state: 'done' }]);
  return tracer;
}

async function states(): Promise<string[]> {
  const rows = await deployment.database.sql.selectFrom('deliveries').select('state').execute();
  return rows.map(({ state }) => state);
}

/** All that arrived has one id and is signed; nothing comes after it. */
async function expectOneMessage(atLeast = 1): Promise<void> {
  await until(states, (all) => receiver.received.length >= atLeast && all.join() === 'delivered');
  await sleep(2000);
  expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
  for (const { headers, body } of receiver.received) {
    const text = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
    const signature = createHmac('sha256', SECRET).update(text).digest('base64');
    expect(headers['webhook-signature']).toBe(`v1,${signature}`);
  }
}

test('the worker that found it is killed, and Redis loses everything', async () => {
  const tracer = await findSomething();
  tracer.child.kill('SIGKILL');
  await flushPrefix(deployment.prefix);
  expect(await states()).toEqual(['queued']);
  expect(receiver.received).toEqual([]);
  deployment.startFromSources('notify');
  await expectOneMessage();
  expect(receiver.received).toHaveLength(1);
}, 120_000);

test('the worker that sends it is killed while it does', async () => {
  await findSomething();
  // It gets the message and never answers, so that the sender dies without knowing.
  let begun: () => void = () => {};
  const sending = new Promise<void>((resolve) => {
    begun = resolve;
  });
  receiver.answer(() => begun());
  const sender = deployment.start('notify');
  await sending;
  sender.child.kill('SIGKILL');
  receiver.answer((response) => response.writeHead(204).end());
  deployment.start('notify');
  await expectOneMessage(2);
  expect(receiver.received).toHaveLength(2);
}, 120_000);

test('the receiver is down for a while', async () => {
  await findSomething();
  receiver.answer((response) => response.writeHead(503).end());
  deployment.start('notify');
  await until(
    async () => receiver.received.length,
    (count) => count >= 2,
  );
  receiver.answer((response) => response.writeHead(204).end());
  await expectOneMessage(3);
}, 120_000);
