/** The request pipeline against real HTTP servers: what is sent, how often, and what becomes of every kind of answer. */

import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import {
  BadProviderDataError,
  ProviderUnavailableError,
  RateLimitedError,
} from '../../../src/core/errors.ts';
import { isJson } from '../../../src/explorers/transport/body.ts';
import { ATTEMPTS } from '../../../src/explorers/transport/retry.ts';
import { createTransport } from '../../../src/explorers/transport/transport.ts';
import { failureOf, type Handler, quickTransport, withServer } from './local-server.ts';

const COMPRESSED = gzipSync('{"n":1}');
const BOMB = gzipSync('x'.repeat(2000));

/** Fails the first `failures` times with `fail`, then answers. */
function afterFailures(failures: number, fail: Handler): Handler {
  let n = 0;
  return (request, reply) => {
    n += 1;
    return n <= failures ? fail(request, reply) : { n };
  };
}

describe('a request', () => {
  test('carries path, parameters and a User-Agent with version and home', () =>
    withServer(
      (request) => ({ agent: request.headers['user-agent'], accept: request.headers.accept }),
      async ({ url, received }) => {
        const body = await quickTransport(`${url}/api/`).get('/tx/1', { b: 'two words', a: '1&2' });
        expect(received).toEqual(['/api/tx/1?b=two%20words&a=1%262']);
        expect(body?.json()).toEqual({
          agent: expect.stringMatching(
            /^coinhound\/\d+\.\d+\.\d+ \(\+https:\/\/github\.com\/coinhound\/coinhound\)$/,
          ),
          accept: 'application/json, text/plain',
        });
        expect(body?.url).toBe(`${url}/api/tx/1?b=two%20words&a=1%262`);
      },
    ));

  test('the body comes as it is: large integers, plain text, compressed', () =>
    withServer(
      (request, reply) => {
        reply.header('content-type', 'application/json');
        if (request.url === '/gzip') return reply.header('content-encoding', 'gzip').send(COMPRESSED);
        if (request.url === '/br') {
          return reply.header('content-encoding', 'br').send(brotliCompressSync('{"n":2}'));
        }
        if (request.url === '/marked') return '\ufeff{"n":"é"}';
        return request.url === '/sum' ? '{"sum":9007199254740993}' : '"  text "';
      },
      async ({ url }) => {
        const transport = quickTransport(url);
        expect((await transport.get('/sum', {}))?.json()).toEqual({ sum: 9007199254740993n });
        expect((await transport.get('/text', {}))?.text).toBe('"  text "');
        expect((await transport.get('/gzip', {}))?.json()).toEqual({ n: 1 });
        expect((await transport.get('/br', {}))?.json()).toEqual({ n: 2 });
        expect((await transport.get('/marked', {}))?.text).toBe('{"n":"é"}');
      },
    ));

  test.each<[string | string[], Buffer]>([
    ['GZIP', COMPRESSED],
    ['x-gzip', COMPRESSED],
    ['deflate', deflateSync('{"n":1}')],
    ['gzip, br', brotliCompressSync(COMPRESSED)],
    ['gzip, identity', COMPRESSED],
    [['br', 'gzip'], gzipSync(brotliCompressSync('{"n":1}'))],
    ['utf-8', Buffer.from('{"n":1}')],
  ])('a body may be packed as %j', (coding, packed) =>
    withServer(
      (_, reply) => reply.header('content-encoding', coding).send(packed),
      async ({ url }) => {
        expect((await quickTransport(url, { attempts: 1 }).get('/x', {}))?.text).toBe('{"n":1}');
      },
    ),
  );

  test('nothing is nothing, however it is said to be packed', () =>
    withServer(
      (_, reply) => reply.code(404).header('content-encoding', 'gzip').send(''),
      async ({ url, received }) => {
        expect(await quickTransport(url).get('/x', {})).toBeNull();
        expect(received).toHaveLength(1);
      },
    ));

  test('a JSON text is posted as it is', () =>
    withServer(
      (request) => ({ method: request.method, type: request.headers['content-type'], got: request.body }),
      async ({ url, received }) => {
        const transport = quickTransport(url, { secretParams: { apikey: 'SECRET' } });
        const body = await transport.post('/rpc', '{"id":1}', { check: isJson });
        expect(body?.json()).toEqual({ method: 'POST', type: 'application/json', got: { id: 1 } });
        expect(received).toEqual(['/rpc?apikey=SECRET']);
        expect(body?.url).toBe(`${url}/rpc`);
      },
    ));

  test('what does not exist is null, at once', () =>
    withServer(
      (_, reply) => reply.code(404).send('Transaction not found'),
      async ({ url, received }) => {
        expect(await quickTransport(url).get('/tx/1', {}, { check: isJson })).toBeNull();
        expect(received).toHaveLength(1);
      },
    ));

  test.each([400, 413, 500, 503])('an answer may come with status %i, where the client says so', (status) =>
    withServer(
      (request, reply) =>
        reply.code(status).send((request.body as { id: number }).id === 1 ? 'ERR 7' : 'oops'),
      async ({ url }) => {
        const transport = quickTransport(url, { attempts: 1 });
        const isAnswer = (text: string) => text.startsWith('ERR');
        const body = await transport.post('/x', '{"id":1}', { isAnswer });
        expect([body?.status, body?.text]).toEqual([status, 'ERR 7']);
        expect((await failureOf(() => transport.post('/x', '{"id":2}', { isAnswer }))).message).toContain(
          `status ${status}`,
        );
        expect((await failureOf(() => transport.post('/x', '{"id":1}'))).message).toContain(
          `status ${status}`,
        );
      },
    ),
  );

  test('a rate limit is one, and nothing is nothing, whatever is said with it', () =>
    withServer(
      (request, reply) => reply.code(request.url === '/limit' ? 429 : 404).send('ERR'),
      async ({ url }) => {
        const transport = quickTransport(url, { attempts: 1 });
        const isAnswer = () => true;
        expect((await failureOf(() => transport.post('/limit', '{}', { isAnswer }))).code).toBe(
          'RATE_LIMITED',
        );
        expect(await transport.post('/none', '{}', { isAnswer })).toBeNull();
      },
    ));

  test('errors name what was asked as the client says', () =>
    withServer(
      (_, reply) => reply.code(400).send('no'),
      async ({ url }) => {
        const error = await failureOf(() => quickTransport(url).post('', '{}', { topic: 'eth_call []' }));
        expect(error.message).toBe('test: refused with status 400 ("no") (eth_call [])');
      },
    ));

  test('credentials of the base URL are sent as basic authentication, and shown nowhere', () => {
    const authorizations: unknown[] = [];
    return withServer(
      (request) => {
        authorizations.push(request.headers.authorization);
        return {};
      },
      async ({ url }) => {
        const body = await quickTransport(url.replace('//', '//user:p%40ss@')).get('/x', {});
        expect(authorizations).toEqual([`Basic ${btoa('user:p@ss')}`]);
        expect(body?.url).toBe(`${url}/x`);
      },
    );
  });

  test.each(['TOKENTOKEN@', ':TOKENTOKEN@'])('so is a token alone: %s', (credentials) =>
    withServer(
      (request) => ({ sent: request.headers.authorization, told: 'TOKENTOKEN' }),
      async ({ url }) => {
        const body = await quickTransport(url.replace('//', `//${credentials}`)).get('/x', {});
        expect(body?.json()).toEqual({ sent: 'Basic [secret]', told: '[secret]' });
      },
    ),
  );

  test('a redirect to another origin is not followed', () =>
    withServer(
      () => ({}),
      (other) =>
        withServer(
          (_, reply) => reply.redirect(`${other.url}/there`),
          async ({ url, received }) => {
            const error = await failureOf(() => quickTransport(url).get('/x', {}));
            expect(error).toBeInstanceOf(BadProviderDataError);
            expect(error.message).toContain('redirects to another server');
            expect(received).toHaveLength(1);
            expect(other.received).toEqual([]);
          },
        ),
    ));

  test('a proxy of the environment is not used for this machine', () =>
    withServer(
      () => ({ proxied: true }),
      (proxy) =>
        withServer(
          () => ({ proxied: false }),
          async ({ url }) => {
            const before = process.env.HTTP_PROXY;
            process.env.HTTP_PROXY = proxy.url;
            try {
              for (const host of ['127.0.0.1', 'localhost']) {
                const body = await quickTransport(url.replace('127.0.0.1', host)).get('/x', {});
                expect(body?.json()).toEqual({ proxied: false });
              }
              // The variable does work: what is not here goes to the proxy.
              const body = await quickTransport('http://explorer.invalid').get('/x', {});
              expect(body?.json()).toEqual({ proxied: true });
            } finally {
              if (before === undefined) delete process.env.HTTP_PROXY;
              else process.env.HTTP_PROXY = before;
            }
          },
        ),
    ));

  test('redirects are followed, but not in circles', () =>
    withServer(
      (request, reply) =>
        request.url === '/once'
          ? reply.code(302).header('location', ['/there', '/elsewhere']).send()
          : request.url === '/there'
            ? {}
            : reply.redirect(request.url),
      async ({ url }) => {
        expect((await quickTransport(url).get('/once', {}))?.json()).toEqual({});
        const error = await failureOf(() => quickTransport(url).get('/circle', {}));
        expect(error).toBeInstanceOf(BadProviderDataError);
      },
    ));
});

