/** Whoever of the explorers of Ethereum is asked, a case comes to the same result; and when one gives up, another goes on. */
import { expect, test } from '@jest/globals';
import type { ReportJson } from '../../src/cases/report/report-json.ts';
import type { BundledDataset } from '../../src/compose/case-files.ts';
import type { GivenExplorer } from '../../src/compose/given-explorers.ts';
import { compose } from '../../src/compose.ts';
import { withServer } from '../unit/explorers/local-server.ts';

const app = compose({ env: {} });

async function datasetOf(name: string): Promise<BundledDataset> {
  const dataset = (await app.datasets()).find(({ manifest }) => manifest.name === name);
  if (dataset === undefined) throw new Error(`no dataset ${name}`);
  return dataset;
}

/** Traces the first case of a dataset. @param explorersAt of Ethereum, given the URL of its replay */
async function trace(
  { dir, cases }: BundledDataset,
  explorersAt: (url: string) => readonly GivenExplorer[],
): Promise<ReportJson> {
  const replay = await app.replay({ dir });
  try {
    const options = { explorers: explorersAt(replay.url), retryBaseMs: 1, onProgress: () => {} };
    return await app.trace(cases[0], options);
  } finally {
    await replay.close();
  }
}

const etherscan = (url: string): GivenExplorer => ({ api: 'etherscan', baseUrl: `${url}/v2/api` });
const blockscout = (url: string): GivenExplorer => ({
  api: 'blockscout',
  baseUrl: `${url}/blockscout/api/v2`,
});

test('a case by Blockscout is what it is by Etherscan', async () => {
  const dataset = await datasetOf('crypto-com-2022');
  const expected = await trace(dataset, (url) => [etherscan(url)]);
  const report = await trace(dataset, (url) => [blockscout(url)]);
  expect(report.run.resultDigest).toBe(expected.run.resultDigest);
  expect(report.gaps).toEqual(expected.gaps);
});

test('a Blockscout that wants a key, before an Etherscan that needs none, does no harm', async () => {
  const dataset = await datasetOf('crypto-com-2022');
  const expected = await trace(dataset, (url) => [etherscan(url)]);
  await withServer(
    (_, reply) => reply.code(401).send({ error: 'Unauthorized' }),
    async (server) => {
      const report = await trace(dataset, (url) => [
        { api: 'blockscout', baseUrl: `${server.url}/1/api/v2` },
        etherscan(url),
      ]);
      expect(report.run.resultDigest).toBe(expected.run.resultDigest);
      expect(server.received).toHaveLength(1);
    },
  );
});

test('what a Blockscout has not indexed is a gap that says so, when no other can be asked', async () => {
  const dataset = await datasetOf('crypto-com-2022');
  const pending = { finished_indexing: false, finished_indexing_blocks: true };
  let current = '';
  await withServer(
    async (request) => {
      if (request.url.endsWith('/main-page/indexing-status')) return pending;
      const answer = await fetch(`${current}${request.url}`);
      return answer.json();
    },
    async (server) => {
      const report = await trace(dataset, (url) => {
        current = url;
        return [blockscout(server.url)];
      });
      expect(report.gaps).toHaveLength(1);
      expect(report.gaps[0]?.reason).toContain('seed not read: incomplete at the explorer: blockscout: ');
    },
  );
}, 60_000);
