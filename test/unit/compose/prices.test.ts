/** Who is asked for prices: as configured, but nobody elsewhere when an investigation stays on this machine. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { openPrices, type PriceOptions } from '../../../src/compose/prices.ts';
import { loadConfig } from '../../../src/config.ts';
import type { Environment } from '../../../src/config-environment.ts';
import { ROOT } from '../../support/cli.ts';
import { failureOf, withServer } from '../explorers/local-server.ts';

const DEFAULTS = join(ROOT, 'config/default.yaml');
const folder = mkdtempSync(join(tmpdir(), 'coinhound-order-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (name: string, content: string) => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};
const TABLE = file('mine.csv', 'time,asset,usd\n2022-01-17,ETH,3000\n');
const OFF = file('off.yaml', 'prices: { order: [] }\n');

const LOCAL = [{ api: 'etherscan', baseUrl: 'http://127.0.0.1:8332/v2/api' }] as const;
const REMOTE = [{ api: 'etherscan', baseUrl: 'https://explorer.example.org/api' }] as const;
const open = (options: Parameters<typeof openPrices>[2] = {}, env: Environment = {}) =>
  openPrices(loadConfig(DEFAULTS, undefined, env), env, options);

describe('whether anything is valued', () => {
  const LOCAL_ORDER = { COINHOUND_EXPLORERS_MEMPOOL_BASE_URL: 'http://[::1]:3000/api' };
  const LOCAL_PRICES = { COINHOUND_PRICES_DEFILLAMA_BASE_URL: 'http://localhost:9/llama' };

  test.each<[string, boolean, PriceOptions & { explorers?: typeof LOCAL | typeof REMOTE }, Environment]>([
    ['by default', true, {}, {}],
    ['with an explorer elsewhere', true, { explorers: REMOTE }, {}],
    ['with an explorer on this machine', false, { explorers: LOCAL }, {}],
    ['the same, when asked for', true, { explorers: LOCAL, prices: true }, {}],
    ['the same, by a table', true, { explorers: LOCAL, priceFile: TABLE }, {}],
    ['the same, by a configured table', true, { explorers: LOCAL }, { COINHOUND_PRICES_FILE: TABLE }],
    ['the same, by a price source on this machine', true, { explorers: LOCAL }, LOCAL_PRICES],
    ['with a configured explorer on this machine', false, {}, LOCAL_ORDER],
    [
      'the same, when configured',
      true,
      {},
      { ...LOCAL_ORDER, COINHOUND_PRICES_WITH_LOCAL_EXPLORERS: 'true' },
    ],
    ['when configured, but not wanted', false, { prices: false }, {}],
    ['with an empty order', false, { prices: true }, { COINHOUND_CONFIG: OFF }],
    ['with an empty order, by a table', true, { priceFile: TABLE }, { COINHOUND_CONFIG: OFF }],
    ['with nothing but a table that is not named', false, {}, { COINHOUND_PRICES_ORDER: 'file' }],
  ])('%s: %s', (_, isValued, options, env) => {
    expect(open(options, env) !== undefined).toBe(isValued);
  });
});

test('by a table alone nobody else is asked', async () => {
  const source = open({ explorers: LOCAL, priceFile: TABLE });
  const said = await source?.prices('BTC', [1_642_464_000]);
  expect(said?.provider).toBe('file');
  expect(said?.value).toMatchObject([{ answer: { reason: 'file: no price in the 24 hours before' } }]);
  expect(source?.traffic()).toEqual({ requests: 0, cacheHits: 0 });
});

test('a key is sent to its source alone, and is in no reason', () =>
  withServer(
    (_, reply) => reply.code(403).send('no'),
    async ({ url, received }) => {
      const env = {
        COINGECKO_API_KEY: 'CG-secret-key',
        COINHOUND_PRICES_COINGECKO_BASE_URL: `${url}/gecko`,
        COINHOUND_PRICES_DEFILLAMA_BASE_URL: `${url}/llama`,
      };
      const said = await open({ prices: true, retryBaseMs: 1 }, env)?.prices('ETH', [1_642_464_000]);
      expect(received.filter((path) => path.includes('CG-secret-key'))).toEqual([
        '/gecko/coins/ethereum/history?date=18-01-2022&localization=false&x_cg_demo_api_key=CG-secret-key',
      ]);
      expect(received.some((path) => path.startsWith('/llama/'))).toBe(true);
      expect(JSON.stringify(said)).not.toContain('CG-secret-key');
    },
  ));

test('a configured table that nobody would look at is a mistake', async () => {
  const env = { COINHOUND_PRICES_FILE: TABLE, COINHOUND_PRICES_ORDER: 'defillama' };
  const { message } = await failureOf(() => open({}, env));
  expect(message).toContain('prices.file names');
  expect(message).toContain('prices.order does not have file');
});

test('a table must be a text', async () => {
  const latin = join(folder, 'latin.csv');
  writeFileSync(latin, Buffer.from('time,asset,usd\n2022-01-17,ETH,3000 ü\n', 'latin1'));
  expect((await failureOf(() => open({ priceFile: latin }))).message).toMatch(
    /latin\.csv cannot be read as UTF-8/,
  );
  expect((await failureOf(() => open({ priceFile: folder }))).message).toMatch(
    /does not exist or cannot be read/,
  );
});
