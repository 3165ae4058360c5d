/** An API key is seen by the explorer, and by nobody else: not in errors, not in the cache, not in what comes back. */

import { inspect } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import type { Archive } from '../../../src/core/evidence/archive.ts';
import { createEtherscanSource } from '../../../src/explorers/etherscan/client.ts';
import { failureOf, type Handler, quickTransport, withServer } from './local-server.ts';

/** Of the usual length; the sign makes it look different in a URL. */
const KEY = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456/';
const KEY_IN_URL = encodeURIComponent(KEY);
const secretParams = { apikey: KEY };

/** Everything that a log could print of a value: hidden properties, causes and stacks included. */
function everythingOf(value: unknown): string {
  return inspect(value, {
    depth: Infinity,
    showHidden: true,
    maxStringLength: Infinity,
    maxArrayLength: Infinity,
  });
}

function expectNoKey(value: unknown): void {
  const everything = everythingOf(value);
  expect(everything).not.toContain(KEY);
  expect(everything).not.toContain(KEY_IN_URL);
}

test('the explorer gets the key', () =>
  withServer(
    (request) => request.query,
    async ({ url, received }) => {
      const transport = quickTransport(url, { secretParams: { apikey: 'ABCDEFGH' } });
      expect((await transport.get('/api', { a: '1' }))?.json()).toEqual({ a: '1', apikey: '[secret]' });
      await transport.get('', {});
      expect(received).toEqual(['/api?a=1&apikey=ABCDEFGH', '/?apikey=ABCDEFGH']);
    },
  ));

test('a key in the path is part of no address that is shown, and comes back as little', () =>
  withServer(
    (request) => ({ quoted: request.url }),
    async ({ url, received }) => {
      const transport = quickTransport(`${url}/v3`, { secretPath: 'ABC DEFGH' });
      const body = await transport.post('', '{}');
      await transport.get('/block', { n: '1' });
      expect(received).toEqual(['/v3/ABC%20DEFGH', '/v3/ABC%20DEFGH/block?n=1']);
      expect(body?.url).toBe(`${url}/v3`);
      expect(body?.json()).toEqual({ quoted: '/v3/[secret]' });
      expect(everythingOf(body)).not.toMatch(/ABC( |%20)DEFGH/);
    },
  ));

test.each([
  ['abc', 'key abc'],
  ['abcd', 'key [secret]'],
  ['a/"b', 'key [secret]'],
])('the key "%s", quoted, comes back as "%s"', (key, quoted) =>
  withServer(
    (request) =>
      JSON.stringify({ text: `key ${(request.query as { apikey: string }).apikey}` }).replace('/', '\\/'),
    async ({ url }) => {
      const transport = quickTransport(url, { secretParams: { apikey: key } });
      expect((await transport.get('/x', {}))?.json()).toEqual({ text: quoted });
    },
  ),
);

test('a password is shown neither as it is nor as it was sent', () =>
  withServer(
    (request, reply) => reply.code(400).send(`no p@ss for ${request.headers.authorization}`),
    async ({ url }) => {
      const transport = quickTransport(url.replace('//', '//user:p%40ss@'));
      const error = await failureOf(() => transport.get('/x', {}));
      expect(error.message).toContain('no [secret] for Basic [secret]');
      expect(everythingOf(error)).not.toContain('p@ss');
      expect(everythingOf(error)).not.toContain(btoa('user:p@ss'));
    },
  ));

const FAILURES: [string, Handler][] = [
  ['a refusal that quotes the key', (request, reply) => reply.code(400).send(`bad request ${request.url}`)],
  ['a rate limit', (request, reply) => reply.code(429).send(request.url)],
  ['a server error', (request, reply) => reply.code(500).send(request.url)],
  ['a web page', (request, reply) => reply.type('text/html').send(`<html>${request.url}</html>`)],
  ['a reset connection', (request) => request.raw.socket.destroy()],
  ['no answer', (_, reply) => reply.hijack()],
  ['a body that is too large', (request) => `${request.url}${'x'.repeat(200_000)}`],
  ['circles', (request, reply) => reply.redirect(request.url)],
  ['a redirect to nowhere', (_, reply) => reply.redirect(`http://${KEY_IN_URL}:bad:url/`)],
  ['no JSON', (request, reply) => reply.type('application/json').send(`{"url":"${request.url}`)],
  [
    'an answer that says something else',
    (request) => ({ status: '0', message: 'NOTOK', result: `Hello ${request.url}` }),
  ],
  ['a result that is none', (request) => ({ jsonrpc: '2.0', id: 1, result: request.url })],
];

describe('no error holds the key', () => {
  test.each(FAILURES)('%s', (_, handler) =>
    withServer(handler, async ({ url, received }) => {
      const transport = quickTransport(url, { secretParams, timeoutMs: 50, maxBodyBytes: 100_000 });
      const error = await failureOf(() => createEtherscanSource(transport, { finality: 64 }).tip());
      expect(received[0]).toContain(KEY_IN_URL);
      expect(error.code).toMatch(/^(RATE_LIMITED|PROVIDER_UNAVAILABLE|BAD_PROVIDER_DATA)$/);
      expectNoKey(error);
    }),
  );
});

test('neither the archive nor the body holds the key', () =>
  withServer(
    (request) => ({ quoted: `you asked ${request.url}` }),
    async ({ url }) => {
      const kept: [string, string][] = [];
      const archive: Archive = {
        recall: async () => null,
        keep: async ({ question, answer }) => void kept.push([question.url, answer.text]),
      };
      const transport = quickTransport(url, { secretParams, archive });
      const body = await transport.get('/a', { b: '1' }, { validity: () => 'settled' });
      expect(kept).toEqual([[`${url}/a?b=1`, '{"quoted":"you asked /a?b=1&apikey=[secret]"}']]);
      expectNoKey(body);
    },
  ));
