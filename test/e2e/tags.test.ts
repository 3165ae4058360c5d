/** `coinhound tags`: a list imported, replaced, listed and removed, in the data folder and on a server. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { migrate } from '../../src/storage/migrate.ts';
import { coinhound, ROOT } from '../support/cli.ts';
import { coinhoundHere } from '../support/cli-here.ts';
import { fillDataFolder } from '../support/pglite-template.ts';
import { createTestDatabase } from '../support/test-database.ts';

const folder = mkdtempSync(join(tmpdir(), 'coinhound-tags-'));
afterAll(() => rmSync(folder, { recursive: true }));
const PACK = join(ROOT, 'data/sources/labels/graphsense-tagpacks/packs/tornado_cash.yaml');
/** The data folder that a process in the folder has by default. */
const HERE = { COINHOUND_STORAGE_FOLDER: join(folder, 'coinhound-data') };
const BTC = '1BoatSLRHtKNngkdXEeobR76b53LETtpyT';

function file(name: string, text: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

test('a list lives in the data folder, from import to removal', async () => {
  await fillDataFolder(join(folder, 'coinhound-data'));
  const run = (...args: string[]) => coinhoundHere(['tags', ...args], HERE);
  const runProcess = (...args: string[]) => coinhound(['tags', ...args], folder);
  expect(await run('list')).toEqual({ code: 0, stdout: 'nothing was imported\n', stderr: '' });
  expect(await runProcess('import', PACK)).toEqual({
    code: 0,
    stdout: `imported tornado_cash (tagpack): 38 tags, of which 38 new and 0 unchanged; 0 removed
refused 1 rows:
  line 51: repeats line 18: same network, address, label and source
`,
    stderr: '',
  });
  const again = await run('import', PACK, '--json');
  expect(JSON.parse(again.stdout)).toMatchObject({
    source: 'tornado_cash',
    revision: 1,
    unchanged: 38,
    refused: 1,
  });
  const plain = file('my list (1).txt', `# two of them\n${BTC}\nTUCsTq7TofTCJRRoHk6RvhMoS2mJLm5Yzq\n`);
  const { stdout } = await run('import', plain);
  expect(stdout).toContain('imported my-list-1- (ofac): 1 tags, of which 1 new and 0 unchanged; 0 removed\n');
  const listed = await runProcess('list');
  expect(listed.stdout).toMatch(
    /^my-list-1- {2}ofac {2}1 tags {2}20\d\d-\d\d-\d\d\ntornado_cash {2}tagpack {2}38 tags {2}20\d\d-\d\d-\d\d\n$/,
  );
  expect(await run('remove', 'tornado_cash')).toMatchObject({
    code: 0,
    stdout: 'removed tornado_cash: 38 tags\n',
  });
  expect(await run('remove', 'tornado_cash')).toMatchObject({
    code: 1,
    stderr: 'coinhound: no tags were imported from tornado_cash, or they were removed\n',
  });
});

test('a server is left as it is until it is migrated', async () => {
  const { url, database, drop } = await createTestDatabase('PostgreSQL');
  const run = () => coinhoundHere(['tags', 'import', PACK], { DATABASE_URL: url ?? '' });
  const before = await run();
  await migrate(database);
  const after = await run();
  await drop();
  expect(before).toMatchObject({ code: 1, stderr: expect.stringMatching(/run coinhound migrate/) });
  expect(after.stdout).toMatch(/^imported tornado_cash \(tagpack\): 38 tags/);
});

test.each([
  ['a file that is not there', ['import', join(folder, 'none.csv')], /none\.csv does not exist/],
  ['a folder', ['import', folder], /does not exist or is no file/],
  ['a file without a format', ['import', file('list.dat', BTC)], /say it with --format/],
  [
    'an unknown format',
    ['import', PACK, '--format', 'xml'],
    /format "xml" is unknown; known are csv, tagpack, ofac/,
  ],
  ['a bad name', ['import', PACK, '--source', '../x'], /source "\.\.\/x" is no name/],
  ['another format than it is', ['import', PACK, '--format', 'csv'], /line 1: /],
  ['a file that is not UTF-8', ['import', file('latin.csv', Uint8Array.of(0xe4, 0x0a))], /is not UTF-8/],
  ['no subcommand', [], /Usage: coinhound tags/],
])('%s ends with code 2', async (_, args, message) => {
  const { code, stderr } = await coinhoundHere(['tags', ...args], HERE);
  expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(message) });
});
