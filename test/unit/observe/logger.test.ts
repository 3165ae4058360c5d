/** Log lines: their form, their ids, and that no secret gets into one, wherever it is put. */
import { describe, expect, test } from '@jest/globals';
import axios from 'axios';
import { InvariantError, ProviderUnavailableError } from '../../../src/core/errors.ts';
import type { Log } from '../../../src/observe/log.ts';
import { createLogger, type LogLevel } from '../../../src/observe/logger.ts';
import { withServer } from '../explorers/local-server.ts';

/** Everything that `use` logs, as text and line by line. */
async function logged(
  use: (log: Log) => unknown,
  { level = 'debug' as LogLevel, secrets = [] as string[] } = {},
): Promise<{ text: string; lines: Record<string, unknown>[] }> {
  let text = '';
  const write = (line: string) => {
    text += line;
  };
  await use(createLogger({ level, secrets, to: { write }, facts: { process: 'test' } }));
  const lines = text.split('\n').filter((line) => line !== '');
  return { text, lines: lines.map((line): Record<string, unknown> => JSON.parse(line)) };
}

describe('a line', () => {
  test('is JSON with time, level, message, the ids of its log and its own facts', async () => {
    const { lines } = await logged((log) =>
      log
        .child({ case: 'c', run: 'r' })
        .child({ hop: 3, job: 9 })
        .warn('slow', { provider: 'esplora', ms: 7n }),
    );
    expect(lines).toEqual([
      {
        level: 'warn',
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
        pid: process.pid,
        process: 'test',
        case: 'c',
        run: 'r',
        hop: 3,
        job: 9,
        provider: 'esplora',
        ms: '7',
        message: 'slow',
      },
    ]);
  });

  test.each<[LogLevel, string[]]>([
    ['silent', []],
    ['error', ['error']],
    ['warn', ['warn', 'error']],
    ['info', ['info', 'warn', 'error']],
    ['debug', ['debug', 'info', 'warn', 'error']],
  ])('at level %s', async (level, expected) => {
    const { lines } = await logged(
      (log) => {
        log.debug('');
        log.info('');
        log.warn('');
        log.error('');
      },
      { level },
    );
    expect(lines.map((line) => line.level)).toEqual(expected);
  });

  test('a message is text, never a format', async () => {
    const { lines } = await logged((log) => log.info('100%s %d %o', { a: 1 }));
    expect(lines[0]).toMatchObject({ message: '100%s %d %o', a: 1 });
  });

  test('what cannot be written is cut, and says so', async () => {
    const circle: Record<string, unknown> = {
      when: new Date(0),
      never: new Date(Number.NaN),
      bytes: Buffer.alloc(9),
    };
    circle.itself = circle;
    const { text, lines } = await logged((log) =>
      log.info('odd', {
        circle,
        many: Array.from({ length: 5000 }, (_, n) => n),
        long: 'x'.repeat(100_000),
        f: () => {},
      }),
    );
    expect(lines[0]?.circle).toMatchObject({
      when: '1970-01-01T00:00:00.000Z',
      never: '[no date]',
      bytes: '[9 bytes]',
    });
    expect(text).toContain('[too deep]');
    expect(text).toContain('[4900 more]');
    expect(text).toContain('[100000 characters]');
    expect(text.length).toBeLessThan(20_000);
  });
});

describe('an error', () => {
  test('of ours has code, context and cause, and no stack', async () => {
    const error = new ProviderUnavailableError('esplora: failed', { status: 503 }, new Error('below'));
    const { lines } = await logged((log) => log.error('gone', { error }));
    expect(lines[0]?.error).toEqual({
      name: 'ProviderUnavailableError',
      message: 'esplora: failed',
      code: 'PROVIDER_UNAVAILABLE',
      retryable: true,
      context: { status: 503 },
      cause: { name: 'Error', message: 'below', stack: expect.stringContaining('logger.test') },
    });
  });

  test('that is a bug also says where it comes from', async () => {
    const { lines } = await logged((log) => log.error('bug', { error: new InvariantError('2 = 3') }));
    expect(lines[0]?.error).toMatchObject({
      code: 'INVARIANT',
      stack: expect.stringContaining('logger.test'),
    });
  });

  test('with others inside shows them', async () => {
    const error = new AggregateError([new Error('one'), new Error('two')], 'both');
    const { lines } = await logged((log) => log.error('failed', { error }));
    expect(lines[0]?.error).toMatchObject({ errors: [{ message: 'one' }, { message: 'two' }] });
  });
});

const API_KEY = 'ch_Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4Zm9vYmFyYmE';
const WEBHOOK_SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const GIVEN = 'k3y/with "signs"+';

