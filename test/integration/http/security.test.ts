/** What the API refuses: callers without a right, other people's cases, and requests made to break it. */
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Client } from 'pg';
import { asJsonb } from '../../../src/storage/sql-values.ts';
import { createTestApi, type TestApi } from '../../support/api.ts';
import { storeAlert } from '../../support/stored-alert.ts';

const TXID = 'be53bf20b2fdeb733e17cf9dcdea1f42761486f178711cd679fdf6b19c970ad1';
const BODY = { name: 'theft', seeds: [{ kind: 'transaction', chain: 'bitcoin', txid: TXID }] };
const JSON_TYPE = { 'content-type': 'application/json' };

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi('PostgreSQL');
});
afterAll(async () => {
  await api.drop();
});

interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly template: string;
}

/** All calls of the document. */
function routes(): Route[] {
  return Object.entries(api.document.paths).flatMap(([template, operations]) =>
    Object.keys(operations).map((method) => ({ method: method.toUpperCase() as Route['method'], template })),
  );
}

const filled = (template: string, values: Readonly<Record<string, string>> = {}) =>
  template.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? 'x');

/** Calls without holding the answer to the document. */
function raw(method: Route['method'], url: string, headers: Record<string, string> = {}, payload?: string) {
  return api.app.inject({ method, url, headers, ...(payload === undefined ? {} : { payload }) });
}

async function openedBy(key: string, body: object = BODY): Promise<string> {
  const answer = await api.call({ method: 'POST', path: '/v1/cases', key, body });
  expect(answer.statusCode).toBe(202);
  return answer.json().caseId;
}

