/** The configuration: three layers, and a problem is told of the layer that brings it. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { loadConfig } from '../../src/config.ts';
import { InvalidInputError } from '../../src/core/errors.ts';
import { ROOT } from '../support/cli.ts';

const DEFAULTS = join(ROOT, 'config/default.yaml');
let folder = '';
let file = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'coinhound-config-'));
  file = join(folder, 'config.yaml');
  writeFileSync(file, 'limits: { maxHops: 7 }\nlog: { level: warn }\n');
});
afterAll(() => rmSync(folder, { recursive: true }));

function problemOf(load: () => unknown): InvalidInputError {
  try {
    load();
  } catch (error) {
    if (error instanceof InvalidInputError) return error;
    throw error;
  }
  throw new Error('was accepted');
}

test('the defaults are complete', () => {
  const config = loadConfig(DEFAULTS);
  expect(config.limits.maxHops).toBe(30);
  expect(config.log.level).toBe('info');
});

test('a file wins over the defaults, the environment over both', () => {
  const env = {
    COINHOUND_LOG_LEVEL: 'debug',
    COINHOUND_EXPLORERS_MEMPOOL_BASE_URL: 'http://127.0.0.1:3000',
    COINHOUND_EXPLORERS_ETHERSCAN_REQUESTS_PER_SECOND: '4.5',
    COINHOUND_STORAGE_FOLDER: '',
    PATH: '/bin',
  };
  const config = loadConfig(DEFAULTS, file, env);
  expect([config.limits.maxHops, config.log.level]).toEqual([7, 'debug']);
  expect(config.explorers.mempool?.baseUrl).toBe('http://127.0.0.1:3000');
  expect(config.explorers.etherscan?.requestsPerSecond).toBe(4.5);
  expect(config.storage.folder).toBe('coinhound-data');
});

test('COINHOUND_CONFIG names the file; --config wins over it', () => {
  expect(loadConfig(DEFAULTS, undefined, { COINHOUND_CONFIG: file }).limits.maxHops).toBe(7);
  expect(loadConfig(DEFAULTS, file, { COINHOUND_CONFIG: '/nowhere' }).limits.maxHops).toBe(7);
});

test('a base URL on this machine comes without the limits of the host that it replaces, but for those given with it', () => {
  const etherscan = (env: Record<string, string>) =>
    loadConfig(
      DEFAULTS,
      undefined,
      Object.fromEntries(
        Object.entries(env).map(([name, value]) => [`COINHOUND_EXPLORERS_ETHERSCAN_${name}`, value]),
      ),
    ).explorers.etherscan;
  const own = { api: 'etherscan', baseUrl: 'http://localhost:8332/v2/api', keyVariable: 'ETHERSCAN_API_KEY' };
  expect(etherscan({ BASE_URL: own.baseUrl })).toEqual(own);
  const given = { REQUESTS_PER_SECOND: '20', REQUESTS_PER_DAY: '50', PAUSE_SECONDS: '0.5', CONCURRENCY: '9' };
  const limits = { requestsPerSecond: 20, requestsPerDay: 50, pauseSeconds: 0.5, concurrency: 9 };
  expect(etherscan({ BASE_URL: own.baseUrl, ...given })).toEqual({ ...own, ...limits });
  const elsewhere = etherscan({ BASE_URL: 'https://explorer.example/api' });
  expect(elsewhere).toMatchObject({ requestsPerSecond: 2.5, requestsPerDay: 100_000, concurrency: 2 });
});

describe('refused, naming what and where', () => {
  test.each<[string, Record<string, string>, string[]]>([
    ['a variable that is no setting', { COINHOUND_LIMITS_MAXHOPS: '3' }, ['COINHOUND_LIMITS_MAXHOPS']],
    [
      'a text for a number',
      { COINHOUND_LIMITS_MAX_HOPS: 'many' },
      ['limits.maxHops', '"many"', 'environment'],
    ],
    ['a number out of range', { COINHOUND_CONCURRENCY: '0' }, ['concurrency', '0', 'environment']],
    ['a hexadecimal number', { COINHOUND_CONCURRENCY: '0x10' }, ['concurrency', '"0x10"']],
    ['a level that is none', { COINHOUND_LOG_LEVEL: 'loud' }, ['log.level', '"loud"', 'debug']],
    [
      'a batch of nothing',
      { COINHOUND_EXPLORERS_ETHEREUM_NODE_BATCH: '0' },
      ['explorers.ethereumNode.batch', '0'],
    ],
    ['a file that is not there', { COINHOUND_CONFIG: '/nowhere.yaml' }, ['/nowhere.yaml']],
  ])('%s', (_, env, words) => {
    const { message } = problemOf(() => loadConfig(DEFAULTS, undefined, env));
    for (const word of words) expect(message).toContain(word);
  });

  test('an unknown key in a file', () => {
    const wrong = join(folder, 'wrong.yaml');
    writeFileSync(wrong, 'limits: { maxHopps: 3 }\n');
    const { message } = problemOf(() => loadConfig(DEFAULTS, wrong));
    expect(message).toContain('maxHopps');
    expect(message).toContain(wrong);
  });
});

test('variables of the tests are none of the configuration', () => {
  expect(() =>
    loadConfig(DEFAULTS, undefined, { COINHOUND_TEST_POSTGRES: 'x', COINHOUND_CHAOS_KILLS: '3' }),
  ).not.toThrow();
});

test.each([
  'javascript:alert(1)//{txid}',
  'https://example.org/tx/',
  'https://example.org/"{txid}',
  '{txid}',
])('a link that is none is refused: %s', (transaction) => {
  writeFileSync(file, `links: { bitcoin: { transaction: '${transaction}' } }\n`);
  expect(problemOf(() => loadConfig(DEFAULTS, file)).context.field).toBe('links.bitcoin.transaction');
});

test('a link may be turned off', () => {
  writeFileSync(file, "links: { bitcoin: { transaction: '' } }\n");
  expect(loadConfig(DEFAULTS, file).links.bitcoin.transaction).toBe('');
});
