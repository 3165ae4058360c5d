/** The life of a case over the API: opened, imported, traced, read, scanned again, watched; on both engines. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Replay } from '../../../src/replay/server.ts';
import { createTestApi, replayOf, type TestApi } from '../../support/api.ts';
import { caseOf } from '../../support/stored-trace.ts';
import { ENGINES } from '../../support/test-database.ts';

const HACKER = '0x6e1218c55f1aCb588Fc5E55B721f1183D7D29D3d';

const TXID = 'be53bf20b2fdeb733e17cf9dcdea1f42761486f178711cd679fdf6b19c970ad1';
const BODY = { name: 'theft', seeds: [{ kind: 'transaction', chain: 'bitcoin', txid: TXID }] };

describe.each(ENGINES)('cases over the API on %s', (engine) => {
  let api: TestApi;
  let replay: Replay;

  beforeAll(async () => {
    [api, replay] = await Promise.all([createTestApi(engine), replayOf('crypto-com-2022')]);
  });
  afterAll(async () => {
    await Promise.all([api.drop(), replay.close()]);
  });

  async function opened(body: object = BODY, headers = {}) {
    const answer = await api.call({ method: 'POST', path: '/v1/cases', body, headers });
    expect([answer.statusCode, answer.json().detail]).toEqual([202, undefined]);
    return answer.json();
  }

  test('a case is opened, and says that it runs', async () => {
    const description = 'what the victim said';
    const answer = await api.call({ method: 'POST', path: '/v1/cases', body: { ...BODY, description } });
    const { caseId, runId, webhookSecret } = answer.json();
    expect(answer.headers.location).toBe(`/v1/cases/${caseId}`);
    expect(webhookSecret).toBeNull();
    const read = (await api.call({ path: `/v1/cases/${caseId}` })).json();
    expect(read).toMatchObject({
      id: caseId,
      name: 'theft',
      description,
      owner: 'team',
      state: 'running',
      seeds: 1,
      watch: null,
      webhook: null,
      run: { id: runId, number: 1, cause: 'opened', limits: { maxHops: 30 } },
      results: null,
      progress: { lookups: 0, lookupsDone: 0 },
      lastEvent: 1,
    });
  });

  test('the same request twice opens one case; the key with another body is refused', async () => {
    const headers = { 'idempotency-key': 'request-1' };
    const first = await opened(BODY, headers);
    expect(await opened(BODY, headers)).toEqual(first);
    const other = await api.call({
      method: 'POST',
      path: '/v1/cases',
      body: { ...BODY, name: 'other' },
      headers,
    });
    expect([other.statusCode, other.json().field]).toEqual([409, 'idempotencyKey']);
  });

  test('a wrong body is refused with the field, the value and a remedy, and stores nothing', async () => {
    const before = (await api.call({ path: '/v1/cases?limit=1000' })).json().items.length;
    const seeds = [...BODY.seeds, { kind: 'address', chain: 'ethereum', address: '0x12' }];
    const answer = await api.call({ method: 'POST', path: '/v1/cases', body: { ...BODY, seeds } });
    expect(answer.statusCode).toBe(400);
    expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(answer.json()).toMatchObject({
      type: 'urn:coinhound:problem:invalid-input',
      field: 'seeds[1].address',
      value: '0x12',
      requestId: answer.headers['x-request-id'],
    });
    expect((await api.call({ path: '/v1/cases?limit=1000' })).json().items).toHaveLength(before);
  });

  test('a webhook is shown by its origin, its secret once', async () => {
    const { caseId, webhookSecret } = await opened({
      ...BODY,
      webhook: { url: 'https://hooks.example.org/in/T0KEN?k=1' },
      watch: { everySeconds: 3600 },
    });
    expect(webhookSecret).toMatch(/^whsec_/);
    const answer = await api.call({ path: `/v1/cases/${caseId}` });
    expect(answer.json()).toMatchObject({
      webhook: { origin: 'https://hooks.example.org' },
      watch: { everySeconds: 3600 },
    });
    expect(answer.body).not.toMatch(/T0KEN|whsec_/);
  });

  test('seeds come from a table, and are kept with what was reported', async () => {
    const csv = [
      'victim,chain,txid,address,asset,amount,time',
      `"=1+2, Inc",bitcoin,${TXID.toUpperCase()},,BTC,4.2,2022-01-17`,
      `B,ethereum,,0x6e1218c55f1aCb588Fc5E55B721f1183D7D29D3d,,10,2022-01-17T00:10:00Z`,
    ].join('\r\n');
    const answer = await api.call({
      method: 'POST',
      path: '/v1/cases/import?name=list%20of%20victims&method=haircut',
      body: csv,
      headers: { 'content-type': 'text/csv; charset=utf-8', 'idempotency-key': 'table-1' },
    });
    expect(answer.statusCode).toBe(202);
    const { caseId } = answer.json();
    expect((await api.call({ path: `/v1/cases/${caseId}` })).json()).toMatchObject({
      name: 'list of victims',
      seeds: 2,
      run: { method: 'haircut' },
    });
    const { items } = (await api.call({ path: `/v1/cases/${caseId}/seeds` })).json();
    expect(items).toEqual([
      {
        kind: 'transaction',
        chain: 'bitcoin',
        txid: TXID,
        victim: '=1+2, Inc',
        amount: '420000000',
        note: 'reported: 4.2 BTC at 2022-01-17',
      },
      {
        kind: 'address',
        chain: 'ethereum',
        address: '0x6e1218c55f1aCb588Fc5E55B721f1183D7D29D3d',
        asset: 'ETH',
        since: '2022-01-17T00:10:00Z',
        victim: 'B',
        amount: '10000000000000000000',
        note: 'reported: 10 ETH at 2022-01-17T00:10:00Z',
      },
    ]);
  });

  test('every bad row of a table is named by its line, and nothing is stored', async () => {
    const before = (await api.call({ path: '/v1/cases?limit=1000' })).json().items.length;
    const csv = `chain,txid,amount\nbitcoin,${TXID},1\nbitcoin,xyz,1\nlitecoin,${TXID},1\nbitcoin,${TXID},-1\n`;
    const answer = await api.call({
      method: 'POST',
      path: '/v1/cases/import?name=x',
      body: csv,
      headers: { 'content-type': 'text/csv' },
    });
    expect(answer.statusCode).toBe(400);
    const rows = answer
      .json()
      .rows.map(({ line, column }: { line: number; column: string }) => [line, column]);
    expect(rows).toEqual([
      [3, 'txid'],
      [4, 'chain'],
      [5, 'amount'],
    ]);
    expect((await api.call({ path: '/v1/cases?limit=1000' })).json().items).toHaveLength(before);
  });

  test('the list has every case once, newest first, page by page, and filters by state', async () => {
    const all = (await api.call({ path: '/v1/cases?limit=1000' })).json().items;
    expect(all.length).toBeGreaterThan(3);
    const seen: { id: string; createdAt: string }[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const query: string = cursor === '' ? '' : `&cursor=${cursor}`;
      const page = (await api.call({ path: `/v1/cases?limit=2${query}` })).json();
      seen.push(...page.items);
      cursor = page.next;
    }
    expect(seen).toEqual(all);
    const times = seen.map(({ createdAt }) => createdAt);
    expect(times).toEqual([...times].sort().reverse());
    expect((await api.call({ path: '/v1/cases?state=failed' })).json()).toEqual({ items: [], next: null });
    expect((await api.call({ path: '/v1/cases?state=odd' })).statusCode).toBe(400);
  });

  test('a watch is set and ended', async () => {
    const { caseId } = await opened();
    const path = `/v1/cases/${caseId}/watch`;
    const set = await api.call({ method: 'PUT', path, body: { everySeconds: 600 } });
    const { watch } = set.json();
    expect(watch.everySeconds).toBe(600);
    expect(Date.parse(watch.nextAt) - Date.now()).toBeGreaterThan(590_000);
    expect((await api.call({ path: `/v1/cases/${caseId}` })).json().watch).toEqual(watch);
    expect((await api.call({ method: 'PUT', path, body: { everySeconds: 59 } })).statusCode).toBe(400);
    expect((await api.call({ method: 'PUT', path, body: { everySeconds: null } })).json()).toEqual({
      watch: null,
    });
    expect((await api.call({ path: `/v1/cases/${caseId}` })).json().watch).toBeNull();
  });

  describe('of a finished case', () => {
    let caseId: string;
    let runId: string;

    beforeAll(async () => {
      await api.database.sql.deleteFrom('cases').execute();
      ({ caseId, runId } = await opened(caseOf('crypto-com-2022') as object));
      const early = await api.call({ path: `/v1/cases/${caseId}/flags` });
      expect([early.statusCode, early.json().state]).toEqual([409, 'running']);
      await api.trace(replay);
    });
    const get = async (rest: string) => (await api.call({ path: `/v1/cases/${caseId}${rest}` })).json();

    test('it says what it found, without its report', async () => {
      const read = await get('');
      expect(read).toMatchObject({ state: 'done', progress: null, results: { id: runId } });
      // 51 deposits, by the dataset; the depositor and what it paid into are flagged.
      expect(read.results.counts).toMatchObject({ transactions: 51, gaps: 0 });
      expect(read.results.counts.flags).toBeGreaterThan(0);
    });

    test('the report is the stored one, and every list is a part of it', async () => {
      const report = await get('/report');
      const { report: stored } = await api.stores.runs.read(runId);
      expect(report).toEqual(stored);
      expect((await get('/flags')).items).toEqual(
        report.flags.map(({ path: _path, heaviest: _heaviest, ...flag }: Record<string, unknown>) => flag),
      );
      expect((await get('/outcomes')).items).toEqual(report.outcomes);
      const paths = (await get('/paths')).items;
      expect(paths.map(({ path }: { path: unknown }) => path)).toEqual(
        report.flags.map(({ path }: { path: unknown }) => path),
      );
      const graph = await get('/graph');
      expect(graph.edges.length).toBe(51);
    });

    test('outcomes come share by share, by seed or by victim', async () => {
      const about = { kind: 'mixer', entity: 'Tornado Cash', asset: 'ETH', amount: `${4830n * 10n ** 18n}` };
      const all = { victim: null, ...about };
      expect((await get('/outcomes?by=seed')).items).toEqual([{ seed: 1, ...all }]);
      expect((await get('/outcomes?by=victim')).items).toEqual([all]);
      const wrong = await api.call({ path: `/v1/cases/${caseId}/outcomes?by=colour` });
      expect([wrong.statusCode, wrong.json().field]).toEqual([400, 'query.by']);
    });

    test('paths come seed by seed, of one address or of one seed, page by page', async () => {
      const { items } = await get('/paths?seed=1');
      // The collecting address is the seed; what it paid into is one movement away.
      expect(
        items.map(({ kind, shortest, heaviest }: { kind: string; shortest: []; heaviest: [] }) => [
          kind,
          shortest.length,
          heaviest.length,
        ]),
      ).toEqual([
        ['mixer-depositor', 0, 0],
        ['mixer', 1, 1],
        ['mixer', 1, 1],
      ]);
      const first = await get('/paths?seed=1&limit=2');
      const second = await get(`/paths?seed=1&limit=2&cursor=${first.next}`);
      expect([...first.items, ...second.items]).toEqual(items);
      const [, mixer] = items;
      expect((await get(`/paths?address=${mixer.address.toLowerCase()}`)).items).toEqual([mixer]);
      expect((await get(`/paths?address=${mixer.address}&seed=2`)).items).toEqual([]);
      for (const query of ['seed=2', 'address=x', '']) {
        const answer = await api.call({ path: `/v1/cases/${caseId}/paths?${query}&cursor=${first.next}` });
        expect([answer.statusCode, answer.json().field]).toEqual([400, 'query.cursor']);
      }
    });

    test.each([
      ['seed=0', 'query.seed'],
      ['seed=one', 'query.seed'],
      ['address=0x6E1218c55f1aCb588Fc5E55B721f1183D7D29D3d', 'query.address'],
      ['colour=red', 'query'],
    ])('paths with %s are refused', async (query, field) => {
      const answer = await api.call({ path: `/v1/cases/${caseId}/paths?${query}` });
      expect([answer.statusCode, answer.json().field]).toEqual([400, expect.stringContaining(field)]);
    });

    test('transactions come in chain order, page by page, each once', async () => {
      const all = (await get('/transactions?limit=1000')).items;
      expect(all).toHaveLength(51);
      const heights = all.map(({ block }: { block: { height: number } }) => block.height);
      expect(heights).toEqual([...heights].sort((a: number, b: number) => a - b));
      const deposits = all.flatMap(({ transfers }: { transfers: { amount: string }[] }) => transfers);
      const sum = deposits.reduce(
        (total: bigint, { amount }: { amount: string }) => total + BigInt(amount),
        0n,
      );
      expect(sum).toBe(4830n * 10n ** 18n);
      const first = await get('/transactions?limit=20');
      const second = await get(`/transactions?limit=20&cursor=${first.next}`);
      const third = await get(`/transactions?limit=20&cursor=${second.next}`);
      expect([...first.items, ...second.items, ...third.items]).toEqual(all);
      expect(third.next).toBeNull();
    });

    test('exposure: all addresses, and one with its way', async () => {
      const { items, next } = await get('/exposure');
      expect(next).toBeNull();
      const whole = String(4830n * 10n ** 18n);
      const nothing = { amount: '0', range: { min: '0', max: '0' }, shareMillionths: 0 };
      const party = {
        kind: 'mixer',
        entity: 'Tornado Cash',
        confidence: 100,
        wentOn: false,
        direct: { amount: whole, range: { min: whole, max: whole }, shareMillionths: 1_000_000 },
        indirect: nothing,
        hops: 1,
      };
      expect(items).toMatchObject([{ address: HACKER, outflow: whole, parties: [party], elsewhere: [] }]);
      expect(items[0].parties[0]).not.toHaveProperty('path');
      const [one] = (await get(`/exposure?address=${HACKER.toLowerCase()}`)).items;
      expect(one.parties[0].path).toMatchObject([{ from: HACKER, asset: 'ETH' }]);
      expect((await get(`/exposure?address=0x${'1'.repeat(40)}`)).items).toEqual([]);
    });

    test('the report as a table', async () => {
      const answer = await api.call({ path: `/v1/cases/${caseId}/report?format=csv` });
      expect(answer.headers['content-type']).toMatch(/^text\/csv/);
      expect(answer.headers['content-disposition']).toBe(`attachment; filename="case-${caseId}.csv"`);
      const lines = answer.body.trimEnd().split('\r\n');
      expect(lines[0]).toMatch(/^section,kind,entity/);
      expect(lines.some((line) => line.startsWith('outcome,mixer,Tornado Cash,'))).toBe(true);
      expect(lines.some((line) => line.startsWith('by-seed,mixer,Tornado Cash,'))).toBe(true);
      expect(lines.filter((line) => line.startsWith('exposure,mixer,Tornado Cash,100,'))).toHaveLength(2);
      expect((await api.call({ path: `/v1/cases/${caseId}/report?format=docx` })).statusCode).toBe(400);
    });

    test('a re-scan is a second run; old results stay readable, and cursors stay with their run', async () => {
      const headers = { 'idempotency-key': 'again' };
      const path = `/v1/cases/${caseId}/rescan`;
      const first = await api.call({ method: 'POST', path, headers });
      expect([first.statusCode, first.json().isNew]).toEqual([202, true]);
      expect((await api.call({ method: 'POST', path, headers })).json()).toEqual({
        ...(first.json() as object),
        isNew: false,
      });
      const page = await get('/flags?limit=1');
      await api.trace(replay);
      const { runId: newer } = first.json();
      const runs = (await get('/runs')).items;
      expect(runs.map(({ id, cause }: { id: string; cause: string }) => [id, cause])).toEqual([
        [newer, 'request'],
        [runId, 'opened'],
      ]);
      expect((await get('')).results.id).toBe(newer);
      expect(await get(`/report?run=${runId}`)).toEqual((await api.stores.runs.read(runId)).report);
      expect((await get('/transactions?limit=1000')).items).toHaveLength(51);
      const next = await get(`/flags?limit=1&cursor=${page.next}`);
      expect(next.items).toEqual((await get(`/flags?run=${runId}`)).items.slice(1, 2));
      const wrong = await api.call({ path: `/v1/cases/${caseId}/flags?run=${newer}&cursor=${page.next}` });
      expect([wrong.statusCode, wrong.json().field]).toEqual([400, 'query.cursor']);
    });

    test.each(['x', 'eyJ4IjoxfQ', Buffer.from('["cases",[1,"x"]]').toString('base64url')])(
      'a cursor that no list handed out is refused: %s',
      async (cursor) => {
        for (const list of ['/flags', '/transactions', '/runs', '/alerts', '/seeds']) {
          const answer = await api.call({ path: `/v1/cases/${caseId}${list}?cursor=${cursor}` });
          expect([answer.statusCode, answer.json().field]).toEqual([400, 'query.cursor']);
        }
      },
    );

    test('a run that does not exist is not found', async () => {
      for (const run of ['00000000-0000-4000-8000-000000000000', "' or 1=1", caseId]) {
        const answer = await api.call({ path: `/v1/cases/${caseId}/report?run=${encodeURIComponent(run)}` });
        expect(answer.statusCode).toBe(404);
      }
    });
  });
});
