/**
 * The service in one process, as started by one command: a case is opened, traced, survives the death of the process, is
 * scanned again when blocks came, and its alert reaches a real receiver.
 */
import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { ReportJson } from '../../src/cases/report/report-json.ts';
import { type Replay, startReplay } from '../../src/replay/server.ts';
import { createMemoryStores } from '../../src/storage/memory-stores.ts';
import { ROOT } from '../support/cli.ts';
import { cutDataset } from '../support/cut-dataset.ts';
import { fillDataFolder } from '../support/pglite-template.ts';
import { type Received, type Receiver, startReceiver } from '../support/receiver.ts';
import {
  apiAt,
  explorerSettings,
  type ServiceProcess,
  startService,
  until,
} from '../support/service-process.ts';
import { caseOf, traceStored } from '../support/stored-trace.ts';
import { switchExplorers } from '../support/switched-explorer.ts';

const SECRET = 'a secret of the receiver alone';
const RONIN = join(ROOT, 'data/ronin-2022');

/** As Standard Webhooks 1.0 says, for a secret that is the key itself. */
function signatureOf({ headers, body }: Received, secret: string): string {
  const text = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
  return `v1,${createHmac('sha256', secret).update(text).digest('base64')}`;
}

interface CaseJson {
  readonly state: string;
  readonly run: { readonly number: number; readonly resultDigest: string | null };
}

let folder: string;
let whole: Replay;
/** What a test asks, to be closed after it. */
let asked: { close(): Promise<void> }[];
let receiver: Receiver;
let service: ServiceProcess | null;
let fresh: ReportJson;
beforeAll(async () => {
  whole = await startReplay({ dir: RONIN });
  const stores = createMemoryStores();
  fresh = await traceStored({ stores, dataset: 'ronin-2022', replayUrl: whole.url });
});
afterAll(() => whole.close());
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'coinhound-serve-'));
  receiver = await startReceiver();
  service = null;
  asked = [];
});
afterEach(async () => {
  await service?.stop('SIGKILL');
  for (const one of asked) await one.close();
  await receiver.close();
  rmSync(folder, { recursive: true });
});

const start = async (replayUrl: string, more: Record<string, string> = {}) => {
  service = await startService(folder, {
    ...explorerSettings(replayUrl),
    COINHOUND_NOTIFY_ALLOWED_HOSTS: receiver.host,
    ...more,
  });
  return service;
};
/** Ether at 2,000 dollars on every day of the case. */
const priceFile = () => {
  const path = join(folder, 'prices.csv');
  const days = Array.from({ length: 200 }, (_, day) => new Date(Date.UTC(2022, 2, 20 + day)));
  const rows = days.map((day) => `${day.toISOString().slice(0, 10)},ETH,2000.00`);
  writeFileSync(path, ['time,asset,usd', ...rows].join('\n'));
  return path;
};
const isOver = ({ state }: CaseJson) => state !== 'running';

test('an alert of what moved reaches its receiver once, signed', async () => {
  const before = await startReplay({ dir: cutDataset('ronin-2022', 0.5) });
  const explorer = await switchExplorers(before);
  asked = [explorer, before];
  const { url, firstKey } = await start(explorer.url, { COINHOUND_PRICES_FILE: priceFile() });
  const api = apiAt(url, firstKey ?? '');
  // Without a threshold: below it, what was looked up once stays so, and what was not is left alone.
  const theCase = { ...(caseOf('ronin-2022') as object), limits: { minShareMillionths: 0 } };
  const body = {
    ...theCase,
    watch: { everySeconds: 86_400 },
    webhook: { url: `http://${receiver.host}/hook`, secret: SECRET },
  };
  const { caseId } = await api.send<{ caseId: string }>('POST', '/v1/cases', body);
  const path = `/v1/cases/${caseId}`;
  expect(await until(() => api.get<CaseJson>(path), isOver)).toMatchObject({ state: 'done' });
  expect(receiver.received).toEqual([]);

  explorer.show(whole);
  await api.send('POST', `${path}/rescan`, {});
  const again = await until(
    () => api.get<CaseJson>(path),
    (one) => isOver(one) && one.run.number === 2,
  );
  const { caseId: other } = await api.send<{ caseId: string }>('POST', '/v1/cases', theCase);
  const anew = await until(() => api.get<CaseJson>(`/v1/cases/${other}`), isOver);
  expect(again.run.resultDigest).toBe(anew.run.resultDigest);
  // At one price all the time, what was stolen is worth what became of it, to the cent.
  const { stolen, valuation } = await api.get<ReportJson>(`${path}/report`);
  const cents = (BigInt(stolen[0]?.amount ?? 0) * 200_000n + 5n * 10n ** 17n) / 10n ** 18n;
  const usd = `${cents / 100n}.${`${cents % 100n}`.padStart(2, '0')}`;
  expect(valuation).toMatchObject({
    stolen: { usd, known: usd },
    outcomes: { usd, known: usd },
    unknown: [],
  });
  await until(
    async () => receiver.received,
    ({ length }) => length > 0,
  );
  const [message] = receiver.received;
  if (message === undefined) throw new Error('nothing was received');
  expect(message.headers['webhook-signature']).toBe(signatureOf(message, SECRET));
  const { changes } = JSON.parse(message.body);
  const kinds = new Set(changes.map(({ kind, flag }: { kind: string; flag?: string }) => flag ?? kind));
  expect(kinds).toEqual(new Set(['moved', 'mixer-depositor', 'mixer', 'sanctioned']));

  const { items } = await api.get<{ items: { id: string }[] }>(`${path}/alerts`);
  expect(items).toHaveLength(1);
  expect(await service?.stop()).toBe(0);
  expect(receiver.received).toHaveLength(1);
  expect(service?.said()).not.toContain(firstKey ?? '');
  expect(service?.said()).not.toContain(SECRET);
}, 120_000);

test('a run goes on where its process was killed', async () => {
  await fillDataFolder(join(folder, 'coinhound-data'));
  const replay = await startReplay({ dir: RONIN, latencyMs: 20 });
  asked = [replay];
  const first = await start(replay.url, { COINHOUND_QUEUE_CONCURRENCY: '4' });
  const key = first.firstKey ?? '';
  const { caseId } = await apiAt(first.url, key).send<{ caseId: string }>(
    'POST',
    '/v1/cases',
    caseOf('ronin-2022'),
  );
  await until(
    async () => replay.requests(),
    (requests) => requests > 40,
  );
  await first.stop('SIGKILL');
  const second = await start(replay.url);
  expect(second.firstKey).toBeNull();
  const api = apiAt(second.url, key);
  const done = await until(() => api.get<CaseJson>(`/v1/cases/${caseId}`), isOver);
  expect(done).toMatchObject({ state: 'done', run: { resultDigest: fresh.run.resultDigest } });
  const { run } = await api.get<ReportJson>(`/v1/cases/${caseId}/report?format=json`);
  expect(run.inputDigest).toBe(fresh.run.inputDigest);
}, 120_000);
