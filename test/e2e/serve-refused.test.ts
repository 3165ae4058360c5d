/** `coinhound serve` that cannot begin says why in one line. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { coinhound } from '../support/cli.ts';
import { coinhoundHere } from '../support/cli-here.ts';
import { fillDataFolder } from '../support/pglite-template.ts';

const folder = mkdtempSync(join(tmpdir(), 'coinhound-serve-'));
beforeAll(() => fillDataFolder(folder));
afterAll(() => rmSync(folder, { recursive: true }));

const REFUSED: readonly [Record<string, string>, string][] = [
  [{ REDIS_URL: 'redis://127.0.0.1:1' }, 'DATABASE_URL'],
  [{ COINHOUND_HTTP_PORT: 'many' }, 'http.port'],
  [{ COINHOUND_HTTP_HOST: '192.0.2.1' }, '192.0.2.1'],
];

test.each(REFUSED)('%j is refused with a line that names %s', async (env, named) => {
  const words = ['serve', '--port', '0'];
  const { code, stderr } = await coinhoundHere(words, { COINHOUND_STORAGE_FOLDER: folder, ...env });
  expect(code).toBe(2);
  expect(stderr).toContain(named);
  expect(stderr.trim().split('\n')).toHaveLength(1);
});

test('a process that is refused ends', async () => {
  const { code, stderr } = await coinhound(['serve', '--port', '0'], folder, REFUSED[0]?.[0]);
  expect(code).toBe(2);
  expect(stderr).toMatch(/^coinhound: .*DATABASE_URL.*\n$/);
});
