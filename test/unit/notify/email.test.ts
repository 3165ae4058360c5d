/** Alerts by e-mail, against a real SMTP server on this machine. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { checkEmails } from '../../../src/cases/alerts/email-target.ts';
import { DeliveryDeferredError, DeliveryFailedError } from '../../../src/core/errors.ts';
import { createEmailChannel, type EmailOptions } from '../../../src/notify/email.ts';
import { ROOT } from '../../support/cli.ts';
import { delivery, failureOf } from '../../support/delivery.ts';

const PASSWORD = 'correct-horse-battery';
const tls = {
  key: readFileSync(join(ROOT, 'test/vectors/tls/key.pem'), 'utf8'),
  cert: readFileSync(join(ROOT, 'test/vectors/tls/certificate.pem'), 'utf8'),
};
const mail = delivery({ channel: 'email', target: 'desk@example.org' });
const { message } = mail;

interface Mail {
  readonly from: string;
  readonly to: readonly string[];
  /** Header lines unfolded. */
  readonly headers: readonly string[];
  readonly text: string;
}

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

/** Starts a server that takes every mail. */
async function startSmtp(options: SMTPServerOptions = {}) {
  const mails: Mail[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    onData(stream, { envelope: { mailFrom, rcptTo } }, callback) {
      let raw = '';
      stream.on('data', (chunk: Buffer) => {
        raw += chunk.toString('utf8');
      });
      stream.on('end', () => {
        const [head = '', ...rest] = raw.split('\r\n\r\n');
        const from = mailFrom === false ? '' : mailFrom.address;
        const to = rcptTo.map(({ address }) => address);
        const headers = head.replace(/\r\n[ \t]+/g, ' ').split('\r\n');
        mails.push({ from, to, headers, text: rest.join('\r\n\r\n') });
        callback();
      });
    },
    ...options,
  });
  server.on('error', () => {});
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  stops.push(() => new Promise((done) => server.close(done)));
  const address = server.server.address();
  return { port: typeof address === 'object' && address !== null ? address.port : 0, mails };
}

function channel(port: number, options: Partial<EmailOptions> = {}) {
  return createEmailChannel({
    host: '127.0.0.1',
    port,
    secure: false,
    from: 'coinhound@example.net',
    credentials: null,
    timeoutMs: 2000,
    ...options,
  });
}

const header = ({ headers }: Mail, name: string) =>
  headers
    .filter((line) => line.toLowerCase().startsWith(`${name}:`))
    .map((line) => line.slice(name.length + 2));

describe('a mail', () => {
  test('says what the webhook says, in plain text', async () => {
    const { port, mails } = await startSmtp();
    await expect(channel(port).send(mail, 0)).resolves.toBe(250);
    const [got] = mails;
    if (got === undefined) throw new Error('no mail');
    expect([got.from, got.to]).toEqual(['coinhound@example.net', ['desk@example.org']]);
    expect(header(got, 'subject')).toEqual(['Coinhound: 1 change in case theft of January']);
    expect(header(got, 'message-id')).toEqual([`<${mail.id}@example.net>`]);
    expect(header(got, 'to')).toEqual(['desk@example.org']);
    expect(header(got, 'date')).toEqual(['Sun, 22 Nov 2026 20:15:00 +0000']);
    expect(header(got, 'auto-submitted')).toEqual(['auto-generated']);
    expect(header(got, 'content-type')).toEqual([expect.stringMatching(/^text\/plain/)]);
    expect(got.text).toContain('Case: theft of January (22222222-2222-4222-8222-222222222222)\r\n');
    expect(got.text).toContain('Run: 7 (33333333-3333-4333-8333-333333333333)\r\n');
    expect(got.text).toContain('- moved: address bc1q, after 0, asset BTC, before 5, chain bitcoin\r\n');
  });

  test('is the same message at a second attempt', async () => {
    const { port, mails } = await startSmtp();
    await channel(port).send(mail, 0);
    await channel(port).send(mail, 5000);
    const [one, other] = mails.map((got) => [header(got, 'message-id'), header(got, 'date'), got.text]);
    expect(other).toEqual(one);
  });

  test('counts what it does not write out', async () => {
    const { port, mails } = await startSmtp();
    const changes = Array.from({ length: 53 }, (_, index) => ({ kind: 'moved', address: `a${index}` }));
    await channel(port).send({ ...mail, message: { ...message, changes } }, 0);
    expect(mails[0]?.text.match(/^- moved/gm)).toHaveLength(50);
    expect(mails[0]?.text).toMatch(/and 3 more|and=203 more/);
  });

  test('cannot be given further headers or recipients by the name of a case', async () => {
    const { port, mails } = await startSmtp();
    const name = 'theft\r\nBcc: evil@example.com\r\n\r\nbody\u2028X-More: 1';
    await channel(port).send({ ...mail, message: { ...message, case: { id: 'c', name } } }, 0);
    const [got] = mails;
    if (got === undefined) throw new Error('no mail');
    expect(got.to).toEqual(['desk@example.org']);
    expect(header(got, 'bcc')).toEqual([]);
    expect(header(got, 'x-more')).toEqual([]);
    expect(header(got, 'subject')).toEqual([
      'Coinhound: 1 change in case theft Bcc: evil@example.com body X-More: 1',
    ]);
  });

  test.each([
    'desk@example.org, evil@example.com',
    'desk@example.org\r\nBcc: evil@example.com',
    'Desk <desk@example.org>',
    '<desk@example.org>',
    '"a b"@example.org',
    'desk',
    '',
  ])('is not sent to %j, nor may a case ask for it', async (target) => {
    const { port, mails } = await startSmtp();
    expect(await failureOf(channel(port).send({ ...mail, target }, 0))).toBeInstanceOf(DeliveryFailedError);
    expect(mails).toEqual([]);
    expect(() => checkEmails(['a@example.org', target], { enabled: true })).toThrow(
      /^emails\[1\] .* is not an e-mail/,
    );
  });
});

