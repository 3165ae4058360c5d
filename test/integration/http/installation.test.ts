/** What the API tells of itself: the key that asks, the presets. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestApi, type TestApi } from '../../support/api.ts';

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
