/** The price APIs of the replay: forms, refusals, and what is there only when the dataset has prices. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { InvalidInputError } from '../../../src/core/errors.ts';
import { type Replay, startReplay } from '../../../src/replay/server.ts';
import { ROOT } from '../../support/cli.ts';
import { pricedDataset } from '../../support/priced-dataset.ts';
import { get, withReplay } from './get.ts';

const USDC = '0xa0b86991c6218b36c1d19d4a2e9eb0ce3606eb48';
const CSV = `time,asset,usd,decimals
2021-03-01,ETH,1470.1,
2022-01-18T03:00:00Z,ETH,3185.20000000000000001,
2022-01-18T04:00:00Z,ETH,3190.50,
2022-01-18,${USDC},1.0002,6
`;
const HOUR = 3600;
const THREE = Date.parse('2022-01-18T03:00:00Z') / 1000;

let replay: Replay;
const text = async (path: string) => {
  const { status, data } = await get(`${replay.url}${path}`);
  return `${status} ${data}`;
};
beforeAll(async () => {
  replay = await startReplay({ dir: pricedDataset(CSV, '2022-03-01T12:00:00Z') });
});
afterAll(() => replay.close());

describe('DefiLlama', () => {
  const eth = (price: string, time: number) =>
    `{"decimals":18,"symbol":"ETH","price":${price},"timestamp":${time},"confidence":0.99}`;

  test('the nearest price within the width, in the recorded form; what is not known is left out', async () => {
    const path = `/defillama/prices/historical/${THREE + 1}/coingecko:ethereum,coingecko:bitcoin,ethereum:0x00`;
    expect(await text(path)).toBe(
      `200 {"coins":{"coingecko:ethereum":${eth('3185.20000000000000001', THREE)}}}`,
    );
    expect(await text(`/defillama/prices/historical/${THREE - 7 * HOUR}/coingecko:ethereum`)).toBe(
      '200 {"coins":{}}',
    );
    const wide = `/defillama/prices/historical/${THREE - 7 * HOUR}/coingecko:ethereum?searchWidth=7H`;
    expect(await text(wide)).toContain(`"timestamp":${THREE}`);
    expect(await text(`${wide.replace('7H', '60')}`)).toBe('200 {"coins":{}}');
  });

  test('a batch, in an order of its own, without decimals', async () => {
    const coins = encodeURIComponent(
      JSON.stringify({ 'coingecko:ethereum': [THREE, 5, THREE + HOUR], 'x:y': [1] }),
    );
    expect(await text(`/defillama/batchHistorical?coins=${coins}`)).toBe(
      `200 {"coins":{"coingecko:ethereum":{"symbol":"ETH","prices":[{"timestamp":${THREE + HOUR},"price":3190.5,"confidence":0.99},{"timestamp":${THREE},"price":3185.20000000000000001,"confidence":0.99}]}}}`,
    );
  });

  test.each(['?coins={', '?coins=[]', '?coins={"a":1}', '', '?coins={"a":["x"]}'])(
    'no batch: "%s"',
    async (query) => {
      expect(await text(`/defillama/batchHistorical${query}`)).toMatch(/^400 {"message":/);
    },
  );

  test('no time', async () => {
    expect(await text('/defillama/prices/historical/now/coingecko:ethereum')).toMatch(/^400 {"message":/);
  });
});

describe('CoinGecko', () => {
  const history = (id: string, date: string) => text(`/coingecko/api/v3/coins/${id}/history?date=${date}`);

  test('a snapshot of a day, and a day without one', async () => {
    expect(await history('ethereum', '18-01-2022')).toBe(
      '200 {"id":"ethereum","symbol":"eth","name":"ethereum","market_data":{"current_price":{"usd":3185.20000000000000001}}}',
    );
    expect(await history('ethereum', '20-01-2022')).toBe(
      '200 {"id":"ethereum","symbol":"eth","name":"ethereum"}',
    );
  });

  test('365 days before the last block, and no longer', async () => {
    expect(await history('ethereum', '02-03-2021')).toMatch(/^200 /);
    expect(await history('ethereum', '01-03-2021')).toMatch(
      /^401 {"error":{"status":{"timestamp":"2022-03-01T12:00:00.000Z","error_code":10012,/,
    );
  });

  test('a token by its contract', async () => {
    const body = await text(
      `/coingecko/api/v3/coins/ethereum/contract/${USDC.toUpperCase().replace('0X', '0x')}`,
    );
    expect(body).toMatch(/^200 /);
    expect(JSON.parse(body.slice(4))).toMatchObject({
      id: USDC,
      detail_platforms: { ethereum: { decimal_place: 6, contract_address: USDC } },
    });
    expect(await history(USDC, '18-01-2022')).toContain('"usd":1.0002');
  });

  test.each([
    ['a coin that is not there', '/coins/dogecoin/history?date=18-01-2022', '404 {"error":"coin not found"}'],
    ['a contract that is not there', '/coins/ethereum/contract/0x00', '404 {"error":"coin not found"}'],
    ['no date', '/coins/ethereum/history', '400 {"error":"Invalid date"}'],
  ])('%s', async (_, path, answer) => {
    expect(await text(`/coingecko/api/v3${path}`)).toBe(answer);
  });
});

test('a dataset without prices has neither', () =>
  withReplay({ dir: `${ROOT}/test/fixtures/replay-small` }, async ({ url, prices }) => {
    expect(prices).toEqual([]);
    for (const path of ['/defillama/batchHistorical?coins={}', '/coingecko/api/v3/coins/ethereum/history']) {
      expect((await get(`${url}${path}`)).status).toBe(404);
    }
  }));

test('prices that are none are named by line', async () => {
  const dir = pricedDataset('time,asset,usd\n2022-01-18,ETH,free\n', '2022-03-01T12:00:00Z');
  const problem = startReplay({ dir });
  await expect(problem).rejects.toBeInstanceOf(InvalidInputError);
  await expect(problem).rejects.toThrow(/prices\.csv: line 2: usd "free"/);
});
