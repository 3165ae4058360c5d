/** Evidence bundles of runs in the database, also of those that go on from others. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { rescanCase } from '../../src/cases/rescan-case.ts';
import { documentsOf } from '../../src/compose/documents.ts';
import { openObservers } from '../../src/compose/observe.ts';
import { openWork } from '../../src/compose/work.ts';
import { compose } from '../../src/compose.ts';
import { loadConfig } from '../../src/config.ts';
import { drainJobs } from '../../src/queue/in-process.ts';
import { type Replay, startReplay } from '../../src/replay/server.ts';
import { migrate } from '../../src/storage/migrate.ts';
import { ROOT } from '../support/cli.ts';
import { cutDataset } from '../support/cut-dataset.ts';
import { openedBundle, textIn } from '../support/opened-bundle.ts';
import { anOpening } from '../support/opening.ts';
import { caseOf, shippedTags } from '../support/stored-trace.ts';
import { type SwitchedExplorer, switchExplorers } from '../support/switched-explorer.ts';
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts';

const NAME = 'crypto-com-2022';
const folder = mkdtempSync(join(tmpdir(), 'stored-bundles-'));
const clock = { now: () => Date.now() };
let place: TestDatabase;
let early: Replay;
let late: Replay;
let explorer: SwitchedExplorer;
beforeAll(async () => {
  place = await createTestDatabase('PGlite');
  await migrate(place.database);
  early = await startReplay({ dir: cutDataset(NAME, 0.5) });
  late = await startReplay({ dir: join(ROOT, 'data', NAME) });
  explorer = await switchExplorers(early);
});
afterAll(async () => {
  for (const one of [explorer, early, late]) await one.close();
  await place.drop();
  rmSync(folder, { recursive: true });
});

test('the bundle of a run, and of the re-scan that goes on from it, is good, and the same each time', async () => {
  const { database } = place;
  const env = {
    COINHOUND_STORAGE_FOLDER: folder,
    COINHOUND_LOG_LEVEL: 'silent',
    COINHOUND_EXPLORERS_ETHERSCAN_BASE_URL: `${explorer.url}/v2/api`,
    COINHOUND_EXPLORER_ORDER_ETHEREUM: 'etherscan',
  };
  const config = loadConfig(join(ROOT, 'config/default.yaml'), undefined, env);
  const observers = openObservers(config, env, 'test', null);
  const work = openWork(
    { config, env, clock, database, shippedTags, observers },
    { publish: async () => {} },
  );
  const { jobs, cases } = work.stores;
  const workOff = () =>
    drainJobs({ jobs, clock, handlers: work.handlers, maxAttempts: 1 }, { concurrency: 4, leaseMs: 60_000 });
  const opened = await cases.open(anOpening({ body: caseOf(NAME) as object, limits: config.limits }));
  await workOff();
  explorer.show(late);
  const request = { caseId: opened.caseId, cause: 'request', requestKey: null } as const;
  const rescan = await rescanCase(request, { rescans: work.rescans, clock });
  expect((await workOff()).size).toBe(0);

  const { bundle } = documentsOf(database, config, shippedTags);
  const app = compose({ env });
  const digests: string[] = [];
  for (const [runId, runs] of [
    [opened.runId, 1],
    [rescan.runId, 2],
  ] as const) {
    const bytes = await bundle(runId);
    expect(Buffer.compare(bytes, await bundle(runId))).toBe(0);
    const files = openedBundle(bytes);
    expect(JSON.parse(textIn(files, 'runs.json'))).toHaveLength(runs);
    const verdict = await app.verify(bytes, await app.publicKey());
    expect(verdict.problems).toEqual([]);
    digests.push(verdict.replayed?.resultDigest ?? '');
  }
  expect(new Set(digests).size).toBe(2);
});
