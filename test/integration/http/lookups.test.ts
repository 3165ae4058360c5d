/** One transaction and one address of a case: everything that its results say of it, and nothing else. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestApi, type TestApi, tracedCase } from '../../support/api.ts';

const HACKER = '0x6e1218c55f1aCb588Fc5E55B721f1183D7D29D3d';
const POOL_100 = '0xA160cdAB225685dA1d56aa342Ad8841c3b53f291';
const STOLEN = String(4830n * 10n ** 18n);
const OF_POOL = String(4800n * 10n ** 18n);

interface Numbered {
  readonly flag: number;
}

let api: TestApi;
let theft: string;
let mixed: string;
beforeAll(async () => {
  api = await createTestApi('PGlite');
  [theft, mixed] = [await tracedCase(api, 'crypto-com-2022'), await tracedCase(api, 'whirlpool-2024')];
});
afterAll(() => api.drop());

const get = async (path: string) => {
  const answer = await api.call({ path });
  expect([path, answer.statusCode]).toEqual([path, 200]);
  return answer.json();
};

describe('a transaction', () => {
  test('is that of the list, with the flags, outcomes and movements that rest on it', async () => {
    const report = await get(`${theft}/report`);
    const { items } = await get(`${theft}/transactions?limit=3`);
    for (const item of items) {
      const { transaction, flags, outcomes, movements, ...rest } = await get(
        `${theft}/transactions/${item.txid.toUpperCase().replace('0X', '0x')}`,
      );
      expect(transaction).toEqual(item);
      const evidenced = report.flags.flatMap(({ evidence }: { evidence: string[] }, flag: number) =>
        evidence.includes(item.txid) ? [flag] : [],
      );
      expect(flags.map(({ flag }: Numbered) => flag)).toEqual(evidenced);
      expect(evidenced.length).toBeGreaterThan(0);
      const [{ to, value = item.transfers[0].amount }] = item.transfers;
      expect(movements).toMatchObject([{ txid: item.txid, from: [HACKER], to, amount: value }]);
      expect(outcomes).toMatchObject([
        { outcome: 0, kind: 'mixer', entity: 'Tornado Cash', places: [{ address: to }] },
      ]);
      // No explorer of the replay shows raw forms of this dataset.
      expect(rest).toEqual({
        method: 'fifo',
        verification: { hashed: false, inBlock: false, opinions: [], distrusted: [] },
      });
    }
  });

  test('that mixed coins names those that entered it, and the flags that say so', async () => {
    const report = await get(`${mixed}/report`);
    const flag = report.flags.findIndex(({ kind }: { kind: string }) => kind === 'mixer-depositor');
    const { evidence, address } = report.flags[flag];
    const found = await get(`${mixed}/transactions/${evidence[0]}`);
    expect(found.flags).toContainEqual(expect.objectContaining({ flag, address }));
    const spent = found.transaction.inputs.map(({ outpoint }: { outpoint: string }) => outpoint);
    const mixer = found.outcomes.find(({ kind }: { kind: string }) => kind === 'mixer');
    expect(mixer.places.length).toBeGreaterThan(0);
    for (const { holding } of mixer.places) expect(spent).toContain(holding);
    const all = report.outcomes[mixer.outcome].places.filter(({ holding }: { holding: string }) =>
      spent.includes(holding),
    );
    expect(mixer.places).toEqual(all);
  });

  test('moves under another method what that method says', async () => {
    const { edges } = await get(`${mixed}/graph?method=haircut`);
    const [{ txid }] = edges;
    const { method, movements } = await get(`${mixed}/transactions/${txid}?method=haircut`);
    expect(method).toBe('haircut');
    expect(movements).toEqual(edges.filter((edge: { txid: string }) => edge.txid === txid));
  });

  test.each(['f'.repeat(64), `0x${'f'.repeat(64)}`, 'x', "' or 1=1"])(
    'that was not looked at is not found: %s',
    async (txid) => {
      const answer = await api.call({ path: `${theft}/transactions/${encodeURIComponent(txid)}` });
      expect(answer.statusCode).toBe(404);
    },
  );
});

describe('an address', () => {
  const all = (amount: string) => ({
    fifo: amount,
    lifo: amount,
    haircut: amount,
    libr: amount,
    poison: amount,
  });

  test('of a seed: what left it, its flag, its movements page by page', async () => {
    const {
      movements,
      flags,
      tags: _tags,
      ...rest
    } = await get(`${theft}/addresses/ethereum/${HACKER.toLowerCase()}?limit=30`);
    expect(rest).toEqual({
      method: 'fifo',
      chain: 'ethereum',
      address: HACKER,
      hops: 0,
      kind: null,
      entity: null,
      received: [{ asset: 'ETH', amounts: all('0') }],
      sent: [{ asset: 'ETH', amounts: all(STOLEN) }],
      outcomes: [],
      clusters: [],
    });
    expect(flags).toMatchObject([{ kind: 'mixer-depositor', amount: STOLEN }]);
    expect([movements.total, movements.items.length]).toEqual([51, 30]);
    const path = `${theft}/addresses/ethereum/${HACKER.toLowerCase()}`;
    const second = await get(`${path}?limit=30&cursor=${movements.next}`);
    expect([second.movements.items.length, second.movements.next]).toEqual([21, null]);
    expect([...movements.items, ...second.movements.items]).toEqual((await get(`${theft}/graph`)).edges);
    const other = await api.call({
      path: `${theft}/addresses/ethereum/${POOL_100}?cursor=${movements.next}`,
    });
    expect([other.statusCode, other.json().field]).toEqual([400, 'query.cursor']);
  });

  test('where value rests: its places, and the tags that were valid then', async () => {
    const found = await get(`${theft}/addresses/ethereum/${POOL_100}?limit=1`);
    expect(found).toMatchObject({
      hops: 1,
      kind: 'mixer',
      entity: 'Tornado Cash',
      received: [{ asset: 'ETH', amounts: all(OF_POOL) }],
      sent: [],
      outcomes: [{ outcome: 0, entity: 'Tornado Cash', places: [{ address: POOL_100, amount: OF_POOL }] }],
      movements: { total: 48 },
    });
    expect(found.tags.map(({ entity }: { entity: string }) => entity)).toContain('Tornado Cash');
    // The sanctions came in August 2022, half a year after.
    const then = Date.UTC(2022, 0, 18);
    for (const { validFrom, validTo } of found.tags) {
      expect(validFrom === null || Date.parse(validFrom) <= then + 86_400_000).toBe(true);
      expect(validTo === null || Date.parse(validTo) >= then).toBe(true);
    }
    const screened = await get(`/v1/addresses/ethereum/${POOL_100}`);
    expect(screened.tags.length).toBeGreaterThan(found.tags.length);
  });

  test('of a cluster names it, and differs from method to method', async () => {
    const report = await get(`${mixed}/report`);
    const cluster = report.clusters.findIndex(({ members }: { members: string[] }) => members.length > 0);
    const { members, size, entity, tooLarge } = report.clusters[cluster];
    const found = await get(`${mixed}/addresses/bitcoin/${members[0]}`);
    expect(found.clusters).toContainEqual({ cluster, size, entity, tooLarge });
    const { nodes } = await get(`${mixed}/graph?method=poison`);
    const node = nodes.find((one: { received: { amount: string }[] }) => one.received[0]?.amount !== '0');
    const { received } = await get(`${mixed}/addresses/bitcoin/${node.address}?method=poison`);
    expect(received[0].amounts.poison).toBe(node.received[0].amount);
  });

  test('that stolen value did not reach has nothing', async () => {
    expect(await get(`${theft}/addresses/ethereum/0x${'1'.repeat(40)}`)).toMatchObject({
      hops: null,
      received: [],
      sent: [],
      flags: [],
      outcomes: [],
      movements: { total: 0, items: [], next: null },
    });
  });

  test.each([
    ['litecoin', HACKER, 'path.chain'],
    ['ethereum', '0x12', undefined],
    ['bitcoin', HACKER, undefined],
  ])('that is none is refused: %s %s', async (chain, address, field) => {
    const answer = await api.call({ path: `${theft}/addresses/${chain}/${address}` });
    expect(answer.statusCode).toBe(400);
    if (field !== undefined) expect(answer.json().field).toBe(field);
  });
});
