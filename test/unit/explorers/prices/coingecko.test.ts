/** CoinGecko's answers: snapshots of days, what is too long ago without a paid key, and errors in all their forms. */
import { describe, expect, test } from '@jest/globals';
import { BadProviderDataError } from '../../../../src/core/errors.ts';
import { createCoinGeckoPrices } from '../../../../src/explorers/prices/coingecko/client.ts';
import { createMemoryArchive } from '../../../../src/storage/memory-archive.ts';
import { failureOf, type Handler, quickTransport, withServer } from '../local-server.ts';

const TOKEN = '0xdac17f958d2ee523a2206206994597c13d831ec7';
const DAY = 86_400;
const HOUR = 3600;
/** 18 January 2022. */
const TIME = 1_642_464_000;
/** Recorded in public issues (Electron-Cash#2825, waxtax#8): status 401, the status nested in the error. */
const BEYOND =
  '{"error":{"status":{"timestamp":"2024-03-30T07:22:29.427+00:00","error_code":10012,"error_message":"Your request exceeds the allowed time range. Public API users are limited to querying historical data within the past 365 days. Upgrade to a paid plan to enjoy full historical data access: https://www.coingecko.com/en/api/pricing. "}}}';

const history = (usd: string, id = 'ethereum') =>
  `{"id":"${id}","symbol":"eth","name":"Ethereum","market_data":{"current_price":{"aed":11700.1,"usd":${usd}},"market_cap":{"usd":1}}}`;
const contract = (platform: string) =>
  `{"id":"tether","symbol":"usdt","detail_platforms":{"ethereum":${platform},"":{}}}`;
const USDT = contract(`{"decimal_place":6,"contract_address":"${TOKEN.toUpperCase().replace('0X', '0x')}"}`);

const ask = (handler: Handler | string, asset: string, ...times: number[]) =>
  withServer(typeof handler === 'string' ? () => handler : handler, async ({ url, received }) => {
    const source = createCoinGeckoPrices(quickTransport(url, { provider: 'coingecko', attempts: 2 }));
    const { value } = await source.prices(asset, times);
    return { answers: value.map(({ answer }) => answer), received: [...received] };
  });

describe('snapshots of days', () => {
  test('a day is asked for once, the newest first, and is of its midnight', async () => {
    const { answers, received } = await ask(
      (request) => history(request.url.includes('17-01') ? '3350.62' : '3212.3000000000000000001'),
      'ETH',
      TIME - HOUR,
      TIME,
      TIME + 23 * HOUR,
    );
    const price = (usd: string, at: number) => ({ usd, at, source: 'coingecko', decimals: 18 });
    expect(answers).toEqual([
      price('3350.62', TIME - DAY),
      price('3212.3000000000000000001', TIME),
      price('3212.3000000000000000001', TIME),
    ]);
    expect(received).toEqual([
      '/coins/ethereum/history?date=18-01-2022&localization=false',
      '/coins/ethereum/history?date=17-01-2022&localization=false',
    ]);
  });

  test('the newest thirty days of a look-up, and no more', async () => {
    const times = Array.from({ length: 32 }, (_, index) => TIME + index * DAY);
    const { answers, received } = await ask(history('3000'), 'ETH', ...times);
    expect(received).toHaveLength(30);
    const reason = 'coingecko: asked for 30 days at once, and not for this one';
    expect(answers.slice(0, 3)).toEqual([{ reason }, { reason }, expect.objectContaining({ usd: '3000' })]);
  });

  test('bitcoin by its name', async () => {
    const { answers, received } = await ask(history('42250.5', 'bitcoin'), 'BTC', TIME);
    expect(answers).toEqual([{ usd: '42250.5', at: TIME, source: 'coingecko', decimals: 8 }]);
    expect(received).toEqual(['/coins/bitcoin/history?date=18-01-2022&localization=false']);
  });

  test.each<[string, string, RegExp]>([
    ['no market data', '{"id":"ethereum","symbol":"eth"}', /no price of 18-01-2022 is known/],
    [
      'no price in dollars',
      '{"id":"ethereum","market_data":{"current_price":{"aed":1}}}',
      /no price of 18-01-2022/,
    ],
    ['null', history('null'), /no price of 18-01-2022/],
    ['zero', history('0.0'), /states 0\.0, which is no price/],
    ['negative', history('-1'), /states -1/],
    ['absurd', history('1e300'), /states 1e300/],
  ])('%s is unknown', async (_, body, reason) => {
    expect((await ask(body, 'ETH', TIME)).answers).toEqual([{ reason: expect.stringMatching(reason) }]);
  });
});