describe('a server that refuses', () => {
  const refusing = (responseCode: number): SMTPServerOptions => ({
    onRcptTo: (_, __, callback) => callback(Object.assign(new Error('no'), { responseCode })),
  });

  test('for now (4yz) is asked again', async () => {
    const { port } = await startSmtp(refusing(450));
    const error = await failureOf(channel(port).send(mail, 0));
    expect(error).toBeInstanceOf(DeliveryDeferredError);
    expect(error.context).toMatchObject({ status: 450 });
  });

  test('for good (5yz) is asked no more', async () => {
    const { port } = await startSmtp(refusing(550));
    const error = await failureOf(channel(port).send(mail, 0));
    expect(error).toBeInstanceOf(DeliveryFailedError);
    expect(error.context).toMatchObject({ status: 550 });
  });

  test('or is not there is asked again', async () => {
    const { port } = await startSmtp();
    await stops.pop()?.();
    expect(await failureOf(channel(port).send(mail, 0))).toMatchObject({ retryable: true });
  });

  test('or does not speak is asked again', async () => {
    const { port } = await startSmtp({ onConnect: () => {} });
    expect(await failureOf(channel(port, { timeoutMs: 200 }).send(mail, 0))).toMatchObject({
      retryable: true,
    });
  });
});

describe('the password', () => {
  const credentials = { user: 'coinhound', password: PASSWORD };
  const seen: string[] = [];
  const login = (accepted: boolean): SMTPServerOptions => ({
    ...tls,
    disabledCommands: [],
    authOptional: false,
    onAuth({ username, password }, _, callback) {
      seen.push(`${username} ${password}`);
      if (accepted) callback(null, { user: username });
      else callback(Object.assign(new Error(`bad ${password}`), { responseCode: 535 }));
    },
  });

  test.each([false, true])('is sent through TLS (from the first byte: %s)', async (secure) => {
    seen.splice(0);
    const { port, mails } = await startSmtp({ ...login(true), secure });
    await channel(port, { secure, credentials, ca: tls.cert }).send(mail, 0);
    expect(mails).toHaveLength(1);
    expect(seen).toEqual([`coinhound ${PASSWORD}`]);
  });

  test.each([
    ['in the clear', { ...login(true), disabledCommands: ['STARTTLS'], allowInsecureAuth: true }, tls.cert],
    ['to a server whose certificate is not trusted', login(true), undefined],
  ])('is never sent %s', async (_, server, ca) => {
    seen.splice(0);
    const { port, mails } = await startSmtp(server);
    const options = ca === undefined ? { credentials } : { credentials, ca };
    expect(await failureOf(channel(port, options).send(mail, 0))).toMatchObject({ retryable: true });
    expect([mails, seen]).toEqual([[], []]);
  });

  test('that is wrong is for the operator to mend, and is in no error', async () => {
    const { port } = await startSmtp(login(false));
    const error = await failureOf(channel(port, { credentials, ca: tls.cert }).send(mail, 0));
    expect(error).toMatchObject({ retryable: true, context: { code: 'EAUTH', status: 535 } });
    expect(`${error.message} ${JSON.stringify(error.context)} ${error.stack}`).not.toContain(PASSWORD);
    expect(error.cause).toBeUndefined();
  });
});

describe('what a case may ask for', () => {
  test('is refused without a server', () => {
    expect(() => checkEmails(['a@example.org'], { enabled: false })).toThrow(/no SMTP server is configured/);
    expect(() => checkEmails([], { enabled: false })).not.toThrow();
  });

  test('are few addresses', () => {
    const many = (count: number) => Array.from({ length: count }, (_, index) => `a${index}@example.org`);
    expect(() => checkEmails(many(20), { enabled: true })).not.toThrow();
    expect(() => checkEmails(many(21), { enabled: true })).toThrow(/has 21 addresses; at most 20/);
  });
});
