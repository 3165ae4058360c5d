/** The results of a case under each of its methods: Bitcoin coins that the methods share out in different ways. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { METHODS } from '../../../src/core/taint/methods.ts';
import { asJson } from '../../../src/storage/sql-values.ts';
import { createTestApi, type TestApi, tracedCase } from '../../support/api.ts';

interface Outcome {
  readonly kind: string;
  readonly entity: string | null;
  readonly amount: string;
  readonly range: { readonly min: string; readonly max: string };
  readonly amounts: Readonly<Record<string, string>>;
  readonly places: readonly {
    readonly address: string;
    readonly amount: string;
    readonly amounts: Readonly<Record<string, string>>;
  }[];
}

const total = (items: readonly { readonly amount: string }[]) =>
  items.reduce((sum, { amount }) => sum + BigInt(amount), 0n);

let api: TestApi;
let mixed: string;
let plain: string;
beforeAll(async () => {
  api = await createTestApi('PGlite');
  [mixed, plain] = [await tracedCase(api, 'whirlpool-2024'), await tracedCase(api, 'crypto-com-2022')];
});
afterAll(() => api.drop());

const get = async (path: string) => {
  const answer = await api.call({ path });
  expect([path, answer.statusCode]).toEqual([path, 200]);
  return answer.json();
};

describe.each(METHODS)('$name', ({ name, conserves }) => {
  test('outcomes have the amounts of the method, which add up where it counts units', async () => {
    const { stolen } = await get(`${mixed}/report`);
    const { items }: { items: Outcome[] } = await get(`${mixed}/outcomes?method=${name}`);
    for (const { amount, amounts, places } of items) {
      expect(amount).toBe(amounts[name]);
      for (const place of places) expect(place.amount).toBe(place.amounts[name]);
    }
    if (conserves) {
      expect(total(items)).toBe(BigInt(stolen[0].amounts[name]));
      for (const by of ['seed', 'victim']) {
        expect(total((await get(`${mixed}/outcomes?method=${name}&by=${by}`)).items)).toBe(total(items));
      }
    } else expect(total(items)).toBeGreaterThan(BigInt(stolen[0].amount));
  });

  test('flags are those of the report, with the amounts of the method', async () => {
    const { items } = await get(`${mixed}/flags?method=${name}&limit=1000`);
    const report = await get(`${mixed}/report`);
    const nameOf = ({ kind, address, entity }: Record<string, unknown>) => `${kind} ${address} ${entity}`;
    const reported = new Map(report.flags.map((flag: Record<string, unknown>) => [nameOf(flag), flag]));
    for (const flag of items) {
      expect(flag.amount).toBe(flag.amounts[name]);
      expect(reported.get(nameOf(flag))).toMatchObject({ amounts: flag.amounts, range: flag.range });
      expect(flag).not.toHaveProperty('path');
    }
    expect(items.length).toBeGreaterThan(100);
  });

  test('the graph names the method, and has every place of the outcomes', async () => {
    const graph = await get(`${mixed}/graph?method=${name}`);
    expect(graph.method).toBe(name);
    const kinds = new Map(
      graph.nodes.map(({ address, kind }: { address: string; kind: string | null }) => [address, kind]),
    );
    const { items }: { items: Outcome[] } = await get(`${mixed}/outcomes?method=${name}`);
    for (const { places } of items) for (const { address } of places) expect(kinds.get(address)).toBeTruthy();
    const xml = await api.call({ path: `${mixed}/graph?method=${name}&format=graphml` });
    expect(xml.body.match(/<node /g)).toHaveLength(graph.nodes.length);
  });
});

test('the methods differ in this case, and the main one is that of the report', async () => {
  const report = await get(`${mixed}/report`);
  expect((await get(`${mixed}/outcomes?method=fifo`)).items).toEqual(report.outcomes);
  expect((await get(`${mixed}/outcomes`)).items).toEqual(report.outcomes);
  const [graph, lifo] = [await get(`${mixed}/graph`), await get(`${mixed}/graph?method=lifo`)];
  expect(graph.method).toBe('fifo');
  expect(graph.edges).not.toEqual(lifo.edges);
  const { amounts, range } = report.outcomes[0];
  expect(new Set(Object.values(amounts)).size).toBeGreaterThan(3);
  const counted = METHODS.filter(({ conserves }) => conserves).map(({ name }) => BigInt(amounts[name]));
  const [least, most] = [
    counted.reduce((a, b) => (a < b ? a : b)),
    counted.reduce((a, b) => (a > b ? a : b)),
  ];
  expect(range).toEqual({ min: `${least}`, max: `${most}` });
});

test('a cursor stays with its method', async () => {
  const { next } = await get(`${mixed}/flags?method=lifo&limit=1`);
  expect((await get(`${mixed}/flags?method=lifo&limit=1&cursor=${next}`)).items).toHaveLength(1);
  const other = await api.call({ path: `${mixed}/flags?method=haircut&limit=1&cursor=${next}` });
  expect([other.statusCode, other.json().field]).toEqual([400, 'query.cursor']);
});

test.each(['outcomes', 'flags', 'graph'])(
  '%s: a method that the run does not have is not found',
  async (list) => {
    const answer = await api.call({ path: `${plain}/${list}?method=tiho` });
    expect([answer.statusCode, answer.json().remedy]).toEqual([
      404,
      'ask for one of fifo, lifo, haircut, libr, poison',
    ]);
    expect((await api.call({ path: `${plain}/${list}?method=lilo` })).statusCode).toBe(400);
  },
);

test('a run of an earlier version has its main method alone, and says what to do', async () => {
  const older = await tracedCase(api, 'crypto-com-2022');
  // The same case; what was asked for of the other one is still in memory.
  const before = await get(`${plain}/graph`);
  const { method: _method, ...earlier } = before;
  const id = older.split('/').at(-1) ?? '';
  await api.database.sql
    .updateTable('runs')
    .set({ views: null, graph: asJson(earlier) })
    .where('case_id', '=', id)
    .execute();
  expect(await get(`${older}/graph`)).toEqual(before);
  for (const list of ['outcomes', 'flags', 'graph']) {
    const main = await api.call({ path: `${older}/${list}?method=fifo` });
    const other = await api.call({ path: `${older}/${list}?method=haircut` });
    expect([list, main.statusCode, other.statusCode, other.json().remedy]).toEqual([
      list,
      200,
      409,
      'scan the case again',
    ]);
  }
});
