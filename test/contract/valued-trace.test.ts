/** A valued trace is the same in memory, on PGlite and on PostgreSQL. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Stores } from '../../src/cases/ports.ts';
import { createPriceFile } from '../../src/explorers/prices/price-file.ts';
import { parsePriceTable } from '../../src/price-table.ts';
import { type Replay, startReplay } from '../../src/replay/server.ts';
import { ROOT } from '../support/cli.ts';
import { traceStored } from '../support/stored-trace.ts';
import { createTestStores, STORES, type TestStores } from '../support/test-stores.ts';

const dataset = 'crypto-com-2022';
const CSV = `time,asset,usd
2022-01-17T00:00:00Z,ETH,3350.27
2022-01-18T00:00:00Z,ETH,3212.305
2022-01-18T01:00:00Z,ETH,3207.111
`;
const prices = createPriceFile(parsePriceTable(CSV, 'prices.csv'));

let replay: Replay;
beforeAll(async () => {
  replay = await startReplay({ dir: `${ROOT}/data/${dataset}` });
});
afterAll(() => replay.close());

describe.each(STORES)('%s', (name) => {
  let kept: TestStores;
  let stores: Stores;
  beforeAll(async () => {
    kept = await createTestStores(name);
    stores = await kept.empty();
  });
  afterAll(() => kept.drop());

  test('the prices of a run are one look-up of its last round', async () => {
    const jobs: string[] = [];
    const asked: string[] = [];
    const report = await traceStored({
      stores,
      dataset,
      replayUrl: replay.url,
      prices: {
        ...prices,
        prices: (asset, times) => {
          asked.push(`${asset} x ${times.length}`);
          return prices.prices(asset, times);
        },
      },
      onJob: (job) => {
        jobs.push(job.kind === 'expand' ? job.subject.kind : job.kind);
      },
    });
    const unlessProof = jobs.filter((kind) => kind !== 'proof');
    expect(unlessProof).toEqual(['settle', 'history', 'settle', 'prices', 'settle']);
    expect(asked).toEqual(['ETH x 3']);
    expect(report.valuation?.stolen).toEqual({ usd: '16181804.10', known: '16181804.10' });
    expect(report.valuation?.outcomes).toEqual({ usd: '15496059.53', known: '15496059.53' });
    expect(report.outcomes.map(({ usd }) => usd)).toEqual(['15496059.53']);
    expect(report.valuation?.prices.map(({ usd }) => usd)).toEqual(['3350.27', '3212.305', '3207.111']);
  });
});