describe('keys', () => {
  test('nothing but health answers without a key, nor with a wrong or revoked one; all alike', async () => {
    const revoked = await api.newKey('team', 'admin');
    const { items } = (await api.call({ path: '/v1/keys?limit=1000', key: api.keys.admin })).json();
    const { id } = items.find(
      ({ owner, role }: { owner: string; role: string }) => owner === 'team' && role === 'admin',
    );
    expect(
      (await api.call({ method: 'DELETE', path: `/v1/keys/${id}`, key: api.keys.admin })).statusCode,
    ).toBe(200);
    const authorizations = [
      {},
      { authorization: `Bearer ${revoked}` },
      { authorization: `Bearer ch_${'A'.repeat(43)}` },
      { authorization: `Bearer ${api.keys.admin}x` },
      { authorization: api.keys.admin },
      { authorization: 'Bearer ' },
      { authorization: `Basic ${Buffer.from(`x:${api.keys.admin}`).toString('base64')}` },
      { authorization: `Bearer ' or '1'='1` },
    ];
    const known = routes();
    expect(known.length).toBeGreaterThan(25);
    const open: string[] = [];
    const unlisted = [
      { method: 'GET', template: '/docs/openapi.json' },
      { method: 'GET', template: '/no/such/path' },
      { method: 'GET', template: '/admin/queues' },
    ] as const;
    for (const { method, template } of [...known, ...unlisted]) {
      for (const authorization of authorizations) {
        const answer = await raw(
          method,
          filled(template),
          { ...JSON_TYPE, ...authorization },
          method === 'GET' ? undefined : '{}',
        );
        if (answer.statusCode !== 401) {
          open.push(template);
          continue;
        }
        const { requestId, ...problem } = answer.json();
        expect(problem).toEqual({
          type: 'urn:coinhound:problem:unauthenticated',
          title: 'Unauthenticated',
          status: 401,
          detail: 'this call needs a valid API key; send it as Authorization: Bearer ch_…',
          remedy: 'send it as Authorization: Bearer ch_…',
        });
        expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
      }
    }
    expect([...new Set(open)].sort()).toEqual(['/healthz', '/readyz']);
  });

  test('a viewer reads and changes nothing; an investigator does not administer', async () => {
    const changing = routes().filter(({ method }) => method !== 'GET');
    expect(changing.length).toBeGreaterThan(8);
    // A question that is too long for a path changes nothing.
    for (const { method, template } of changing.filter((route) => route.template !== '/v1/tags/lookup')) {
      const answer = await raw(method, filled(template), { authorization: `Bearer ${api.keys.viewer}` });
      expect([template, answer.statusCode]).toEqual([template, 403]);
    }
    for (const path of ['/v1/keys', '/v1/audit', '/metrics']) {
      expect((await api.call({ path })).statusCode).toBe(403);
      expect((await api.call({ path, key: api.keys.admin })).statusCode).toBe(200);
    }
    for (const [method, path] of [
      ['POST', '/v1/keys'],
      ['DELETE', '/v1/keys/x'],
      ['POST', '/v1/tags/import'],
      ['DELETE', '/v1/tags/x'],
    ] as const) {
      expect((await raw(method, path, { authorization: `Bearer ${api.keys.investigator}` })).statusCode).toBe(
        403,
      );
    }
    expect((await api.call({ path: '/v1/cases', key: api.keys.viewer })).statusCode).toBe(200);
  });

  test("another owner's case does not exist, on every route; it does for an admin", async () => {
    const { caseId, alertId, deliveryIds } = await storeAlert(
      api.database,
      [{ channel: 'webhook', target: 'https://hooks.example.org/' }],
      'team',
    );
    const values = { caseId, alertId, deliveryId: deliveryIds[0] ?? '' };
    const ofCases = routes().filter(({ template }) => template.includes('{caseId}'));
    expect(ofCases.length).toBeGreaterThan(12);
    for (const { method, template } of ofCases) {
      const body = template.endsWith('/watch') ? { everySeconds: 600 } : undefined;
      const path = filled(template, values);
      const other = await api.call({ method, path, key: api.keys.otherTeam, body });
      const none = await api.call({
        method,
        path: path.replace(caseId, '00000000-0000-4000-8000-000000000000'),
        key: api.keys.otherTeam,
        body,
      });
      const { requestId: _a, ...problem } = other.json();
      const { requestId: _b, ...missing } = none.json();
      expect([template, other.statusCode]).toEqual([template, 404]);
      expect(problem).toEqual(missing);
    }
    expect((await api.call({ path: `/v1/cases/${caseId}`, key: api.keys.admin })).statusCode).toBe(200);
    const listed = (await api.call({ path: '/v1/cases?limit=1000', key: api.keys.otherTeam })).json();
    expect(listed.items).toEqual([]);
  });

  test('an alert and a delivery are found through their own case alone', async () => {
    const target = { channel: 'webhook', target: 'https://hooks.example.org/' } as const;
    const [own, other] = [await storeAlert(api.database, [target]), await storeAlert(api.database, [target])];
    const deliveries = (caseId: string, alertId: string) =>
      `/v1/cases/${caseId}/alerts/${alertId}/deliveries`;
    expect((await api.call({ path: deliveries(own.caseId, own.alertId) })).json().items).toHaveLength(1);
    expect((await api.call({ path: deliveries(own.caseId, other.alertId) })).statusCode).toBe(404);
    const path = `${deliveries(own.caseId, own.alertId)}/${other.deliveryIds[0]}/redeliver`;
    expect((await api.call({ method: 'POST', path })).statusCode).toBe(404);
  });

  test('the address that guesses keys is made to wait, and the rate of a key is held', async () => {
    const strict = await createTestApi('PGlite', { wrongKeysPerMinute: 3, requestsPerMinute: 5 });
    try {
      const statuses: number[] = [];
      for (let call = 0; call < 7; call += 1)
        statuses.push((await strict.call({ path: '/v1/cases' })).statusCode);
      expect(statuses).toEqual([200, 200, 200, 200, 200, 429, 429]);
      const limited = await strict.call({ path: '/v1/cases' });
      expect(Number(limited.headers['retry-after'])).toBeGreaterThan(0);
      const wrong: number[] = [];
      for (let call = 0; call < 5; call += 1) {
        wrong.push((await strict.call({ path: '/v1/cases', key: `ch_${'x'.repeat(43)}` })).statusCode);
      }
      expect(wrong).toEqual([401, 401, 401, 429, 429]);
      // Whoever has a key is not locked out by others.
      expect((await strict.call({ path: '/v1/cases', key: strict.keys.viewer })).statusCode).toBe(200);
      expect((await strict.call({ path: '/healthz', key: null })).statusCode).toBe(200);
    } finally {
      await strict.drop();
    }
  });

  test('a key stands in no answer but its own, in no row, and in nothing that is observed', async () => {
    const created = await api.call({
      method: 'POST',
      path: '/v1/keys',
      key: api.keys.admin,
      body: { owner: 'team', name: 'ci', role: 'viewer' },
    });
    expect(created.statusCode).toBe(201);
    const { key } = created.json();
    expect(key).toMatch(/^ch_[A-Za-z0-9_-]{43}$/);
    expect((await api.call({ path: '/v1/cases', key })).statusCode).toBe(200);
    // Also where it does not belong: in the path, the query, the body, other headers.
    await raw('GET', `/v1/cases/${key}?run=${key}`, { authorization: `Bearer ${key}`, 'x-key': key });
    await raw(
      'POST',
      '/v1/cases',
      { authorization: `Bearer ${api.keys.investigator}`, ...JSON_TYPE },
      `{"${key}":1}`,
    );
    const rows = await Promise.all(
      (['api_keys', 'audit', 'cases'] as const).map((table) =>
        api.database.sql.selectFrom(table).selectAll().execute(),
      ),
    );
    const kept = JSON.stringify([rows, api.observed, api.errors.map(String)]);
    expect(kept).not.toContain(key);
    expect(kept).not.toMatch(/ch_[A-Za-z0-9_-]{43}/);
    const listed = await api.call({ path: '/v1/keys?limit=1000', key: api.keys.admin });
    expect(listed.body).not.toContain(key);
    expect(listed.body).not.toMatch(/hash/);
  });
});

