/** A traced case in US dollars: by a table, by the two price APIs, with faults, without prices; never in a digest. */
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { reportCsv } from '../../src/cases/report/report-csv.ts';
import type { ReportJson } from '../../src/cases/report/report-json.ts';
import { explorersAt } from '../../src/compose/given-explorers.ts';
import type { TraceOptions } from '../../src/compose/trace.ts';
import { compose } from '../../src/compose.ts';
import type { Environment } from '../../src/config-environment.ts';
import { InvalidInputError } from '../../src/core/errors.ts';
import type { Replay } from '../../src/replay/server.ts';
import { ROOT } from '../support/cli.ts';
import { caseOf } from '../support/stored-trace.ts';
import { failureOf } from '../unit/explorers/local-server.ts';

/**
 * Stolen: what the address held at the start of 17 January, 4,830 ETH x 3,350.27.
 * Deposits in the hour from 00:00 on 18 January: 11 of 100 ETH x 3,212.305; in the hour from 01:00: 37 of 100 and 3 of
 * 10 ETH x 3,207.111.
 */
const CSV = `time,asset,usd
2022-01-17T00:00:00Z,ETH,3350.27
2022-01-18T00:00:00Z,ETH,3212.305
2022-01-18T01:00:00Z,ETH,3207.111
`;
const STOLEN = '16181804.10';
const POOL_100 = '15399846.20';
const POOL_10 = '96213.33';
const ENDED = '15496059.53';

const folder = mkdtempSync(join(tmpdir(), 'coinhound-valued-'));
const dataset = join(folder, 'crypto-com-2022');
const table = join(folder, 'mine.csv');
const body = caseOf('crypto-com-2022');
let replay: Replay;
let faulty: Replay;
let plain: ReportJson;

/** A URL at which nobody listens. */
async function nowhere(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
}

const trace = (options: Partial<TraceOptions> = {}, env: Environment = {}, at = replay.url) =>
  compose({ env }).trace(body, {
    explorers: explorersAt(at),
    retryBaseMs: 1,
    onProgress: () => {},
    ...options,
  });
const baseUrls = (from: Replay): Environment =>
  Object.fromEntries(
    from.prices.map(({ name, baseUrl }) => [`COINHOUND_PRICES_${name.toUpperCase()}_BASE_URL`, baseUrl]),
  );
const digests = ({ run }: ReportJson) => [run.inputDigest, run.resultDigest];
const dollars = ({ stolen, outcomes, valuation }: ReportJson) => ({
  stolen: stolen.map(({ usd }) => usd),
  outcomes: outcomes.map(({ usd }) => usd),
  places: outcomes.flatMap(({ places }) => places.map(({ usd }) => usd)),
  totals: [valuation?.stolen.usd, valuation?.outcomes?.usd],
});
const EXPECTED = {
  stolen: [STOLEN],
  outcomes: [ENDED],
  places: [POOL_100, POOL_10],
  totals: [STOLEN, ENDED],
};

beforeAll(async () => {
  cpSync(join(ROOT, 'data/crypto-com-2022'), dataset, { recursive: true });
  writeFileSync(join(dataset, 'prices.csv'), CSV);
  writeFileSync(table, CSV);
  const app = compose({ env: {} });
  replay = await app.replay({ dir: dataset });
  const kinds = ['429', '500', '502-html', 'cut', 'html-200'] as const;
  faulty = await app.replay({ dir: dataset, faults: { rate: 0.2, kinds, seed: 'valued' } });
  plain = await trace();
});
afterAll(async () => {
  await replay.close();
  await faulty.close();
  rmSync(folder, { recursive: true });
});

test('against a local explorer nothing is valued unless it is asked for', () => {
  expect(plain.valuation).toBeNull();
  expect(plain.stolen).toMatchObject([{ amount: '4830000000000000000000', usd: null }]);
  expect(dollars(plain).places).toEqual([null, null]);
});

