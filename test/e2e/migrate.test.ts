/** `coinhound migrate`: the data folder by default, PostgreSQL by DATABASE_URL, failures in one line. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { MIGRATIONS } from '../../src/storage/migrations/all.ts';
import { coinhound } from '../support/cli.ts';
import { coinhoundHere } from '../support/cli-here.ts';
import { fillDataFolder } from '../support/pglite-template.ts';
import { createTestDatabase } from '../support/test-database.ts';

const folder = mkdtempSync(join(tmpdir(), 'coinhound-migrate-'));
afterAll(() => rmSync(folder, { recursive: true }));
const NAMES = MIGRATIONS.map(({ name }) => `  ${name}\n`).join('');

test('the data folder is made and migrated once', async () => {
  const first = await coinhound(['migrate'], folder);
  expect(first).toEqual({ code: 0, stdout: `migrated coinhound-data\n${NAMES}`, stderr: '' });
  expect(existsSync(join(folder, 'coinhound-data', 'pglite'))).toBe(true);
  const second = await coinhound(['migrate'], folder);
  expect(second).toEqual({ code: 0, stdout: 'coinhound-data is up to date\n', stderr: '' });
});

test('the folder of a configuration file', async () => {
  const config = join(folder, 'own.yaml');
  writeFileSync(config, `storage: { folder: ${join(folder, 'own')} }\n`);
  await fillDataFolder(join(folder, 'own'));
  const { code, stdout } = await coinhoundHere(['--config', config, 'migrate']);
  expect({ code, stdout }).toEqual({ code: 0, stdout: `migrated ${join(folder, 'own')}\n${NAMES}` });
});

test('PostgreSQL by DATABASE_URL', async () => {
  const { url, drop } = await createTestDatabase('PostgreSQL');
  const { code, stdout } = await coinhoundHere(['migrate'], { DATABASE_URL: url ?? '' });
  expect(code).toBe(0);
  expect(stdout).toMatch(/^migrated postgresql:\/\/\S+\/coinhound_test_/);
  await drop();
});

test.each([
  ['postgresql://u:geheim@127.0.0.1:9/x', 1, /127\.0\.0\.1:9.*ECONNREFUSED/],
  ['mysql://u:geheim@127.0.0.1/x', 2, /DATABASE_URL is no PostgreSQL URL/],
])('%s ends with code %p', async (url, code, message) => {
  const result = await coinhoundHere(['migrate'], { DATABASE_URL: url });
  expect(result.code).toBe(code);
  expect(result.stderr).toMatch(message);
  expect(result.stderr.trim().split('\n')).toHaveLength(1);
  expect(result.stderr).not.toContain('geheim');
});
