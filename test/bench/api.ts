/**
 * `npm run bench:api`: the service under load, as real processes on a real PostgreSQL and a real Redis, with a replay
 * explorer: how fast cases are accepted and finished, how fast a large case is read, and what more workers bring.
 */
import { execFileSync } from 'node:child_process';
import { cpus } from 'node:os';
import { join } from 'node:path';
import autocannon from 'autocannon';
import { startReplay } from '../../src/replay/server.ts';
import { coinhound, ROOT } from '../support/cli.ts';
import { createDeployment } from '../support/deployment.ts';
import { type Api, apiAt, startService, until } from '../support/service-process.ts';
import { startPostgres, startRedis } from '../support/services.ts';
import { wideDataset } from '../support/wide-dataset.ts';

const CASES = 200;
const CLIENTS = 20;
const READERS = 50;
const READ_SECONDS = 10;
const MORE_REQUESTS = { COINHOUND_HTTP_REQUESTS_PER_MINUTE: '100000000' };

interface CaseJson {
  readonly state: string;
}

interface Setting {
  /** Folder of the dataset that the explorer serves. */
  readonly dir: string;
  readonly latencyMs: number;
  readonly workers: number;
  readonly settings?: Readonly<Record<string, string>>;
}

interface Running {
  readonly api: Api;
  readonly url: string;
  readonly key: string;
  readonly pids: readonly number[];
}

const print = (line: string) => process.stdout.write(`${line}\n`);
const seconds = (ms: number) => `${(ms / 1000).toFixed(2)} s`;

async function timed<T>(work: () => Promise<T>): Promise<{ result: T; ms: number }> {
  const begin = performance.now();
  const result = await work();
  return { result, ms: performance.now() - begin };
}

/** The API and workers on a database of their own. */
async function deployed<T>(
  setting: Setting,
  redisUrl: string,
  use: (running: Running) => Promise<T>,
): Promise<T> {
  const { dir, latencyMs, workers, settings = {} } = setting;
  const replay = await startReplay({ dir, latencyMs });
  const deployment = await createDeployment({ redisUrl, replayUrl: replay.url, settings });
  const { env } = deployment;
  const flags = ['--owner', 'bench', '--name', 'bench', '--role', 'investigator', '--json'];
  const { key } = JSON.parse((await coinhound(['keys', 'create', ...flags], ROOT, env)).stdout);
  const service = await startService(ROOT, { ...env, ...MORE_REQUESTS });
  const begun = [deployment.start('rescan')];
  for (let n = 0; n < workers; n += 1) begun.push(deployment.start('trace'));
  // Starting a process is work, too, and not what is measured.
  for (const { said } of begun)
    await until(
      async () => said(),
      (text) => text.includes('worker works'),
    );
  const pids = [service, ...begun].flatMap(({ child }) => child.pid ?? []);
  try {
    return await use({ api: apiAt(service.url, key), url: service.url, key, pids });
  } finally {
    await service.stop();
    await deployment.close();
    await replay.close();
  }
}

const open = (api: Api, body: object) => api.send<{ caseId: string }>('POST', '/v1/cases', body);
const finished = (api: Api, caseId: string) =>
  until(
    () => api.get<CaseJson>(`/v1/cases/${caseId}`),
    ({ state }) => state !== 'running',
    600,
  );

/** Megabytes of memory of the largest of some processes. */
function largest(pids: readonly number[]): number {
  const sizes = execFileSync('ps', ['-o', 'rss=', '-p', pids.join()], { encoding: 'utf8' });
  return Math.max(...sizes.trim().split('\n').map(Number)) / 1024;
}

async function manyCases(redisUrl: string): Promise<void> {
  const address = '0x6e1218c55f1aCb588Fc5E55B721f1183D7D29D3d';
  const body = {
    name: 'many',
    seeds: [{ kind: 'address', chain: 'ethereum', address, since: '2022-01-17' }],
  };
  const dir = join(ROOT, 'data/crypto-com-2022');
  await deployed({ dir, latencyMs: 5, workers: 3 }, redisUrl, async ({ api, pids }) => {
    const submit = async () => {
      const opened: string[] = [];
      for (let n = 0; n < CASES / CLIENTS; n += 1) opened.push((await open(api, body)).caseId);
      return opened;
    };
    const begin = performance.now();
    const accepted = await timed(() => Promise.all(Array.from({ length: CLIENTS }, submit)));
    const states = await Promise.all(accepted.result.flat().map((caseId) => finished(api, caseId)));
    const done = states.filter(({ state }) => state === 'done').length;
    print(`| ${CASES} cases by ${CLIENTS} clients: all accepted after | ${seconds(accepted.ms)} |`);
    print(`| … finished by 3 workers after | ${seconds(performance.now() - begin)}, ${done} of them done |`);
    print(`| … memory of the largest process | ${largest(pids).toFixed(0)} MB |`);
  });
}

async function largeCase(redisUrl: string): Promise<void> {
  const dataset = wideDataset(5000, 1);
  await deployed({ dir: dataset.folder, latencyMs: 0, workers: 2 }, redisUrl, async ({ api, url, key }) => {
    const { caseId } = await open(api, dataset.body);
    await finished(api, caseId);
    for (const path of ['', '/outcomes?limit=50', '/flags?limit=50', '/transactions?limit=50']) {
      const { latency, non2xx, requests } = await autocannon({
        url: `${url}/v1/cases/${caseId}${path}`,
        connections: READERS,
        duration: READ_SECONDS,
        headers: { authorization: `Bearer ${key}` },
      });
      const about = `GET /v1/cases/:id${path} of ${dataset.transactions} transactions, ${READERS} clients`;
      const speed = `p50 ${latency.p50} ms, p99 ${latency.p99} ms, ${requests.average.toFixed(0)} a second`;
      print(`| ${about} | ${speed}, ${non2xx} failed |`);
    }
  });
}

async function moreWorkers(redisUrl: string): Promise<void> {
  const dataset = wideDataset(160, 1);
  const settings = { COINHOUND_QUEUE_CONCURRENCY: '4' };
  const times: number[] = [];
  for (const workers of [1, 4]) {
    const setting = { dir: dataset.folder, latencyMs: 100, workers, settings };
    const ms = await deployed(setting, redisUrl, async ({ api }) => {
      // The processes are there before the clock starts.
      await finished(api, (await open(api, { ...dataset.body, limits: { maxHops: 0 } })).caseId);
      const { caseId } = await open(api, dataset.body);
      return (await timed(() => finished(api, caseId))).ms;
    });
    times.push(ms);
    const about = `${workers} of 4 jobs at once, ${dataset.lookups} look-ups at 100 ms an answer`;
    print(`| workers: ${about} | ${seconds(ms)} |`);
  }
  const [one = 0, four = 1] = times;
  print(`| … 4 are faster than 1 by | ${(one / four).toFixed(2)} |`);
}

const postgres = await startPostgres();
const redis = await startRedis();
process.env.COINHOUND_TEST_POSTGRES = postgres.url;
print(`${cpus().length} processors, Node ${process.versions.node}\n\n| what | measured |\n|---|---|`);
try {
  for (const measure of [manyCases, largeCase, moreWorkers]) await measure(redis.url);
} finally {
  await redis.stop();
  await postgres.stop();
}
