/** What the API tells of itself: the key that asks, the presets, the installation. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestApi, type TestApi } from '../../support/api.ts';
import { ROOT } from '../../support/cli.ts';

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi('PGlite');
});
afterAll(() => api.drop());

describe('who asks', () => {
  test.each([
    ['viewer', 'team', 'viewer'],
    ['investigator', 'team', 'investigator'],
    ['admin', 'office', 'admin'],
    ['otherTeam', 'others', 'investigator'],
  ] as const)('the key of the %s', async (key, owner, role) => {
    const me = (await api.call({ path: '/v1/me', key: api.keys[key] })).json();
    const { items } = (await api.call({ path: '/v1/keys', key: api.keys.admin })).json();
    const { id } = items.find(({ name }: { name: string }) => name === `${role} of ${owner}`);
    expect(me).toEqual({ owner, name: `${role} of ${owner}`, role, keyId: id });
  });
});

describe('presets', () => {
  const presets = async () => (await api.call({ path: '/v1/presets', key: api.keys.viewer })).json().items;

  test('are the known cases and those of the datasets', async () => {
    const items: { id: string; source: string; title: string; body: { name: string; seeds: object[] } }[] =
      await presets();
    expect(items.map(({ id, source, body }) => [id, source, body.name, body.seeds.length])).toEqual([
      ['preset/crypto-com-2022', 'preset', 'Crypto.com, January 2022', 5],
      ['dataset/crypto-com-2022', 'dataset', 'crypto-com-2022', 1],
      ['dataset/ronin-2022', 'dataset', 'ronin-2022', 1],
      ['dataset/whirlpool-2024', 'dataset', 'whirlpool-2024', 25],
    ]);
    expect(items.map(({ title }) => title.slice(0, 16))).toEqual([
      'Crypto.com, Janu',
      'Crypto.com, Janu',
      'Ronin bridge, Ma',
      'Samourai Whirlpo',
    ]);
  });

  test('a case can be opened with each of them as it is', async () => {
    for (const { body } of await presets()) {
      expect((await api.call({ method: 'POST', path: '/v1/cases', body })).statusCode).toBe(202);
    }
  });
});

describe('the installation', () => {
  test('tells its version, methods, limits and links', async () => {
    const meta = (await api.call({ path: '/v1/meta', key: api.keys.viewer })).json();
    const { name, version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    expect(meta.software).toEqual({ name, version });
    expect(
      meta.methods.map((method: Record<string, unknown>) => [method.name, method.chains, method.countsUnits]),
    ).toEqual([
      ['fifo', ['bitcoin', 'ethereum'], true],
      ['lifo', ['bitcoin', 'ethereum'], true],
      ['haircut', ['bitcoin', 'ethereum'], true],
      ['libr', ['bitcoin', 'ethereum'], true],
      ['tiho', ['bitcoin'], true],
      ['poison', ['bitcoin', 'ethereum'], false],
    ]);
    for (const { description } of meta.methods) expect(description).toMatch(/^[A-Z].{20,200}\.$/);
    expect(meta.limits).toMatchObject({
      seeds: 10_000,
      watchSeconds: { minimum: 60 },
      jsonBytes: 2 * 1024 * 1024,
      tableBytes: 4 * 1024 * 1024,
      case: { maxHops: 30 },
    });
    expect(meta.links.ethereum).toEqual({
      transaction: 'https://etherscan.io/tx/{txid}',
      address: 'https://etherscan.io/address/{address}',
    });
  });

  test('names assets as results do, with what is said of them elsewhere in the package', async () => {
    const { assets } = (await api.call({ path: '/v1/meta' })).json();
    const known = new Map(assets.map(({ asset, ...rest }: { asset: string }) => [asset, rest]));
    expect(known.get('BTC')).toEqual({ chain: 'bitcoin', symbol: 'BTC', decimals: 8 });
    expect(known.get('ETH')).toEqual({ chain: 'ethereum', symbol: 'ETH', decimals: 18 });
    const rows = (path: string) =>
      readFileSync(join(ROOT, path), 'utf8')
        .trim()
        .split('\n')
        .slice(1)
        .map((line) => line.split(','));
    // The pools of mixers name their tokens, the sources of Tornado Cash their decimals too.
    for (const [, , , , symbol = '', token = ''] of rows('config/mixers/ethereum.csv')) {
      if (token !== '' && token !== 'ETH') expect(known.get(token.toLowerCase())).toMatchObject({ symbol });
    }
    const pools = rows('data/sources/labels/eth-mixers/tornado_contracts.csv');
    const priced = pools.filter(([, , , , , decimals, token]) => decimals !== '' && token?.startsWith('0x'));
    expect(priced.length).toBeGreaterThan(10);
    for (const [, , , symbol, , decimals, token = ''] of priced) {
      expect(known.get(token.toLowerCase())).toEqual({
        chain: 'ethereum',
        symbol,
        decimals: Number(decimals),
      });
    }
  });
});
