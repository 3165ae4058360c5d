/** DefiLlama's answers, as they were recorded and as they may go wrong: what is a price, and what is not. */
import { describe, expect, test } from '@jest/globals';
import { BadProviderDataError, ProviderUnavailableError } from '../../../../src/core/errors.ts';
import { createDefiLlamaPrices } from '../../../../src/explorers/prices/defillama/client.ts';
import { createMemoryArchive } from '../../../../src/storage/memory-archive.ts';
import { failureOf, type Handler, quickTransport, withServer } from '../local-server.ts';

const TOKEN = '0xdac17f958d2ee523a2206206994597c13d831ec7';
const KEY = `ethereum:${TOKEN}`;
const TIME = 1_642_464_000;
const HOUR = 3600;

/** What is said of a token at a time, when the server answers so. */
const answerTo = (body: string | Handler, asset = TOKEN, ...more: number[]) =>
  withServer(typeof body === 'string' ? () => body : body, async ({ url, received }) => {
    const transport = quickTransport(url, { provider: 'defillama', attempts: 2 });
    const { value } = await createDefiLlamaPrices(transport).prices(asset, [TIME, ...more]);
    return { answer: value[0]?.answer, answers: value.map(({ answer }) => answer), received: [...received] };
  });
const coin = (fields: string) => `{"coins":{"${KEY}":{${fields}}}}`;
const GOOD = `"decimals":6,"symbol":"USDT","price":1.00023,"timestamp":${TIME - 61},"confidence":0.99`;

describe('a single price', () => {
  test('in the recorded form', async () => {
    const { answer, received } = await answerTo(coin(GOOD));
    expect(answer).toEqual({ usd: '1.00023', at: TIME - 61, source: 'defillama', decimals: 6 });
    expect(received).toEqual([`/prices/historical/${TIME}/${KEY}?searchWidth=6h`]);
  });

  test('bitcoin and ether are asked for by name', async () => {
    const said = (name: string) =>
      `{"coins":{"coingecko:${name}":{"symbol":"X","price":43105.8,"timestamp":${TIME}}}}`;
    const bitcoin = await answerTo(said('bitcoin'), 'BTC');
    expect(bitcoin.received).toEqual([`/prices/historical/${TIME}/coingecko:bitcoin?searchWidth=6h`]);
    // Old records have no confidence; nothing else can be meant.
    expect(bitcoin.answer).toEqual({ usd: '43105.8', at: TIME, source: 'defillama', decimals: 8 });
    expect((await answerTo(said('ethereum'), 'ETH')).answer).toMatchObject({ decimals: 18 });
  });

  test.each<[string, string, string]>([
    ['more digits than a float has', '0.12345678901234567890123', '0.12345678901234567890123'],
    ['an exponent', '1.2e-9', '0.0000000012'],
    ['a whole number', '2', '2'],
  ])('%s: exactly as it was sent', async (_, sent, usd) => {
    expect((await answerTo(coin(GOOD.replace('1.00023', sent)))).answer).toMatchObject({ usd });
  });

  test.each<[string, string, RegExp]>([
    ['zero', coin(GOOD.replace('1.00023', '0')), /states 0, which is no price/],
    ['negative', coin(GOOD.replace('1.00023', '-3.5')), /states -3\.5/],
    ['absurd', coin(GOOD.replace('1.00023', '1e300')), /states 1e300/],
    [
      'of little confidence',
      coin(GOOD.replace('0.99', '0.89')),
      /confidence in the price is 0\.89, less than 0\.9/,
    ],
    ['of no stated confidence', coin(GOOD.replace(',"confidence":0.99', '')), /states no confidence/],
    ['of a confidence that is none', coin(GOOD.replace('0.99', '-1')), /confidence in the price is -1/],
    [
      'just outside the window before',
      coin(GOOD.replace(`${TIME - 61}`, `${TIME - 6 * HOUR - 1}`)),
      /within 6 hours.*6 hours away/,
    ],
    ['days after', coin(GOOD.replace(`${TIME - 61}`, `${TIME + 72 * HOUR}`)), /72 hours away/],
    ['of a coin that is left out', '{"coins":{}}', /no price is known/],
  ])('%s is unknown', async (_, body, reason) => {
    expect((await answerTo(body)).answer).toEqual({ reason: expect.stringMatching(reason) });
  });

  test.each<[string, number]>([
    ['six hours before', TIME - 6 * HOUR],
    ['six hours after', TIME + 6 * HOUR],
  ])('%s is near enough, and its time is told', async (_, at) => {
    expect((await answerTo(coin(GOOD.replace(`${TIME - 61}`, `${at}`)))).answer).toMatchObject({ at });
  });

  test.each<[string, string]>([
    ['null', 'null'],
    ['negative', '-6'],
    ['a fraction', '6.5'],
    ['more than 77', '78'],
  ])('decimals that are %s are not known', async (_, decimals) => {
    const { answer } = await answerTo(coin(GOOD.replace('"decimals":6', `"decimals":${decimals}`)));
    expect(answer).toMatchObject({ usd: '1.00023', decimals: null });
  });
});