describe('failures that may pass are tried again', () => {
  test.each<[string, Handler]>([
    ['429', (_, reply) => reply.code(429).send('slow down')],
    ['500', (_, reply) => reply.code(500).send('oops')],
    ['502 with a web page', (_, reply) => reply.code(502).type('text/html').send('<html></html>')],
    ['a web page with status 200', (_, reply) => reply.type('text/html').send('<html></html>')],
    ['half a JSON text', (_, reply) => reply.type('application/json').send('{"a":[1,')],
    ['an empty body', (_, reply) => reply.type('application/json').send('')],
    [
      'half a compressed body',
      (_, reply) =>
        reply.type('application/json').header('content-encoding', 'gzip').send(COMPRESSED.subarray(0, 14)),
    ],
    ['a reset connection', (request) => request.raw.socket.destroy()],
    [
      'a body that breaks off',
      (request, reply) => {
        reply.raw.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' });
        reply.raw.write('{"a":');
        setTimeout(() => request.raw.socket.destroy(), 20);
        return reply.hijack();
      },
    ],
  ])('%s', (_, fail) =>
    withServer(afterFailures(3, fail), async ({ url, received }) => {
      const transport = quickTransport(url);
      const body = await transport.get('/tx/1', {}, { check: isJson });
      expect(body?.json()).toEqual({ n: 4 });
      expect(received).toHaveLength(4);
      expect(transport.traffic()).toEqual({ requests: 4, cacheHits: 0 });
    }),
  );

  test('as often as the table says, then the last failure is thrown', () =>
    withServer(
      (_, reply) => reply.code(503).send('down'),
      async ({ url, received }) => {
        const error = await failureOf(() => quickTransport(url).get('/tx/1', {}));
        expect(error).toBeInstanceOf(ProviderUnavailableError);
        expect(error.context).toEqual({ provider: 'test', url: `${url}/tx/1`, status: 503 });
        expect(received).toHaveLength(ATTEMPTS.request);
        expect(ATTEMPTS.request).toBe(10);
      },
    ));

  test('a check may find such a failure in a good answer', () =>
    withServer(
      afterFailures(2, () => ({ error: 'busy' })),
      async ({ url, received }) => {
        const check: (body: { json(): unknown }) => void = (body) => {
          if ('error' in (body.json() as object)) throw new RateLimitedError('busy', {});
        };
        expect((await quickTransport(url).get('/x', {}, { check }))?.json()).toEqual({ n: 3 });
        expect(received).toHaveLength(3);
      },
    ));

  test.each([400, 401, 403, 422])('%i is final', (status) =>
    withServer(
      (_, reply) => reply.code(status).send('no'),
      async ({ url, received }) => {
        expect(await failureOf(() => quickTransport(url).get('/x', {}))).toBeInstanceOf(BadProviderDataError);
        expect(received).toHaveLength(1);
      },
    ),
  );

  test('unless the client takes it for an answer: then its check sees the body', () =>
    withServer(
      (_, reply) => reply.code(401).send({ code: 7 }),
      async ({ url, received }) => {
        const transport = quickTransport(url);
        const seen: number[] = [];
        const check = ({ status }: { status: number }) => {
          seen.push(status);
        };
        const body = await transport.get('/', {}, { answers: [401], check });
        expect([body?.status, body?.json(), seen]).toEqual([401, { code: 7 }, [401]]);
        const error = await failureOf(() => transport.get('/', {}, { answers: [402] }));
        expect(error).toBeInstanceOf(BadProviderDataError);
        expect(received).toHaveLength(2);
      },
    ));

  test('bad data found by a check is final', () =>
    withServer(
      () => ({}),
      async ({ url, received }) => {
        const check = () => {
          throw new BadProviderDataError('wrong', {});
        };
        expect(await failureOf(() => quickTransport(url).get('/x', {}, { check }))).toBeInstanceOf(
          BadProviderDataError,
        );
        expect(received).toHaveLength(1);
      },
    ));

  test('the wish of the explorer is granted', () =>
    withServer(
      afterFailures(1, (_, reply) => reply.code(429).header('retry-after', '1').send('slow down')),
      async ({ url }) => {
        const started = performance.now();
        await quickTransport(url).get('/x', {});
        expect(performance.now() - started).toBeGreaterThan(990);
      },
    ));
});

