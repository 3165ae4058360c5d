/**
 * 2,000 requests made from the OpenAPI document itself: right ones, nearly right ones and garbage. None of them may break
 * anything inside, and every answer must be one that the document describes.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { asJsonb } from '../../../src/storage/sql-values.ts';
import type { Operation } from '../../support/answer-check.ts';
import { type Call, createTestApi, replayOf, type TestApi } from '../../support/api.ts';
import { fitting, garbage, nearlyFitting } from '../../support/from-schema.ts';
import { storeAlert } from '../../support/stored-alert.ts';
import { caseOf } from '../../support/stored-trace.ts';

const REQUESTS = Number(process.env.FUZZ_REQUESTS ?? 2000);
const SEED = Number(process.env.FUZZ_SEED ?? 20_261_122);

const ADDRESSES = [
  '0x6e1218c55f1aCb588Fc5E55B721f1183D7D29D3d',
  'bc1qk8wlwypvvr6v5lmsngg5a248k2a9cgrsrw5jsq',
];
const TXID = 'be53bf20b2fdeb733e17cf9dcdea1f42761486f178711cd679fdf6b19c970ad1';
/** Of the case that is traced. */
const DEPOSIT = '0x61a6c16fa10b68141571a94b77dd25684558ad8c5e865ae5f196761efdedcfdd';
const SEEDS = [
  { kind: 'transaction', chain: 'bitcoin', txid: TXID },
  { kind: 'outpoint', chain: 'bitcoin', txid: TXID, vout: 0 },
  { kind: 'address', chain: 'ethereum', address: ADDRESSES[0], since: '2022-01-17' },
];

interface Known {
  /** Cursors that were handed out, by the last part of the path of their list. */
  readonly cursors: Readonly<Record<string, readonly string[]>>;
  /** Values that exist, by the name of the parameter. */
  readonly values: Readonly<Record<string, readonly string[]>>;
  readonly keys: readonly string[];
}

let api: TestApi;
let known: Known;

beforeAll(async () => {
  api = await createTestApi('PostgreSQL', {
    streamMs: 20,
    streamPollMs: 5,
    streamHeartbeatMs: 5,
    streamsPerKey: 100,
  });
  known = await prepared(api);
});
afterAll(async () => {
  await api.drop();
});

/** A finished case, one that runs, one with an alert, one of another team; and what can be named in requests. */
async function prepared({ call, keys, trace, newKey, database }: TestApi): Promise<Known> {
  const open = async (body: unknown, key = keys.investigator) =>
    (await call({ method: 'POST', path: '/v1/cases', body, key })).json();
  const replay = await replayOf('crypto-com-2022');
  const done = await open(caseOf('crypto-com-2022'));
  await trace(replay);
  await replay.close();
  const running = await open({ name: 'runs', seeds: SEEDS });
  const others = await open({ name: 'others', seeds: SEEDS }, keys.otherTeam);
  const alert = await storeAlert(
    database,
    [{ channel: 'webhook', target: 'https://hooks.example.org/' }],
    'team',
  );
  for (let n = 0; n < 20; n += 1) await newKey('spare', 'viewer');
  const { items: spare } = (await call({ path: '/v1/keys?limit=1000', key: keys.admin })).json();
  const cursors: Record<string, string[]> = {};
  for (const list of ['flags', 'paths', 'outcomes', 'transactions', 'runs', 'seeds', 'cases']) {
    const path = list === 'cases' ? '/v1/cases' : `/v1/cases/${done.caseId}/${list}`;
    const { next } = (await call({ path: `${path}?limit=1` })).json();
    if (next !== null) cursors[list] = [next];
  }
  const body = asJsonb({ name: 'alerted', seeds: SEEDS });
  await database.sql.updateTable('cases').set({ body }).where('id', '=', alert.caseId).execute();
  // What was delivered may be sent again.
  await database.sql.updateTable('deliveries').set({ state: 'delivered', finished_at: new Date() }).execute();
  await database.sql.updateTable('jobs').set({ state: 'done' }).where('kind', '=', 'notify').execute();
  const ids = spare
    .filter(({ owner }: { owner: string }) => owner === 'spare')
    .map(({ id }: { id: string }) => id);
  return {
    cursors,
    keys: [keys.viewer, keys.investigator, keys.admin, keys.otherTeam],
    values: {
      caseId: [done.caseId, done.caseId, done.caseId, running.caseId, others.caseId, alert.caseId],
      run: [done.runId, done.runId, running.runId],
      alertId: [alert.alertId],
      deliveryId: [...alert.deliveryIds],
      keyId: ids,
      address: ADDRESSES,
      chain: ['ethereum', 'ethereum', 'bitcoin'],
      txid: [DEPOSIT],
      id: ['Tornado Cash'],
      source: ['ours', 'list-of-2026'],
    },
  };
}

type Parameter = NonNullable<Operation['parameters']>[number];

/** Mostly right, because what is wrong in one place is refused before the next is looked at. */
const mostly = <T>(right: fc.Arbitrary<T>, wrong: fc.Arbitrary<T>) =>
  fc.oneof({ arbitrary: right, weight: 9 }, { arbitrary: wrong, weight: 1 });

function parameterValue({ name, schema }: Parameter, list: string): fc.Arbitrary<string> {
  const existing = name === 'cursor' ? known.cursors[list] : known.values[name];
  const right = existing === undefined ? fitting(schema) : fc.constantFrom(...existing);
  return mostly(right, fc.oneof(nearlyFitting(schema), garbage)).map(String);
}