describe('the audit log', () => {
  test('has who, what, which and when of every change, and nothing of a refused one', async () => {
    const since =
      (await api.call({ path: '/v1/audit?limit=1', key: api.keys.admin })).json().items[0]?.id ?? 0;
    const answer = await api.call({ method: 'POST', path: '/v1/cases', body: BODY });
    const { caseId, runId } = answer.json();
    await api.call({ method: 'PUT', path: `/v1/cases/${caseId}/watch`, body: { everySeconds: 600 } });
    await api.call({ method: 'PUT', path: `/v1/cases/${caseId}/watch`, body: { everySeconds: 1 } });
    await api.call({ method: 'POST', path: '/v1/cases', body: { name: 'no seeds' } });
    await api.call({ method: 'POST', path: `/v1/cases/${caseId}/rescan` });
    const { items } = (await api.call({ path: '/v1/audit', key: api.keys.admin })).json();
    const entries = items.filter(({ id }: { id: number }) => id > since).reverse();
    expect(
      entries.map(({ action, target, owner }: Record<string, unknown>) => [action, target, owner]),
    ).toEqual([
      ['case.open', caseId, 'team'],
      ['case.watch', caseId, 'team'],
      ['case.rescan', caseId, 'team'],
    ]);
    expect(entries[0]).toMatchObject({ requestId: answer.headers['x-request-id'], detail: { runId } });
    expect(entries[2].detail).toEqual({ runId, isNew: false });
    expect(entries[0].keyId).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('a change whose entry cannot be written is not made', async () => {
    await api.database.sql.schema.alterTable('audit').renameTo('audit_away').execute();
    try {
      const answer = await api.call({
        method: 'POST',
        path: '/v1/cases',
        body: { ...BODY, name: 'unaudited' },
      });
      expect(answer.statusCode).toBe(500);
      expect(answer.body).not.toMatch(/audit|relation|SQL/i);
    } finally {
      await api.database.sql.schema.alterTable('audit_away').renameTo('audit').execute();
    }
    const { items } = (await api.call({ path: '/v1/cases?limit=1000' })).json();
    expect(items.map(({ name }: { name: string }) => name)).not.toContain('unaudited');
    api.errors.length = 0;
  });
});

describe('hostile requests', () => {
  const INJECTIONS = [
    "'; drop table cases; --",
    "' or '1'='1",
    '%00',
    '../../etc/passwd',
    '..%2f..%2fetc%2fpasswd',
    '{{7*7}}',
  ];

  test.each(INJECTIONS)(
    'in paths and queries is nothing but a value that leads nowhere: %s',
    async (text) => {
      const word = encodeURIComponent(text);
      for (const path of [
        `/v1/cases/${word}`,
        `/v1/cases/${word}/report`,
        `/v1/addresses/bitcoin/${word}`,
        `/v1/cases?cursor=${word}`,
        `/v1/cases?state=${word}`,
        `/${text}`,
      ]) {
        const answer = await api.call({ path });
        expect([path, answer.statusCode < 500]).toEqual([path, true]);
        expect(answer.body).not.toMatch(/root:/);
      }
      expect(api.errors).toEqual([]);
      expect((await api.call({ path: '/v1/cases' })).statusCode).toBe(200);
    },
  );

  test.each(['a\r\nSet-Cookie: x=1', 'a\nb', '\u0000', 'ä', 'x'.repeat(256), ''])(
    'an idempotency key that is none is refused, and splits no header: %j',
    async (text) => {
      const headers = { authorization: `Bearer ${api.keys.investigator}`, 'idempotency-key': text };
      const answer = await api.app.inject({ method: 'POST', url: '/v1/cases', headers, payload: BODY });
      expect(answer.statusCode).toBe(400);
      expect(answer.headers['set-cookie']).toBeUndefined();
      expect(answer.json().field).toMatch(/idempotency-?key/i);
    },
  );

  test.each([
    ['JSON that is none', '{"name":', 400],
    ['an empty body', '', 400],
    ['a prototype', '{"name":"x","seeds":[],"__proto__":{"admin":true}}', 400],
    ['a constructor', '{"name":"x","constructor":{"prototype":{"admin":true}}}', 400],
    ['100,000 brackets', '['.repeat(100_000), 400],
    ['brackets in brackets', `${'{"a":'.repeat(50)}1${'}'.repeat(50)}`, 400],
    ['a body that is too large', `{"name":"${'x'.repeat(2 * 1024 * 1024)}"}`, 413],
    ['a number beyond all numbers', '{"name":"x","seeds":[],"limits":{"maxHops":1e999}}', 400],
    [
      'half a surrogate pair',
      '{"name":"\\ud800","seeds":[{"kind":"transaction","chain":"bitcoin","txid":"'.concat(TXID, '"}]}'),
      400,
    ],
  ])('as a body is refused: %s', async (_, payload, status) => {
    const answer = await raw(
      'POST',
      '/v1/cases',
      { authorization: `Bearer ${api.keys.investigator}`, ...JSON_TYPE },
      payload,
    );
    expect(answer.statusCode).toBe(status);
    expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(Object.prototype).not.toHaveProperty('admin');
    expect(api.errors).toEqual([]);
  });

  test.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'text/csv',
    'application/xml',
    'nonsense',
  ])('a body of another type is refused: %s', async (type) => {
    const headers = { authorization: `Bearer ${api.keys.investigator}`, 'content-type': type };
    const answer = await raw('POST', '/v1/cases', headers, JSON.stringify(BODY));
    expect([answer.statusCode, answer.json().title]).toEqual([415, 'Unsupported media type']);
  });

  test('a table is a table: JSON is refused there, and what is not UTF-8', async () => {
    const headers = { authorization: `Bearer ${api.keys.investigator}` };
    const url = '/v1/cases/import?name=x';
    expect((await raw('POST', url, { ...headers, ...JSON_TYPE }, '{}')).statusCode).toBe(415);
    const latin = Buffer.from(`victim,chain,txid\nM\xfcller,bitcoin,${TXID}\n`, 'latin1');
    const answer = await api.app.inject({
      method: 'POST',
      url,
      headers: { ...headers, 'content-type': 'text/csv' },
      payload: latin,
    });
    expect([answer.statusCode, answer.json().remedy]).toEqual([400, 'save the file as UTF-8']);
  });

  test('a table may be larger than JSON, up to its own limit', async () => {
    const headers = { authorization: `Bearer ${api.keys.investigator}`, 'content-type': 'text/csv' };
    const table = (bytes: number) => `victim,chain,txid\n${'x'.repeat(bytes)},bitcoin,${TXID}\n`;
    const url = '/v1/cases/import?name=x';
    const read = await raw('POST', url, headers, table(3 * 1024 * 1024));
    expect([read.statusCode, read.json().rows[0].column]).toEqual([400, 'victim']);
    expect((await raw('POST', url, headers, table(5 * 1024 * 1024))).statusCode).toBe(413);
  });

  test('when the database is away, callers learn that and no more', async () => {
    const away = await createTestApi('PostgreSQL');
    const admin = new Client({ connectionString: process.env.COINHOUND_TEST_POSTGRES });
    await admin.connect();
    await admin.query(`drop database ${new URL(away.url ?? '').pathname.slice(1)} with (force)`);
    await admin.end();
    const answer = await away.call({ path: '/v1/cases' });
    expect([answer.statusCode, answer.headers['retry-after']]).toEqual([503, '1']);
    expect(answer.json().detail).toBe('the service cannot reach its database; try again soon');
    expect(away.errors.length).toBe(1);
    expect((await away.call({ path: '/healthz', key: null })).statusCode).toBe(200);
    await away.app.close();
    await away.database.close();
  });

  test.each([
    'http://127.0.0.1/',
    'http://169.254.169.254/latest/meta-data',
    'https://[::1]/',
    'https://localhost/',
    'file:///etc/passwd',
  ])('a webhook into the inside is refused: %s', async (url) => {
    const answer = await api.call({ method: 'POST', path: '/v1/cases', body: { ...BODY, webhook: { url } } });
    expect(answer.statusCode).toBe(400);
  });

  test('a name that is a script comes back as data that no browser runs', async () => {
    const name = '<script>alert(1)</script>';
    const caseId = await openedBy(api.keys.investigator, {
      ...BODY,
      name,
      description: '"><img src=x onerror=alert(1)>',
    });
    const answer = await api.call({ path: `/v1/cases/${caseId}` });
    expect(answer.json().name).toBe(name);
    expect(answer.headers).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none';frame-ancestors 'none'",
      'cache-control': 'no-store',
      'x-frame-options': 'SAMEORIGIN',
    });
    expect(answer.headers['access-control-allow-origin']).toBeUndefined();
    const echoed = await api.call({ path: `/v1/cases?state=${encodeURIComponent(name)}` });
    expect(echoed.headers['x-content-type-options']).toBe('nosniff');
  });

  test('a formula in a report is text in the table', async () => {
    const caseId = await openedBy(api.keys.investigator);
    const flag = {
      kind: 'mixer',
      entity: '=HYPERLINK("http://x","y")',
      confidence: 50,
      chain: 'bitcoin',
      address: '@SUM(A1)',
      asset: '+1',
      amount: '5',
      range: { min: '5', max: '5' },
      hops: 0,
      basis: '-1+1',
      evidence: ['\tx'],
      path: [],
    };
    const none = { stolen: [], outcomes: [], gaps: [], assumptions: [], seeds: [], victims: [], stats: {} };
    const report = { ...none, flags: [flag] };
    await api.database.sql
      .updateTable('runs')
      .set({ state: 'done', finished_at: new Date(), report: asJsonb(report) })
      .where('case_id', '=', caseId)
      .execute();
    const csv = (await api.call({ path: `/v1/cases/${caseId}/report?format=csv` })).body;
    const [, line = ''] = csv.trimEnd().split('\r\n');
    const cells = line.split(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/).map((cell) => cell.replace(/^"/, ''));
    expect(cells.filter((cell) => /^[=+\-@\t\r]/.test(cell))).toEqual([]);
    expect(csv).toContain(`"'=HYPERLINK(""http://x"",""y"")"`);
  });

  test('bytes that are no HTTP are refused in the form of every problem', async () => {
    const address = await api.app.listen({ port: 0, host: '127.0.0.1' });
    const answers = await Promise.all(
      [
        'GET / HTTP/1.1\r\nbad header\r\n\r\n',
        `GET /healthz HTTP/1.1\r\nHost: x\r\nX-Long: ${'x'.repeat(100_000)}\r\n\r\n`,
        'POST /v1/cases HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      ].map((bytes) => sent(Number(new URL(address).port), bytes)),
    );
    expect(answers.map((answer) => answer.slice(9, 12))).toEqual(['400', '431', '400']);
    for (const answer of answers) expect(answer).toContain('application/problem+json');
    const bad = await fetch(`${address}/v1/cases/%zz`);
    expect([bad.status, bad.headers.get('content-type')]).toEqual([
      400,
      'application/problem+json; charset=utf-8',
    ]);
  });
});

/** What a server answers to bytes. */
function sent(port: number, bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    socket.on('data', (data) => {
      answer += data.toString();
    });
    socket.on('close', () => resolve(answer));
    socket.on('error', reject);
  });
}
