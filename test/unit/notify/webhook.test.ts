/** Webhooks against a real receiver and a real DNS server, both on this machine. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Delivery } from '../../../src/cases/alerts/deliveries.ts';
import { DeliveryDeferredError, type DeliveryError, DeliveryFailedError } from '../../../src/core/errors.ts';
import { resolveBySystem } from '../../../src/notify/public-lookup.ts';
import { createWebhookChannel, type WebhookOptions } from '../../../src/notify/webhook.ts';
import { signedHeaders } from '../../../src/notify/webhook-signature.ts';
import { ROOT } from '../../support/cli.ts';
import { delivery, failureOf, SECRET } from '../../support/delivery.ts';
import { startDns } from '../../support/dns-server.ts';
import { type Receiver, startReceiver } from '../../support/receiver.ts';

const NOW = Date.UTC(2026, 10, 22, 20, 16) + 999;
const tls = {
  key: readFileSync(join(ROOT, 'test/vectors/tls/key.pem'), 'utf8'),
  cert: readFileSync(join(ROOT, 'test/vectors/tls/certificate.pem'), 'utf8'),
};

let receiver: Receiver;
beforeAll(async () => {
  receiver = await startReceiver();
});
afterAll(() => receiver.close());
beforeEach(() => {
  receiver.answer((response) => response.writeHead(204).end());
});

const channel = (options: Partial<WebhookOptions> = {}) =>
  createWebhookChannel({
    allowedHosts: [receiver.host],
    timeoutMs: 5000,
    resolve: resolveBySystem,
    ...options,
  });
const toReceiver = (changes: Partial<Delivery> = {}) =>
  delivery({ target: `http://${receiver.host}/path-key?token=query-key`, ...changes });

describe('a delivery', () => {
  test('is one signed POST', async () => {
    const before = receiver.received.length;
    await expect(channel().send(toReceiver(), NOW)).resolves.toBe(204);
    expect(receiver.received).toHaveLength(before + 1);
    const got = receiver.received.at(-1);
    expect(got?.url).toBe('/path-key?token=query-key');
    expect(got?.headers).toMatchObject({
      'content-type': 'application/json',
      ...signedHeaders(delivery().id, Math.floor(NOW / 1000), got?.body ?? '', SECRET),
    });
    expect(JSON.parse(got?.body ?? '')).toEqual({
      id: delivery().id,
      type: 'case.changed',
      at: '2026-11-22T20:15:00Z',
      alert: { id: '11111111-1111-4111-8111-111111111111' },
      case: { id: '22222222-2222-4222-8222-222222222222', name: 'theft of January' },
      run: { id: '33333333-3333-4333-8333-333333333333', number: 7 },
      changes: delivery().message.changes,
    });
  });

  test('has the same id and body at every attempt, and a timestamp and signature of its own', async () => {
    await channel().send(toReceiver(), NOW);
    await channel().send(toReceiver(), NOW + 5000);
    const [one, other] = receiver.received.slice(-2);
    expect(other?.body).toBe(one?.body);
    expect(other?.headers['webhook-id']).toBe(one?.headers['webhook-id']);
    expect(other?.headers['webhook-timestamp']).not.toBe(one?.headers['webhook-timestamp']);
    expect(other?.headers['webhook-signature']).not.toBe(one?.headers['webhook-signature']);
  });

  test('goes through TLS, with the name of the host checked', async () => {
    const secure = await startReceiver(tls);
    const dns = await startDns({ 'receiver.test': [['127.0.0.1']], 'other.test': [['127.0.0.1']] });
    const allowedHosts = [`receiver.test:${secure.port}`, `other.test:${secure.port}`];
    const options = { allowedHosts, resolve: dns.resolve, ca: tls.cert };
    const to = (host: string) => delivery({ target: `https://${host}:${secure.port}/` });
    try {
      await expect(channel(options).send(to('receiver.test'), NOW)).resolves.toBe(204);
      expect(await failureOf(channel(options).send(to('other.test'), NOW))).toMatchObject({
        retryable: true,
        context: { code: 'ERR_TLS_CERT_ALTNAME_INVALID' },
      });
      const { ca: _, ...untrusting } = options;
      expect(await failureOf(channel(untrusting).send(to('receiver.test'), NOW))).toMatchObject({
        context: { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' },
      });
      expect(secure.received).toHaveLength(1);
    } finally {
      await Promise.all([secure.close(), dns.close()]);
    }
  });

  test('is not sent through a proxy of the environment', async () => {
    const proxy = await startReceiver();
    const { HTTP_PROXY: before } = process.env;
    process.env.HTTP_PROXY = `http://${proxy.host}`;
    try {
      await channel().send(toReceiver(), NOW);
      expect(proxy.received).toEqual([]);
    } finally {
      if (before === undefined) delete process.env.HTTP_PROXY;
      else process.env.HTTP_PROXY = before;
      await proxy.close();
    }
  });
});

describe('answers', () => {
  test.each([200, 201, 202, 299])('%i is delivered', async (status) => {
    receiver.answer((response) => response.writeHead(status).end('thanks'));
    await expect(channel().send(toReceiver(), NOW)).resolves.toBe(status);
  });

  test.each([400, 401, 404, 408, 429, 500, 502, 503])('%i is tried again', async (status) => {
    receiver.answer((response) => response.writeHead(status).end('no'));
    const error = await failureOf(channel().send(toReceiver(), NOW));
    expect(error).toBeInstanceOf(DeliveryDeferredError);
    expect(error.context).toEqual({ host: receiver.host, status });
  });

  test('410 is final', async () => {
    receiver.answer((response) => response.writeHead(410).end());
    expect(await failureOf(channel().send(toReceiver(), NOW))).toBeInstanceOf(DeliveryFailedError);
  });

  test.each([301, 302, 303, 307, 308])('%i is not followed, and names the other host', async (status) => {
    const other = await startReceiver();
    receiver.answer((response) =>
      response.writeHead(status, { location: `http://${other.host}/path-key` }).end(),
    );
    const error = await failureOf(
      channel({ allowedHosts: [receiver.host, other.host] }).send(toReceiver(), NOW),
    );
    await other.close();
    expect(other.received).toEqual([]);
    expect(error.message).toContain(`redirects to ${other.host} (status ${status})`);
    expect(error.message).not.toContain('path-key');
  });

  test('a body without end does no harm', async () => {
    let sent = 0;
    receiver.answer((response) => {
      response.writeHead(200);
      const more = () => {
        while (!response.destroyed && response.write(Buffer.alloc(65_536))) sent += 1;
      };
      response.on('drain', more);
      more();
    });
    await expect(channel().send(toReceiver(), NOW)).resolves.toBe(200);
    // What the sockets of this machine hold in between; far from without end.
    expect(sent).toBeLessThan(1000);
  });

  test('a body that stalls ends with the time limit, and counts as delivered', async () => {
    receiver.answer((response) => void response.writeHead(200).write('a'));
    await expect(channel({ timeoutMs: 300 }).send(toReceiver(), NOW)).resolves.toBe(200);
  });

  test('none in time is tried again', async () => {
    receiver.answer(() => {});
    const error = await failureOf(channel({ timeoutMs: 300 }).send(toReceiver(), NOW));
    expect(error.message).toBe(`${receiver.host} did not answer in time`);
    expect(error.retryable).toBe(true);
  });

  test('nobody there is tried again', async () => {
    const gone = await startReceiver();
    await gone.close();
    const error = await failureOf(
      channel({ allowedHosts: [gone.host] }).send(delivery({ target: `http://${gone.host}/` }), NOW),
    );
    expect(error).toMatchObject({ retryable: true, context: { code: 'ECONNREFUSED' } });
  });
});

describe('targets inside this network', () => {
  test.each([
    'http://127.0.0.1:PORT/',
    'https://127.0.0.1:PORT/',
    'https://2130706433:PORT/',
    'https://0x7f.1:PORT/',
    'https://0177.1:PORT/',
    'https://[::1]:PORT/',
    'https://[::ffff:127.0.0.1]:PORT/',
    'https://0.0.0.0:PORT/',
    'https://localhost:PORT/',
  ])('%s is refused for good, without a connection', async (form) => {
    const before = receiver.received.length;
    const target = form.replace('PORT', String(receiver.port));
    const error = await failureOf(channel({ allowedHosts: [] }).send(delivery({ target }), NOW));
    expect(error).toBeInstanceOf(DeliveryFailedError);
    expect(receiver.received).toHaveLength(before);
  });

  test.each([
    ['loopback', [['127.0.0.1']]],
    ['metadata', [['169.254.169.254']]],
    ['a private address behind a public one', [['8.8.8.8', '10.0.0.1']]],
  ])('a name that leads to %s is refused for good, and says not where', async (_, answers) => {
    const dns = await startDns({ 'inside.test': answers });
    const target = `https://inside.test:${receiver.port}/`;
    const error = await failureOf(
      channel({ allowedHosts: [], resolve: dns.resolve }).send(delivery({ target }), NOW),
    );
    await dns.close();
    expect(dns.asked).toEqual(['inside.test']);
    expect(error).toBeInstanceOf(DeliveryFailedError);
    expect(error.message).toBe('inside.test leads to an address that is not public');
    expect(JSON.stringify(error.context)).not.toMatch(/\d+\.\d+\.\d+/);
  });

  test('a name is looked up once for an attempt, and that answer is connected to (rebinding)', async () => {
    // Whoever looks up a second time is sent into the void of 127.0.0.2.
    const dns = await startDns({ 'rebind.test': [['127.0.0.1'], ['127.0.0.2']] });
    const host = `rebind.test:${receiver.port}`;
    const options = { allowedHosts: [host], resolve: dns.resolve };
    await expect(channel(options).send(delivery({ target: `http://${host}/` }), NOW)).resolves.toBe(204);
    await dns.close();
    expect(dns.asked).toEqual(['rebind.test']);
  });

  test('a name that turns inside after it was public is refused at the next attempt', async () => {
    const dns = await startDns({ 'turns.test': [['8.8.8.8'], ['127.0.0.1']] });
    const before = receiver.received.length;
    const target = `https://turns.test:${receiver.port}/`;
    // The first answer belongs to the check when the case was opened, whoever made it.
    await expect(dns.resolve('turns.test')).resolves.toEqual([{ address: '8.8.8.8', family: 4 }]);
    const error = await failureOf(
      channel({ allowedHosts: [], resolve: dns.resolve }).send(delivery({ target }), NOW),
    );
    await dns.close();
    expect(error).toBeInstanceOf(DeliveryFailedError);
    expect(receiver.received).toHaveLength(before);
  });

  test('a name that is unknown is tried again', async () => {
    const dns = await startDns({});
    const error = await failureOf(channel({ resolve: dns.resolve }).send(delivery(), NOW));
    await dns.close();
    expect(error.retryable).toBe(true);
  });
});

test('no error holds the secret, the path, the query or the body', async () => {
  const failures: DeliveryError[] = [];
  for (const status of [302, 400, 410, 500]) {
    receiver.answer((response, { body }) => response.writeHead(status, { location: '/path-key' }).end(body));
    failures.push(await failureOf(channel().send(toReceiver(), NOW)));
  }
  failures.push(await failureOf(channel({ allowedHosts: [] }).send(toReceiver(), NOW)));
  failures.push(await failureOf(channel().send(toReceiver({ secret: null }), NOW)));
  for (const { message, context, cause, stack } of failures) {
    expect(`${message} ${JSON.stringify(context)} ${stack}`).not.toMatch(
      /MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw|path-key|query-key|theft of January/,
    );
    expect(cause).toBeUndefined();
  }
});