describe('a refusal for the rate counts', () => {
  const REFUSED = { 'retry-after': '1', 'content-length': '100' };

  test.each<[string, Handler]>([
    [
      'that says twice how long to wait',
      (_, reply) => {
        reply.raw.writeHead(429, ['retry-after', '1', 'retry-after', '1']).end('slow down');
        return reply.hijack();
      },
    ],
    [
      'that cannot be unpacked',
      (_, reply) =>
        reply.code(429).headers({ 'retry-after': '1', 'content-encoding': 'gzip' }).send('slow down'),
    ],
    [
      'that breaks off',
      (request, reply) => {
        reply.raw.writeHead(429, REFUSED).write('slow');
        setTimeout(() => request.raw.socket.destroy(), 20);
        return reply.hijack();
      },
    ],
    [
      'of which no more comes',
      (_, reply) => {
        reply.raw.writeHead(429, REFUSED).write('slow');
        return reply.hijack();
      },
    ],
  ])('%s', (_, refuse) =>
    withServer(afterFailures(1, refuse), async ({ url }) => {
      const started = performance.now();
      const body = await quickTransport(url, { attempts: 2, timeoutMs: 100 }).get('/x', {});
      expect(body?.json()).toEqual({ n: 2 });
      expect(performance.now() - started).toBeGreaterThan(990);
    }),
  );
});