describe('several prices', () => {
  const point = (timestamp: number, price: string) =>
    `{"timestamp":${timestamp},"price":${price},"confidence":0.99}`;
  const batch = (...points: string[]) =>
    `{"coins":{"${KEY}":{"symbol":"USDT","prices":[${points.join(',')}]}}}`;
  const serve =
    (body: string): Handler =>
    (request) =>
      request.url.startsWith('/batchHistorical') ? body : coin(GOOD);

  test('come in one request, in any order; decimals in a second one', async () => {
    const body = batch(point(TIME + 2 * HOUR + 9, '3'), point(TIME - 9, '1'), point(TIME + HOUR, '2'));
    const { answers, received } = await answerTo(serve(body), TOKEN, TIME + HOUR, TIME + 2 * HOUR);
    expect(answers).toEqual([
      { usd: '1', at: TIME - 9, source: 'defillama', decimals: 6 },
      { usd: '2', at: TIME + HOUR, source: 'defillama', decimals: 6 },
      { usd: '3', at: TIME + 2 * HOUR + 9, source: 'defillama', decimals: 6 },
    ]);
    const coins = encodeURIComponent(`{"${KEY}":[${TIME},${TIME + HOUR},${TIME + 2 * HOUR}]}`);
    expect(received).toEqual([
      `/batchHistorical?coins=${coins}&searchWidth=6h`,
      `/prices/historical/${TIME + 2 * HOUR + 9}/${KEY}?searchWidth=6h`,
    ]);
  });

  test('a hundred times in one request', async () => {
    const times = Array.from({ length: 99 }, (_, index) => TIME + (index + 1) * HOUR);
    const { answers, received } = await answerTo(serve(batch(point(TIME, '1'))), TOKEN, ...times);
    expect(received).toHaveLength(2);
    // The one price is near enough to seven of them.
    expect(answers.filter((answer) => 'usd' in answer)).toHaveLength(7);
  });

  test('none of a coin that is left out, and no question for its decimals', async () => {
    const { answers, received } = await answerTo(serve('{"coins":{}}'), TOKEN, TIME + HOUR);
    expect(answers).toEqual(Array(2).fill({ reason: 'defillama: no price is known' }));
    expect(received).toHaveLength(1);
  });

  test('of two equally near ones the earlier counts', async () => {
    const body = batch(point(TIME + 60, '2'), point(TIME - 60, '1'));
    expect((await answerTo(serve(body), TOKEN, TIME + 48 * HOUR)).answer).toMatchObject({ at: TIME - 60 });
  });
});

describe('what is no answer', () => {
  test.each<[string, string | Handler, new (...args: never[]) => Error]>([
    ['an error inside 200', '{"message":"Internal server error"}', ProviderUnavailableError],
    ['a web page', '<html>Just a moment...</html>', ProviderUnavailableError],
    ['half a body', '{"coins":{"ethereum:0x', ProviderUnavailableError],
    ['another form', '{"data":[]}', BadProviderDataError],
    ['a text for a price', coin(GOOD.replace('1.00023', '"a lot"')), BadProviderDataError],
    ['a time that is none', coin(GOOD.replace(`${TIME - 61}`, '"soon"')), BadProviderDataError],
    ['another coin', '{"coins":{"ethereum:0x00":{"price":1,"timestamp":1}}}', BadProviderDataError],
    ['a path that is not there', (_, reply) => reply.code(404).send('x'), BadProviderDataError],
  ])('%s', async (_, body, kind) => {
    expect(await failureOf(() => answerTo(body))).toBeInstanceOf(kind);
  });

  test('a refusal for the rate passes', async () => {
    let n = 0;
    const { answer } = await answerTo((_, reply) => {
      n += 1;
      return n === 1 ? reply.code(429).send('Too Many Requests') : coin(GOOD);
    });
    expect(answer).toMatchObject({ usd: '1.00023' });
  });
});

describe('what is archived', () => {
  const askTwice = (body: string, now: number) =>
    withServer(
      () => body,
      async ({ url, received }) => {
        const options = { provider: 'defillama', archive: createMemoryArchive(), now: () => now * 1000 };
        const source = createDefiLlamaPrices(quickTransport(url, options));
        const first = await source.prices(TOKEN, [TIME]);
        const second = await source.prices(TOKEN, [TIME]);
        expect(second.value).toEqual(first.value);
        expect([first.provider, first.evidence.length]).toEqual(['defillama', 1]);
        return received.length;
      },
    );

  test('a price of the past is asked for once', async () => {
    expect(await askTwice(coin(GOOD), TIME + 7 * HOUR)).toBe(1);
  });

  test('a price of the last hours may become a nearer one', async () => {
    expect(await askTwice(coin(GOOD), TIME + 5 * HOUR)).toBe(2);
  });

  test('what is not known may become known', async () => {
    expect(await askTwice('{"coins":{}}', TIME + 70 * HOUR)).toBe(2);
  });
});
