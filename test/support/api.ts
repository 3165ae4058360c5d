/** The API over a real database, with a replay of recorded data as its explorer, for tests. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LightMyRequestResponse } from 'fastify';
import type { Role } from '../../src/cases/access.ts';
import { checkWebhookUrl, newWebhookSecret } from '../../src/cases/alerts/webhook-target.ts';
import type { StoredJob } from '../../src/cases/job.ts';
import { createKey } from '../../src/cases/keys.ts';
import type { Stores } from '../../src/cases/ports.ts';
import { type ApiParts, apiDeps } from '../../src/compose/api.ts';
import { documentsOf } from '../../src/compose/documents.ts';
import { installationOf } from '../../src/compose/installation.ts';
import { readPresets } from '../../src/compose/presets.ts';
import { loadConfig } from '../../src/config.ts';
import type { ApiServer } from '../../src/http/api-server.ts';
import type { HttpSettings, ObservedRequest } from '../../src/http/deps.ts';
import { buildServer } from '../../src/http/server.ts';
import { type Replay, startReplay } from '../../src/replay/server.ts';
import { createKeyStore } from '../../src/storage/key-store.ts';
import { migrate } from '../../src/storage/migrate.ts';
import { createSqlStores } from '../../src/storage/sql-stores.ts';
import { createAnswerCheck, type OpenApi } from './answer-check.ts';
import { ROOT } from './cli.ts';
import { caseOf, shippedTags, workOff } from './stored-trace.ts';
import { createTestDatabase, type EngineName, type TestDatabase } from './test-database.ts';

const SETTINGS: HttpSettings = {
  jsonBytes: 2 * 1024 * 1024,
  csvBytes: 4 * 1024 * 1024,
  requestsPerMinute: 1_000_000,
  wrongKeysPerMinute: 1_000_000,
  streamsPerKey: 5,
  streamPollMs: 20,
  streamHeartbeatMs: 200,
  streamMs: 60_000,
  trustedProxies: [],
  requestSeconds: 30,
  webFolder: null,
};

export interface Call {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  /** Null for no key. */
  readonly key?: string | null;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface TestApi extends TestDatabase {
  readonly app: ApiServer;
  readonly stores: Stores;
  readonly document: OpenApi;
  /** What the observer was told. */
  readonly observed: ObservedRequest[];
  readonly errors: unknown[];
  /** Jobs that the queue was told of. */
  readonly published: StoredJob[];
  /** Keys of the team `team`, by role, and of others. */
  readonly keys: Readonly<Record<Role | 'otherTeam', string>>;
  /** Calls, as an investigator when nothing is said, and holds the answer to the document. */
  call(call: Call): Promise<LightMyRequestResponse>;
  newKey(owner: string, role: Role): Promise<string>;
  /** Traces what is open, against the replay of a dataset. */
  trace(replay: Replay): Promise<void>;
}

const config = loadConfig(join(ROOT, 'config/default.yaml'));
const clock = { now: () => Date.now() };
const defaults = {
  maxHops: 30,
  maxLookups: 20_000,
  maxTransactionsPerAddress: 10_000,
  minShareMillionths: 1,
  maxDays: 3650,
};

/** Builds the API over an empty database. */
export async function createTestApi(
  engine: EngineName,
  changes: Partial<HttpSettings> = {},
  parts: Partial<ApiParts> = {},
): Promise<TestApi> {
  const testDatabase = await createTestDatabase(engine);
  const { database } = testDatabase;
  await migrate(database);
  const [observed, errors]: [ObservedRequest[], unknown[]] = [[], []];
  const published: StoredJob[] = [];
  const app = await buildServer(
    apiDeps(database, {
      opening: { defaults, alerts: ALERT_RULES },
      shippedTags,
      presets: await readPresets(defaults),
      installation: installationOf(config),
      documents: documentsOf(
        database,
        { ...config, storage: { folder: mkdtempSync(join(tmpdir(), 'api-data-')) } },
        shippedTags,
      ),
      readiness: async () => ({ ready: true, parts: { database: 'up' } }),
      metrics: async () => ({ contentType: 'text/plain; version=0.0.4; charset=utf-8', text: '# none\n' }),
      feed: { publish: async (jobs) => void published.push(...jobs) },
      observer: {
        request: (request) => observed.push(request),
        error: (error) => errors.push(error),
        stream: () => {},
      },
      clock,
      ...parts,
    }),
    { ...SETTINGS, ...changes },
  );
  const newKey = async (owner: string, role: Role) =>
    (await createKey({ owner, name: `${role} of ${owner}`, role }, Date.now(), createKeyStore(database))).key;
  const keys = {
    viewer: await newKey('team', 'viewer'),
    investigator: await newKey('team', 'investigator'),
    admin: await newKey('office', 'admin'),
    otherTeam: await newKey('others', 'investigator'),
  };
  const document = JSON.parse(JSON.stringify(app.swagger())) as OpenApi;
  const check = createAnswerCheck(document);
  const stores = createSqlStores(database);
  return {
    ...testDatabase,
    app,
    stores,
    document,
    observed,
    errors,
    published,
    keys,
    newKey,
    async call({ method = 'GET', path, key = keys.investigator, body, headers = {} }) {
      const answer = await app.inject({
        method,
        url: path,
        headers: { ...(key === null ? {} : { authorization: `Bearer ${key}` }), ...headers },
        ...(body === undefined ? {} : { payload: body as string | object }),
      });
      const contentType = String(answer.headers['content-type'] ?? '');
      const wrong = check({ method, path, status: answer.statusCode, contentType, body: answer.body });
      if (wrong !== null) throw new Error(`${wrong}\n${answer.body.slice(0, 500)}`);
      return answer;
    },
    async trace(replay) {
      const failures = await workOff(stores, replay.url);
      if (failures.size > 0) throw [...failures.values()][0];
    },
    async drop() {
      await app.close();
      await testDatabase.drop();
    },
  };
}

const ALERT_RULES = {
  checkWebhook: (url: string) => {
    checkWebhookUrl(url, { allowedHosts: [] });
  },
  checkEmails: () => {},
  newSecret: newWebhookSecret,
};

/** A replay of a shipped dataset. */
export function replayOf(dataset: string): Promise<Replay> {
  return startReplay({ dir: new URL(`../../data/${dataset}`, import.meta.url).pathname });
}

/** Opens the case of a shipped dataset, and traces it. @returns its path */
export async function tracedCase(api: TestApi, dataset: string): Promise<string> {
  const opened = await api.call({ method: 'POST', path: '/v1/cases', body: caseOf(dataset) });
  const replay = await replayOf(dataset);
  await api.trace(replay);
  await replay.close();
  return `/v1/cases/${opened.json().caseId}`;
}