/** A value for each parameter in a place; undefined for one that is left out. */
function parametersIn(place: Parameter['in'], { parameters = [] }: Operation, template: string) {
  const list = template.split('/').at(-1) ?? '';
  const inPlace = parameters.filter((parameter) => parameter.in === place);
  return fc.record(
    Object.fromEntries(
      inPlace.map((parameter) => [
        parameter.name,
        parameter.required === true
          ? parameterValue(parameter, list)
          : fc.option(parameterValue(parameter, list), { nil: undefined, freq: 2 }),
      ]),
    ),
  );
}

const cell = mostly(
  fc.constantFrom('', 'bitcoin', 'ethereum', TXID, ...ADDRESSES, '4.2', '2022-01-17', 'BTC', '"=1+1"'),
  fc.string({ maxLength: 10 }),
);
const row = mostly(
  fc.constantFrom(`A,bitcoin,${TXID},4.2`, `B,bitcoin,${TXID}:1,`),
  fc.array(cell, { maxLength: 5 }).map((cells) => cells.join(',')),
);
const table = mostly(
  fc.array(row, { minLength: 1, maxLength: 5 }).map((rows) => `victim,chain,txid,amount\n${rows.join('\n')}`),
  fc.string({ unit: 'binary', maxLength: 100 }),
);

const TAGS =
  'network,address,label,entity,concepts,role,confidence,valid_from,valid_to,source,licence\n' +
  `ethereum,${ADDRESSES[0]},label,entity,mixing_service,,forensic,,,ours,MIT\n`;

/** A body and its type. */
function bodyOf({ requestBody }: Operation): fc.Arbitrary<{ body?: unknown; type?: string }> {
  if (requestBody === undefined) return fc.constant({});
  const types = Object.keys(requestBody.content);
  const [type = ''] = types;
  const schema = (requestBody.content[type]?.schema ?? {}) as Record<string, unknown>;
  if (type !== 'application/json') {
    const lists = types.includes('application/yaml') ? mostly(fc.constant(TAGS), table) : table;
    return fc.record({ body: lists, type: mostly(fc.constantFrom(...types), fc.constant('text/html')) });
  }
  // Seeds have checksums, which no schema knows.
  const seeded = fitting(schema).map((body) =>
    isRecord(body) && 'seeds' in body ? { ...body, seeds: SEEDS } : body,
  );
  const text = fc.oneof(
    { arbitrary: seeded.map((body) => JSON.stringify(body)), weight: 6 },
    { arbitrary: fitting(schema).map((body) => JSON.stringify(body)), weight: 1 },
    { arbitrary: nearlyFitting(schema).map((body) => JSON.stringify(body) ?? ''), weight: 3 },
    {
      arbitrary: fc.oneof(
        garbage.map((body) => JSON.stringify(body)),
        fc.string({ unit: 'binary' }),
      ),
      weight: 1,
    },
  );
  return fc.record({
    body: text,
    type: mostly(fc.constant('application/json'), fc.string({ maxLength: 20 })),
  });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

interface Made extends Call {
  readonly operation: string;
}

function request(template: string, method: string, operation: Operation): fc.Arbitrary<Made> {
  return fc
    .record({
      path: parametersIn('path', operation, template),
      query: parametersIn('query', operation, template),
      headers: parametersIn('header', operation, template),
      extra: mostly<[string, string] | null>(
        fc.constant(null),
        fc.tuple(fc.string({ maxLength: 8 }), fc.string({ maxLength: 8 })),
      ),
      content: bodyOf(operation),
      // Admins get furthest.
      key: fc.oneof(
        { arbitrary: fc.constant(known.keys[2] ?? ''), weight: 2 },
        fc.constantFrom(...known.keys),
      ),
    })
    .map(({ path, query, headers, extra, content, key }) => {
      const words = Object.entries({ ...query, ...(extra === null ? {} : { [extra[0]]: extra[1] }) });
      const pairs = words.flatMap(([name, value]) =>
        value === undefined ? [] : [`${escaped(name)}=${escaped(value)}`],
      );
      const url = template.replace(/\{(\w+)\}/g, (_, name: string) => escaped(path[name] ?? '') || 'x');
      const type = content.type === undefined ? {} : { 'content-type': content.type };
      const named = Object.entries({ ...headers, ...type }).filter(([, value]) => value !== undefined);
      return {
        operation: `${method} ${template}`,
        method: method.toUpperCase() as 'GET',
        path: pairs.length === 0 ? url : `${url}?${pairs.join('&')}`,
        key,
        headers: Object.fromEntries(named) as Record<string, string>,
        ...(content.body === undefined ? {} : { body: content.body }),
      };
    });
}

/** Half a surrogate pair has no percent-encoding. */
function escaped(text: string): string {
  return encodeURIComponent(text.replace(/\p{Surrogate}/gu, '\u{fffd}'));
}

describe('the API under fire', () => {
  test(`${REQUESTS} requests made from its document break nothing`, async () => {
    const operations = Object.entries(api.document.paths).flatMap(([template, methods]) =>
      Object.entries(methods).map(([method, operation]) => request(template, method, operation)),
    );
    const seen = new Map<string, Set<number>>();
    await fc.assert(
      fc.asyncProperty(fc.oneof(...operations), async ({ operation, ...call }) => {
        const { statusCode, body } = await api.call(call);
        if (statusCode >= 500 || api.errors.length > 0) {
          throw new Error(`${operation} ${statusCode} ${body}: ${String(api.errors.splice(0)[0])}`);
        }
        seen.set(operation, (seen.get(operation) ?? new Set()).add(Math.floor(statusCode / 100)));
      }),
      { numRuns: REQUESTS, seed: SEED, endOnFailure: false },
    );
    // Every call was answered well at least once, so the requests reached what they were made for.
    expect(seen.size).toBe(operations.length);
    expect([...seen].filter(([, classes]) => !classes.has(2)).map(([operation]) => operation)).toEqual([]);
  }, 600_000);
});