describe('by a table', () => {
  let valued: ReportJson;
  beforeAll(async () => {
    valued = await trace({ priceFile: table });
  });

  test('every sum is exact, and rounded once', () => {
    expect(dollars(valued)).toEqual(EXPECTED);
    expect(valued.stolen[0]?.origins).toMatchObject([{ seed: 1, usd: STOLEN }]);
    expect(valued.valuation?.stolen).toEqual({ usd: STOLEN, known: STOLEN });
    expect(valued.valuation?.unknown).toEqual([]);
    const price = (hour: string, usd: string) => ({
      asset: 'ETH',
      hour,
      usd,
      at: hour,
      source: 'file',
      decimals: 18,
    });
    expect(valued.valuation?.prices).toEqual([
      price('2022-01-17T00:00:00Z', '3350.27'),
      price('2022-01-18T00:00:00Z', '3212.305'),
      price('2022-01-18T01:00:00Z', '3207.111'),
    ]);
  });

  test('all else is as it was, the digests too, and nobody else was asked', () => {
    expect(digests(valued)).toEqual(digests(plain));
    expect(valued.stats.requests).toBe(plain.stats.requests);
    const rest = ({ stolen, outcomes, valuation, stats, ...others }: ReportJson) => others;
    expect(rest(valued)).toEqual(rest(plain));
  });

  test('the table of the report has them', () => {
    const rows: Record<string, string>[] = parse(reportCsv(valued), { columns: true });
    const cells = rows
      .filter(({ usd, section }) => usd !== '' && section !== 'price')
      .map(({ section, kind, usd, known_usd: known }) => [section, kind, usd, known].join(' ').trim());
    expect(cells).toEqual([
      `stolen  ${STOLEN}`,
      `seed address ${STOLEN}`,
      `outcome mixer ${ENDED}`,
      `place mixer ${POOL_100}`,
      `place mixer ${POOL_10}`,
      `total stolen ${STOLEN} ${STOLEN}`,
      `total outcomes ${ENDED} ${ENDED}`,
    ]);
    expect(rows.filter(({ section }) => section === 'price')).toMatchObject([
      {
        asset: 'ETH',
        usd: '3350.27',
        time: '2022-01-17T00:00:00Z',
        reason: 'file, price of 2022-01-17T00:00:00Z',
      },
      { usd: '3212.305' },
      { usd: '3207.111' },
    ]);
  });

  test('an hour without a price leaves what it is part of unknown, and says why', async () => {
    const short = join(folder, 'short.csv');
    writeFileSync(short, CSV.split('\n').slice(0, 2).join('\n'));
    const { valuation, ...report } = await trace({ priceFile: short });
    expect(dollars({ ...report, valuation })).toEqual({
      stolen: [STOLEN],
      // The price of midnight is a day old at 01:00 and no price any more; at 00:00 it just is.
      outcomes: [null],
      places: [null, null],
      totals: [STOLEN, null],
    });
    expect(valuation?.outcomes).toEqual({ usd: null, known: '0.00' });
    expect(valuation?.unknown).toEqual([
      { asset: 'ETH', hour: '2022-01-18T01:00:00Z', reason: 'file: no price in the 24 hours before' },
    ]);
  });

  test('that is none ends the trace before it begins', async () => {
    const broken = join(folder, 'broken.csv');
    writeFileSync(broken, 'time,asset,usd\n2022-01-17,ETH,0\n');
    const error = await failureOf(() => trace({ priceFile: broken }));
    expect(error).toBeInstanceOf(InvalidInputError);
    expect(error.message).toMatch(/broken\.csv: line 2: usd "0"/);
    const missing = await failureOf(() => trace({ priceFile: join(folder, 'nothing.csv') }));
    expect(missing.message).toMatch(/nothing\.csv does not exist/);
  });
});

describe('by price APIs', () => {
  test('DefiLlama, by the hour, also one that often fails', async () => {
    for (const server of [replay, faulty]) {
      const valued = await trace(
        { prices: true },
        { ...baseUrls(server), COINHOUND_PRICES_ORDER: 'defillama' },
      );
      expect(dollars(valued)).toEqual(EXPECTED);
      expect(new Set(valued.valuation?.prices.map(({ source }) => source))).toEqual(new Set(['defillama']));
      expect(digests(valued)).toEqual(digests(plain));
    }
  });

  test('CoinGecko, by the day: both hours at the price of midnight', async () => {
    const valued = await trace(
      { prices: true },
      { ...baseUrls(replay), COINHOUND_PRICES_ORDER: 'coingecko' },
    );
    // 4,800 and 30 ETH x 3,212.305.
    expect(dollars(valued).places).toEqual(['15419064.00', '96369.15']);
    expect(valued.valuation?.prices.map(({ hour, at }) => [hour, at]).at(-1)).toEqual([
      '2022-01-18T01:00:00Z',
      '2022-01-18T00:00:00Z',
    ]);
  });

  test('each only for what those before it did not know', async () => {
    const one = join(folder, 'one.csv');
    writeFileSync(one, 'time,asset,usd\n2022-01-17,ETH,1.00\n');
    const before = replay.requests();
    const valued = await trace({ prices: true, priceFile: one }, baseUrls(replay));
    expect(valued.valuation?.prices.map(({ source, usd }) => [source, usd])).toEqual([
      ['file', '1'],
      ['file', '1'],
      ['defillama', '3207.111'],
    ]);
    expect(replay.requests() - before).toBe(plain.stats.requests + 1);
    expect(valued.stats.requests).toBe(plain.stats.requests + 1);
  });

  test('none that answers: unknown with the reasons, no gap, the same digests', async () => {
    const down = await nowhere();
    const env = { COINHOUND_PRICES_DEFILLAMA_BASE_URL: down, COINHOUND_PRICES_COINGECKO_BASE_URL: down };
    const valued = await trace({ prices: true }, env);
    expect(dollars(valued)).toEqual({
      stolen: [null],
      outcomes: [null],
      places: [null, null],
      totals: [null, null],
    });
    expect(valued.valuation?.unknown).toHaveLength(3);
    expect(valued.valuation?.unknown[0]?.reason).toMatch(
      /^defillama: cannot be reached.*coingecko: cannot be reached/,
    );
    expect([valued.gaps, digests(valued)]).toEqual([plain.gaps, digests(plain)]);
  });

  test('from an archive, with nobody to ask', async () => {
    const archive = join(folder, 'archive');
    const env = { ...baseUrls(replay), COINHOUND_PRICES_ORDER: 'defillama' };
    const first = await trace({ prices: true, archive }, env);
    const again = await trace({ prices: true, archive, isOffline: true }, env);
    expect(again.valuation).toEqual(first.valuation);
    expect(dollars(again)).toEqual(EXPECTED);
    expect(again.stats.requests).toBe(0);
  });
});