describe('a token', () => {
  const serve =
    (about: string): Handler =>
    (request) =>
      request.url.includes('/contract/') ? about : history('1.001', 'tether');

  test('is found by its contract, which tells its decimals', async () => {
    const { answers, received } = await ask(serve(USDT), TOKEN, TIME);
    expect(answers).toEqual([{ usd: '1.001', at: TIME, source: 'coingecko', decimals: 6 }]);
    expect(received).toEqual([
      `/coins/ethereum/contract/${TOKEN}`,
      '/coins/tether/history?date=18-01-2022&localization=false',
    ]);
  });

  test('without decimals has a price all the same', async () => {
    const about = contract(`{"decimal_place":null,"contract_address":"${TOKEN}"}`);
    expect((await ask(serve(about), TOKEN, TIME)).answers).toMatchObject([{ usd: '1.001', decimals: null }]);
  });

  test('that is not known there is unknown, after one request', async () => {
    const { answers, received } = await ask(
      (_, reply) => reply.code(404).send({ error: 'coin not found' }),
      TOKEN,
      TIME - DAY,
      TIME,
    );
    expect(answers).toEqual(Array(2).fill({ reason: 'coingecko: the contract of the token is not known' }));
    expect(received).toHaveLength(1);
  });

  test('of another contract is not believed', async () => {
    const about = contract(`{"decimal_place":6,"contract_address":"0x${'00'.repeat(20)}"}`);
    expect(await failureOf(() => ask(serve(about), TOKEN, TIME))).toBeInstanceOf(BadProviderDataError);
  });
});

describe('longer ago than a year', () => {
  test('is no failure: unknown, and the days before are not asked for', async () => {
    const { answers, received } = await ask(
      (request, reply) => (request.url.includes('18-01') ? history('3000') : reply.code(401).send(BEYOND)),
      'ETH',
      TIME - 3 * DAY,
      TIME - 2 * DAY,
      TIME - DAY,
      TIME,
    );
    const reason = 'coingecko: tells prices of the last 365 days only without a paid key';
    expect(answers).toEqual([{ reason }, { reason }, { reason }, expect.objectContaining({ usd: '3000' })]);
    expect(received).toHaveLength(2);
  });
});

describe('errors', () => {
  const flat = (code: number) => `{"status":{"error_code":${code},"error_message":"no"}}`;

  /** How often it is asked in all: a failure that may pass is tried twice, one that will not pass never again. */
  test.each<[string, number, string, number, RegExp]>([
    ['a wrong key', 401, flat(10002), 1, /answered with error 10002 \(status 401\)/],
    ['401 without a reason', 401, '{}', 1, /answered with null \(status 401\)/],
    ['not in the plan, inside 200', 200, flat(10005), 1, /answered with error 10005 \(status 200\)/],
    ['a key of the other kind, nested', 200, `{"error":${flat(10011)}}`, 1, /answered with error 10011/],
    ['the rate, inside 200', 200, flat(429), 4, /answered with error 429/],
    ['something else, inside 200', 200, '{"error":"try later"}', 4, /answered with "try later"/],
    ['a web page', 200, '<html></html>', 4, /web page/],
    ['another form', 200, '{"id":"ethereum","market_data":{}}', 2, /current_price/],
    ['another coin', 200, history('1', 'ethereum-classic'), 2, /tells of "ethereum-classic"/],
    ['a coin that is not there', 404, '{"error":"coin not found"}', 2, /does not know the coin/],
  ])('%s: the time is unknown, and the reason is the error', async (_, status, body, requests, reason) => {
    await withServer(
      (__, reply) => reply.code(status).header('content-type', 'application/json').send(body),
      async ({ url, received }) => {
        const source = createCoinGeckoPrices(quickTransport(url, { provider: 'coingecko', attempts: 2 }));
        const said = [await source.prices('ETH', [TIME]), await source.prices('ETH', [TIME])];
        const answers = said.flatMap(({ value }) => value.map(({ answer }) => answer));
        expect(answers).toEqual(Array(2).fill({ reason: expect.stringMatching(reason) }));
        expect(received).toHaveLength(requests);
      },
    );
  });

  test('what was found before a failure stays', async () => {
    const { answers } = await ask(
      (request, reply) => (request.url.includes('18-01') ? history('3000') : reply.code(500).send('x')),
      'ETH',
      TIME - DAY,
      TIME,
    );
    expect(answers).toEqual([
      { reason: expect.stringMatching(/^coingecko: failed with status 500/) },
      expect.objectContaining({ usd: '3000' }),
    ]);
  });
});

test('a day that is over is asked for once; today, and what is not known, again', async () => {
  const askTwice = (body: string, now: number) =>
    withServer(
      () => body,
      async ({ url, received }) => {
        const options = { provider: 'coingecko', archive: createMemoryArchive(), now: () => now * 1000 };
        const source = createCoinGeckoPrices(quickTransport(url, options));
        for (let n = 0; n < 2; n += 1) await source.prices('ETH', [TIME]);
        return received.length;
      },
    );
  expect(await askTwice(history('3000'), TIME + DAY + 1)).toBe(1);
  expect(await askTwice(history('3000'), TIME + DAY - 1)).toBe(2);
  expect(await askTwice('{"id":"ethereum"}', TIME + 9 * DAY)).toBe(2);
});