/** A secret as it turns up in texts, and the part that must not be seen. */
const TEXTS: [what: string, text: string, secret: string][] = [
  ['an API key', `key ${API_KEY} is revoked`, 'Zm9vYmFy'],
  ['an API key inside a word', `%20${API_KEY}%20`, 'Zm9vYmFy'],
  ['an API key that was cut', 'key ch_Zm9vYmFyYm…', 'Zm9vYmFy'],
  ['a bearer header', `Authorization: Bearer abc.DEF-123`, 'abc.DEF'],
  ['a basic header', 'authorization: Basic dXNlcjpwYXNz', 'dXNlcjpw'],
  ['headers as JSON', '{"authorization":"Basic dXNlcjpwYXNz","x":1}', 'dXNlcjpw'],
  ['a parameter', 'GET https://host/api?apikey=S3CR3TS3CR3T&a=1', 'S3CR3T'],
  ['another spelling', 'api_key=S3CR3TS3CR3T', 'S3CR3T'],
  ['an escaped parameter', 'redirect=%3Fapikey%3DS3CR3TS3CR3T', 'S3CR3T'],
  ['JSON in JSON', JSON.stringify(JSON.stringify({ apiKey: 'S3CR3TS3CR3T' })), 'S3CR3T'],
  ['a password in a URL', 'postgresql://hound:p4ss@db:5432/x refused', 'p4ss'],
  ['a password with signs', 'redis://:p4/s:s@w@redis:6379', 'p4/s'],
  ['a user alone', 'https://t0ken@host/', 't0ken'],
  ['a webhook secret', `signed with ${WEBHOOK_SECRET}`, 'MfKQ9r8G'],
  ['a webhook signature', `webhook-signature: v1,${'QUJD'.repeat(11)}=`, 'QUJDQUJD'],
  ['a password that is named', 'password: hunter22', 'hunter22'],
  ['a given secret', `refused ${GIVEN} today`, 'signs'],
  ['a given secret in a URL', `?x=${encodeURIComponent(GIVEN)}`, 'with%20'],
  ['a given secret in a form', `?x=${new URLSearchParams({ '': GIVEN }).toString().slice(1)}`, 'with+'],
  ['a given secret in JSON', JSON.stringify({ quoted: GIVEN }), 'signs'],
  ['a given secret in base64', Buffer.from(GIVEN).toString('base64'), Buffer.from(GIVEN).toString('base64')],
];

const PLACES: [place: string, put: (log: Log, text: string) => void][] = [
  ['the message', (log, text) => log.info(text)],
  ['a fact', (log, text) => log.info('x', { note: text })],
  ['a fact of a child', (log, text) => log.child({ provider: text }).child({ hop: 1 }).info('x')],
  ['a list in an object', (log, text) => log.info('x', { a: { b: [1, { c: text }] } })],
  ['a map and a set', (log, text) => log.info('x', { a: new Map([['k', text]]), b: new Set([text]) })],
  ['the name of a fact', (log, text) => log.info('x', { a: { [text]: 1 } })],
  ['the message of an error', (log, text) => log.error('x', { error: new Error(text) })],
  [
    'the context of an error',
    (log, text) => log.error('x', { error: new ProviderUnavailableError('x', { url: text }) }),
  ],
  [
    'a cause',
    (log, text) => log.error('x', { error: new Error('x', { cause: new Error('y', { cause: text }) }) }),
  ],
  ['several errors', (log, text) => log.error('x', { error: new AggregateError([new Error(text)]) })],
  [
    'the code of an error',
    (log, text) => log.error('x', { error: Object.assign(new Error('x'), { code: text }) }),
  ],
];

describe.each(TEXTS)('%s is hidden', (_, text, secret) => {
  test.each(PLACES)('in %s', async (_place, put) => {
    const { text: all } = await logged((log) => put(log, text), { secrets: [GIVEN] });
    expect(all).toContain('[secret]');
    expect(all).not.toContain(secret);
  });
});

test.each([
  'authorization',
  'Authorization',
  'proxy-authorization',
  'cookie',
  'set-cookie',
  'password',
  'webhook_secret',
  'secretParams',
  'apikey',
  'api_key',
  'x-api-key',
  'webhook-signature',
  'accessToken',
])('the field %s is hidden, whatever its value', async (name) => {
  const { text } = await logged((log) => {
    log.info('x', { [name]: 'ordinary' });
    log.info('x', { headers: new Map([[name, 'ordinary']]) });
    log.info('x', { headers: { [name]: ['ordinary', { deeper: 'ordinary' }] } });
    log.child({ [name]: 'ordinary' }).info('x');
  });
  expect(text.match(/\[secret\]/g)).toHaveLength(4);
  expect(text).not.toContain('ordinary');
});

test('the error of a request does not bring its headers along', () =>
  withServer(
    (_, reply) => reply.code(500).send('down'),
    async ({ url }) => {
      const { text } = await logged(async (log) => {
        const auth = { username: 'user', password: 'hidden-one' };
        const params = { key: 'hidden-two' };
        const error: unknown = await axios.get(url, { auth, params }).catch((cause: unknown) => cause);
        log.error('failed', { error });
        log.error('failed', { error: new ProviderUnavailableError('x', {}, error) });
      });
      expect(text).toContain('ERR_BAD_RESPONSE');
      expect(text).not.toMatch(/hidden-(one|two)|dXNlcj/);
    },
  ));

test('what is no secret stays', async () => {
  const ordinary = [
    'fetch_balance batch_identifier ch_short',
    'https://mempool.space/api/tx/ab?after=1 at http://127.0.0.1:8332/v2/api',
    'token 0xdAC17F958D2ee523a2206206994597C13D831ec7, key id 3, basic rules, bearer of news',
    'coinhound-delivery v1, round 1/2: 3 @ 4',
  ];
  const { lines } = await logged((log) =>
    log.info('x', { ordinary, keyId: 'k', idempotencyKey: 'i', asset: 'ETH' }),
  );
  expect(lines[0]).toMatchObject({ ordinary, keyId: 'k', idempotencyKey: 'i', asset: 'ETH' });
});
