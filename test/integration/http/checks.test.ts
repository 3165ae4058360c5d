/** Checks of cases that are not opened: they say what opening says, word for word, and write nothing. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestApi, type TestApi } from '../../support/api.ts';

const TXID = 'be53bf20b2fdeb733e17cf9dcdea1f42761486f178711cd679fdf6b19c970ad1';
const SEED = { kind: 'transaction', chain: 'bitcoin', txid: TXID };
const HACKER = '0x6e1218c55f1aCb588Fc5E55B721f1183D7D29D3d';
const BODY = { name: 'theft', seeds: [SEED] };
const CSV = { 'content-type': 'text/csv' };

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi('PGlite');
});
afterAll(() => api.drop());

async function written(): Promise<number[]> {
  const tables = ['cases', 'runs', 'jobs', 'events', 'audit'] as const;
  return Promise.all(
    tables.map(async (table) => (await api.database.sql.selectFrom(table).selectAll().execute()).length),
  );
}

const post = (path: string, body: unknown, headers = {}) => api.call({ method: 'POST', path, body, headers });

describe('a body', () => {
  test('that a case can be opened with is said to be right, and nothing is written', async () => {
    const before = await written();
    const seeds = [SEED, { ...SEED, kind: 'outpoint', vout: 0 }];
    const answer = await post('/v1/cases/check', { ...BODY, seeds, watch: { everySeconds: 600 } });
    expect([answer.statusCode, answer.json()]).toEqual([200, { ok: true, seeds: 2 }]);
    expect(await written()).toEqual(before);
  });

  test.each([
    ['no seeds', { name: 'theft', seeds: [] }, 'seeds'],
    [
      'an address',
      { ...BODY, seeds: [SEED, { kind: 'address', chain: 'ethereum', address: '0x12' }] },
      'seeds[1].address',
    ],
    ['a method', { ...BODY, method: 'lilo' }, 'method'],
    [
      'a method of another chain',
      {
        name: 'x',
        method: 'tiho',
        seeds: [{ kind: 'address', chain: 'ethereum', address: HACKER, since: '2022-01-17' }],
      },
      'method',
    ],
    ['a webhook into the inside', { ...BODY, webhook: { url: 'https://127.0.0.1/' } }, 'webhook.url'],
    ['characters that are no text', { ...BODY, name: 'a\u0000' }, 'name'],
    ['an unknown key', { ...BODY, more: 1 }, 'the body'],
    ['a list', [], ''],
  ])('that is wrong is answered as opening it is: %s', async (_, body, field) => {
    const before = await written();
    const [checked, opened] = [await post('/v1/cases/check', body), await post('/v1/cases', body)];
    const { requestId: _a, ...problem } = checked.json();
    const { requestId: _b, ...expected } = opened.json();
    expect([checked.statusCode, problem]).toEqual([400, expected]);
    if (field !== '') expect(problem.field).toBe(field);
    expect(await written()).toEqual(before);
  });

  test('of the wrong type or size is refused likewise', async () => {
    const large = `{"name":"${'x'.repeat(2 * 1024 * 1024)}"}`;
    expect((await post('/v1/cases/check', large, { 'content-type': 'application/json' })).statusCode).toBe(
      413,
    );
    expect((await post('/v1/cases/check', 'x', CSV)).statusCode).toBe(415);
  });
});

describe('a table', () => {
  const row = (n: number) => `V${n},bitcoin,${TXID}:${n}`;
  const table = (rows: number) =>
    ['victim,chain,txid', ...Array.from({ length: rows }, (_, n) => row(n))].join('\n');

  test('shows its first fifty seeds, which open the same case', async () => {
    const before = await written();
    const answer = await post('/v1/cases/import/check', table(51), CSV);
    const { preview, ...rest } = answer.json();
    expect([answer.statusCode, rest, preview.length]).toEqual([200, { ok: true, seeds: 51 }, 50]);
    expect(preview[49]).toEqual({ kind: 'outpoint', chain: 'bitcoin', txid: TXID, vout: 49, victim: 'V49' });
    expect(await written()).toEqual(before);
    const { caseId } = (await post('/v1/cases/import?name=x', table(51), CSV)).json();
    const { items } = (await api.call({ path: `/v1/cases/${caseId}/seeds?limit=50` })).json();
    expect(items).toEqual(preview);
  });

  test.each([
    ['rows', '', `chain,txid\nbitcoin,${TXID}\nbitcoin,xyz\nlitecoin,${TXID}\n`],
    ['no table', '', 'x'],
    ['a method', '&method=tiho', `chain,address,time\nethereum,${HACKER},2022-01-17\n`],
    ['a watch', '&watchSeconds=1', table(1)],
  ])('that is wrong is answered as importing it is: %s', async (_, query, csv) => {
    const before = await written();
    const [checked, imported] = [
      await post(`/v1/cases/import/check?name=x${query}`, csv, CSV),
      await post(`/v1/cases/import?name=x${query}`, csv, CSV),
    ];
    const { requestId: _a, ...problem } = checked.json();
    const { requestId: _b, ...expected } = imported.json();
    expect([checked.statusCode, problem]).toEqual([400, expected]);
    expect(await written()).toEqual(before);
  });
});