describe('an explorer that is not there', () => {
  test('who listens does not speak HTTP', () =>
    withServer(
      (request) => request.raw.socket.end('SSH-2.0-OpenSSH_9.2\r\n'),
      async ({ url }) => {
        const error = await failureOf(() => quickTransport(url, { attempts: 1 }).get('/x', {}));
        expect(error).toBeInstanceOf(ProviderUnavailableError);
        expect(error.message).toBe('test: answered in something that is not HTTP; check the base URL (/x)');
      },
    ));

  test('nobody listens', async () => {
    const url = await withServer(
      () => ({}),
      async (server) => server.url,
    );
    const error = await failureOf(() => quickTransport(url).get('/x', {}));
    expect(error).toBeInstanceOf(ProviderUnavailableError);
    expect(error.context).toEqual({ provider: 'test', url: `${url}/x`, code: 'ECONNREFUSED' });
  });

  test.each<[string, Handler]>([
    ['it hangs', (_, reply) => reply.hijack()],
    [
      'its body drips',
      (_, reply) => {
        reply.raw.writeHead(200, { 'content-type': 'application/json' });
        const drip = setInterval(() => reply.raw.write(' '), 10);
        reply.raw.on('close', () => clearInterval(drip));
        return reply.hijack();
      },
    ],
  ])('%s: the attempt ends in time, and so does the request', (_, hang) =>
    withServer(hang, async ({ url, received }) => {
      const error = await failureOf(() => quickTransport(url, { timeoutMs: 60 }).get('/x', {}));
      expect(error).toBeInstanceOf(ProviderUnavailableError);
      expect(error.message).toBe('test: did not answer in time (/x)');
      expect(received).toHaveLength(ATTEMPTS.request);
    }),
  );

  test.each<[string, Handler]>([
    ['a body', () => 'x'.repeat(2000)],
    ['what a small body unpacks to', (_, reply) => reply.header('content-encoding', 'gzip').send(BOMB)],
    ['a body without a length', (_, reply) => reply.send(Readable.from(['x'.repeat(900), 'x'.repeat(900)]))],
  ])('%s above the limit is refused, once', (_, tooMuch) =>
    withServer(tooMuch, async ({ url, received }) => {
      const error = await failureOf(() => quickTransport(url, { maxBodyBytes: 1000 }).get('/x', {}));
      expect(error).toBeInstanceOf(BadProviderDataError);
      expect(error.message).toContain('size limit');
      expect(received).toHaveLength(1);
    }),
  );
});

