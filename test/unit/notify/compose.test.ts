/** The channels by configuration. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { alertRules, openChannels } from '../../../src/compose/notify.ts';
import { loadConfig } from '../../../src/config.ts';
import { InvalidInputError } from '../../../src/core/errors.ts';
import { ROOT } from '../../support/cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'coinhound-'));
afterAll(() => rmSync(folder, { recursive: true }));

function configOf(yaml: string) {
  const path = join(folder, 'config.yaml');
  writeFileSync(path, yaml);
  return loadConfig(join(ROOT, 'config/default.yaml'), path);
}

const SMTP = 'smtp: {host: localhost, port: 25, secure: false, from: a@example.org';

test('by default webhooks alone, to public hosts', () => {
  const config = configOf('{}');
  const { channels, retryWaitsMs } = openChannels(config, {});
  expect(Object.keys(channels)).toEqual(['webhook']);
  // Three days, as docs/alerts.md says: the waits proposed by Standard Webhooks.
  expect(retryWaitsMs.map((wait) => wait / 60_000)).toEqual([1 / 12, 5, 30, 120, 300, 600, 840, 1200, 1440]);
  const { checkWebhook, checkEmails, newSecret } = alertRules(config);
  expect(() => checkWebhook('https://hooks.example.org/')).not.toThrow();
  expect(() => checkWebhook('http://127.0.0.1:8080/')).toThrow(InvalidInputError);
  expect(() => checkEmails(['a@example.org'])).toThrow(InvalidInputError);
  expect(newSecret()).toMatch(/^whsec_/);
});

test('hosts and e-mail as configured', () => {
  const config = configOf(`notify: {allowedHosts: ['127.0.0.1:8080', '[::1]:8080']}\n${SMTP}}`);
  expect(Object.keys(openChannels(config, {}).channels)).toEqual(['webhook', 'email']);
  const { checkWebhook, checkEmails } = alertRules(config);
  expect(() => checkWebhook('http://127.0.0.1:8080/')).not.toThrow();
  expect(() => checkWebhook('http://[::1]:8080/')).not.toThrow();
  expect(() => checkEmails(['a@example.org'])).not.toThrow();
});

test.each([
  ['http://hooks.internal', /allowedHosts/],
  ['hooks.internal/path', /allowedHosts/],
  ['HOOKS.internal', /allowedHosts/],
])('%s is no host', (host, problem) => {
  expect(() => configOf(`notify: {allowedHosts: ['${host}']}`)).toThrow(problem);
});

test('a password that is not there stops the start', () => {
  const both = configOf(`${SMTP}, userVariable: MAIL_USER, passwordVariable: MAIL_PASSWORD}`);
  expect(() => openChannels(both, { MAIL_USER: 'u', MAIL_PASSWORD: 'p' })).not.toThrow();
  expect(() => openChannels(both, { MAIL_USER: 'u' })).toThrow(/names MAIL_PASSWORD, which is not set/);
  const half = configOf(`${SMTP}, userVariable: MAIL_USER}`);
  expect(() => openChannels(half, { MAIL_USER: 'u' })).toThrow(/smtp\.passwordVariable is missing/);
});
