/** Neither repetition, concurrency nor a failing explorer changes a result. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ReportJson } from '../../src/cases/report/report-json.ts';
import type { BundledDataset } from '../../src/compose/case-files.ts';
import { explorersAt } from '../../src/compose/given-explorers.ts';
import { compose } from '../../src/compose.ts';
import type { FaultOptions } from '../../src/replay/faults.ts';
import type { Replay } from '../../src/replay/server.ts';

const app = compose({ env: {} });
let datasets: BundledDataset[];
const plain = new Map<string, ReportJson>();
/** Explorers by what they serve and how; it takes as long to read a dataset as to trace it. */
const replays = new Map<string, Replay>();

interface Circumstances {
  readonly concurrency?: number;
  readonly faults?: FaultOptions;
  readonly latencyMs?: number;
  readonly shortPages?: boolean;
  readonly rowsPerCall?: number;
}

async function trace(
  dataset: BundledDataset,
  { concurrency, ...replayed }: Circumstances,
): Promise<ReportJson> {
  const { url } = await replayOf(dataset, replayed);
  return app.trace(dataset.cases[0], {
    explorers: explorersAt(url),
    retryBaseMs: 1,
    ...(concurrency === undefined ? {} : { concurrency }),
    onProgress: () => {},
  });
}

async function replayOf(
  { dir }: BundledDataset,
  options: Omit<Circumstances, 'concurrency'>,
): Promise<Replay> {
  const key = JSON.stringify([dir, options]);
  const replay = replays.get(key) ?? (await app.replay({ dir, ...options }));
  replays.set(key, replay);
  return replay;
}

const digests = ({ run }: ReportJson) => [run.inputDigest, run.resultDigest];

beforeAll(async () => {
  datasets = await app.datasets();
  for (const dataset of datasets) plain.set(dataset.manifest.name, await trace(dataset, {}));
});

const names = ['crypto-com-2022', 'ronin-2022', 'whirlpool-2024'];
const datasetOf = (name: string): BundledDataset => {
  const dataset = datasets.find(({ manifest }) => manifest.name === name);
  if (dataset === undefined) throw new Error(`no dataset ${name}`);
  return dataset;
};

describe.each(names)('%s', (name) => {
  test.each<[string, Circumstances]>([
    ['a second run', {}],
    ['one look-up at a time', { concurrency: 1 }],
    ['sixteen look-ups at a time', { concurrency: 16 }],
    ['a slow explorer', { latencyMs: 20 }],
    ['short pages', { shortPages: true }],
    [
      '30 % of the calls fail with 429, 5xx or a cut body',
      { faults: { rate: 0.3, kinds: ['429', '500', '502-html', 'cut'] } },
    ],
    [
      '30 % of the calls fail, in another pattern',
      { faults: { rate: 0.3, kinds: ['429', '500', 'cut', 'html-200'], seed: 'e' } },
    ],
  ])('%s gives the same digests', async (_, circumstances) => {
    const undisturbed = plain.get(name);
    const report = await trace(datasetOf(name), circumstances);
    expect(digests(report)).toEqual(undisturbed === undefined ? [] : digests(undisturbed));
    if (circumstances.faults !== undefined) {
      expect(report.stats.requests).toBeGreaterThan(undisturbed?.stats.requests ?? 0);
    }
  });

  test('another limit gives another input digest', async () => {
    const dataset = datasetOf(name);
    const body = { ...(dataset.cases[0] as object), limits: { maxHops: 29 } };
    const report = await trace({ ...dataset, cases: [body] }, {});
    expect(report.run.inputDigest).not.toBe(plain.get(name)?.run.inputDigest);
    expect(report.run.resultDigest).toBe(plain.get(name)?.run.resultDigest);
  });
});

test.each([
  ['crypto-com-2022', 10],
  ['ronin-2022', 25],
])('%s ends the same when a call gives %i rows, whatever is asked for', async (name, rowsPerCall) => {
  const report = await trace(datasetOf(name), { rowsPerCall });
  expect(digests(report)).toEqual(digests(plain.get(name) as ReportJson));
});

test.each(['crypto-com-2022', 'ronin-2022'])(
  '%s ends the same when a node is asked instead',
  async (name) => {
    const dataset = datasetOf(name);
    const { url } = await replayOf(dataset, {});
    const report = await app.trace(dataset.cases[0], {
      explorers: [{ api: 'json-rpc', baseUrl: `${url}/rpc` }],
      onProgress: () => {},
    });
    const expected = plain.get(name);
    expect(report.gaps).toEqual(expected?.gaps);
    expect(report.outcomes).toEqual(expected?.outcomes);
    expect(report.flags).toEqual(expected?.flags);
    expect(report.run.resultDigest).toBe(expected?.run.resultDigest);
  },
);

afterAll(async () => {
  expect(plain.size).toBe(3);
  for (const replay of replays.values()) await replay.close();
});