describe('politeness', () => {
  test('never more requests at once than allowed, waiting ones included', async () => {
    let open = 0;
    let most = 0;
    const handler: Handler = async () => {
      open += 1;
      most = Math.max(most, open);
      await delay(20);
      open -= 1;
      return {};
    };
    await withServer(handler, async ({ url }) => {
      const transport = quickTransport(url, { concurrency: 3 });
      await Promise.all(Array.from({ length: 20 }, (_, n) => transport.get(`/${n}`, {})));
      expect(most).toBe(3);
    });
  });

  test('the rate is obeyed', () =>
    withServer(
      () => ({}),
      async ({ url }) => {
        const transport = quickTransport(url, { requestsPerSecond: 20, concurrency: 16 });
        const started = performance.now();
        await Promise.all(Array.from({ length: 21 }, (_, n) => transport.get(`/${n}`, {})));
        expect(performance.now() - started).toBeGreaterThan(20 * 50 - 5);
      },
    ));

  test('redirects obey the rate, too, and are counted', async () => {
    const times: number[] = [];
    const handler: Handler = (request, reply) => {
      times.push(performance.now());
      return request.url.startsWith('/from') ? reply.redirect(request.url.replace('from', 'to')) : {};
    };
    await withServer(handler, async ({ url }) => {
      const transport = quickTransport(url, { requestsPerSecond: 4 });
      await Promise.all(['a', 'b', 'c', 'd'].map((name) => transport.get(`/from/${name}`, {})));
      expect(transport.traffic()).toEqual({ requests: 8, cacheHits: 0 });
    });
    expect(times).toHaveLength(8);
    for (let n = 4; n < 8; n += 1) expect((times[n] ?? 0) - (times[n - 4] ?? 0)).toBeGreaterThan(995);
  });

  test('other attempts obey the rate, too', async () => {
    const times: number[] = [];
    const handler: Handler = (_, reply) => {
      times.push(performance.now());
      return reply.code(503).send('down');
    };
    await withServer(handler, async ({ url }) => {
      await failureOf(() => quickTransport(url, { requestsPerSecond: 8 }).get('/x', {}));
    });
    expect(times).toHaveLength(ATTEMPTS.request);
    expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeGreaterThan(1000);
  });

  test('who asks for what is under way waits for the same answer; later it is asked again', () =>
    withServer(
      async (request) => {
        await delay(20);
        return { path: request.url };
      },
      async ({ url, received }) => {
        const transport = quickTransport(url);
        const [first, second, other] = await Promise.all([
          transport.get('/a', {}),
          transport.get('/a', {}),
          transport.get('/a', { b: '1' }),
        ]);
        expect(first).toBe(second);
        expect(other?.json()).toEqual({ path: '/a?b=1' });
        expect(received).toHaveLength(2);
        await transport.get('/a', {});
        expect(received).toHaveLength(3);
      },
    ));

  test('a failure is shared while it is under way, but not afterwards', () =>
    withServer(
      afterFailures(1, (_, reply) => reply.code(400).send('no')),
      async ({ url }) => {
        const transport = quickTransport(url);
        const results = await Promise.allSettled([transport.get('/a', {}), transport.get('/a', {})]);
        expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
        expect((await transport.get('/a', {}))?.json()).toEqual({ n: 2 });
      },
    ));
});

describe('options that cannot be used are refused', () => {
  test.each([
    '',
    'mempool.space/api',
    'ftp://host/api',
    'http://',
    'https://host/api?apikey=SECRET',
    'https://host/#x',
  ])('base URL %j', async (baseUrl) => {
    const error = await failureOf(() => createTransport({ provider: 'test', baseUrl, concurrency: 1 }));
    expect(error.code).toBe('INVALID_INPUT');
    expect(error.context).toMatchObject({ field: 'baseUrl' });
    expect(JSON.stringify([error.message, error.context])).not.toContain('SECRET');
  });

  test.each(['ftp://user:SECRET@host/', 'http://user:SECRET%zz@host/'])(
    'credentials of a refused base URL are not shown: %s',
    async (baseUrl) => {
      const error = await failureOf(() => createTransport({ provider: 'test', baseUrl, concurrency: 1 }));
      expect(error.code).toBe('INVALID_INPUT');
      expect(JSON.stringify([error.message, error.context, error.cause ?? ''])).not.toContain('SECRET');
    },
  );

  test.each([0, -1, Number.NaN])('rate %d', async (requestsPerSecond) => {
    const error = await failureOf(() =>
      createTransport({ provider: 'test', baseUrl: 'http://host', concurrency: 1, requestsPerSecond }),
    );
    expect(error.code).toBe('INVALID_INPUT');
    expect(error.message).toContain('requestsPerSecond');
  });
});
