/** Proxies of the environment: what they do wrong ends with the attempt, and nobody else hears of their passwords. */

import { createServer, type Socket } from 'node:net';
import { inspect } from 'node:util';
import { afterEach, describe, expect, test } from '@jest/globals';
import { failureOf, quickTransport } from './local-server.ts';

const VARIABLES = ['HTTP_PROXY', 'HTTPS_PROXY'] as const;
const before = VARIABLES.map((name) => process.env[name]);
const ANSWER = 'HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n{"n":1}';
const PASSWORD = 'hunter2hunter2';

afterEach(() => {
  for (const [index, name] of VARIABLES.entries()) {
    const value = before[index];
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
});

interface Seen {
  readonly requests: string[];
  readonly closed: Promise<void>[];
}

/** A proxy that does the same to every request. @param named how the variables name it */
async function withProxy(
  serve: (socket: Socket, request: string) => void,
  named: (port: number) => string,
  use: (seen: Seen) => Promise<void>,
): Promise<void> {
  const seen: Seen = { requests: [], closed: [] };
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    seen.closed.push(new Promise((resolve) => socket.once('close', () => resolve())));
    socket.on('error', () => {});
    socket.on('data', (data) => {
      seen.requests.push(data.toString());
      serve(socket, data.toString());
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  for (const name of VARIABLES) process.env[name] = named(address.port);
  try {
    await use(seen);
  } finally {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  }
}

const plain = (port: number) => `http://127.0.0.1:${port}`;
const withPassword = (port: number) => `http://user:${PASSWORD}@127.0.0.1:${port}`;
const openTo = (baseUrl: string, options = {}) => quickTransport(baseUrl, { attempts: 2, ...options });

describe('a tunnel', () => {
  test('that the proxy closes is asked for once an attempt', () =>
    withProxy(
      (socket) => socket.end(),
      plain,
      async ({ requests }) => {
        const transport = openTo('https://explorer.invalid', { timeoutMs: 500 });
        const error = await failureOf(() => transport.get('/x', {}));
        expect(error.message).toBe('test: cannot be reached or broke off (NO_TUNNEL) (/x)');
        expect(requests).toHaveLength(2);
      },
    ));

  test('that does not come is given up with the attempt', () =>
    withProxy(
      () => {},
      plain,
      async ({ requests, closed }) => {
        const transport = openTo('https://explorer.invalid', { timeoutMs: 60 });
        const error = await failureOf(() => transport.get('/x', {}));
        expect(error.message).toBe('test: did not answer in time (/x)');
        // Open connections would keep the process from ending.
        await Promise.all(closed);
        expect(requests).toHaveLength(2);
      },
    ));

  test('that is refused is a failure of the explorer', () =>
    withProxy(
      (socket, request) =>
        socket.end(`HTTP/1.1 403 no\r\nContent-Length: ${request.length}\r\n\r\n${request}`),
      withPassword,
      async () => {
        const error = await failureOf(() => openTo('https://explorer.invalid').get('/x', {}));
        expect(error.code).toBe('PROVIDER_UNAVAILABLE');
        expect(inspect(error, { depth: Infinity, showHidden: true })).not.toContain(PASSWORD);
      },
    ));
});

describe('the name of a proxy', () => {
  test('needs no scheme', () =>
    withProxy(
      (socket) => socket.write(ANSWER),
      (port) => `127.0.0.1:${port}`,
      async ({ requests }) => {
        expect((await openTo('http://explorer.invalid').get('/x', {}))?.text).toBe('{"n":1}');
        expect(requests[0]).toMatch(/^GET http:\/\/explorer\.invalid\/x /);
      },
    ));

  test.each([
    `http://user:${PASSWORD}@host:99999`,
    `http://user:${PASSWORD}%zz@host`,
    `ftp://user:${PASSWORD}@host`,
    `socks5://user:${PASSWORD}@host`,
  ])('that cannot be used is refused, and not shown: %s', async (name) => {
    process.env.HTTPS_PROXY = name;
    const error = await failureOf(() => openTo('https://explorer.invalid'));
    expect(error.code).toBe('INVALID_INPUT');
    expect(error.message).toMatch(/^HTTPS_PROXY cannot be used as a proxy/);
    expect(inspect(error, { depth: Infinity, showHidden: true })).not.toContain(PASSWORD);
  });

  test('does not matter on this machine', () => {
    process.env.HTTP_PROXY = 'http://:99999';
    expect(() => openTo('http://127.0.0.1:8545')).not.toThrow();
  });
});

test('an answer through a proxy has the limit that others have', () =>
  withProxy(
    (socket) => {
      const more = () => {
        if (!socket.destroyed) socket.write('x'.repeat(65_536), () => setImmediate(more));
      };
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      more();
    },
    plain,
    async ({ requests, closed }) => {
      const transport = openTo('http://explorer.invalid', { maxBodyBytes: 1_000_000, timeoutMs: 1000 });
      const error = await failureOf(() => transport.get('/x', {}));
      expect(error.message).toBe('test: answered with a body above the size limit (/x)');
      await Promise.all(closed);
      expect(requests).toHaveLength(1);
    },
  ));

test('the password of a proxy comes back as little as a key, although it was sent', () =>
  withProxy(
    (socket, request) => socket.end(`HTTP/1.1 200 OK\r\nContent-Length: ${request.length}\r\n\r\n${request}`),
    withPassword,
    async ({ requests }) => {
      const sent = btoa(`user:${PASSWORD}`);
      const body = await openTo('http://explorer.invalid').get('/x', {});
      expect(requests[0]).toContain(`Basic ${sent}`);
      expect(body?.text).toContain('Basic [secret]');
      expect(body?.text).not.toContain(sent);
    },
  ));
