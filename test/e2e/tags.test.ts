/** `coinhound tags`: a list imported, replaced, listed and removed, in the data folder and on a server. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
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
refused 1 rows (1 repeated row):
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

test('a folder of packs is imported, header included, and shown', async () => {
  const packs = join(folder, 'packs');
  mkdirSync(join(packs, '2021/01'), { recursive: true });
  writeFileSync(
    join(packs, 'header.yaml'),
    'title: t\ncreator: c\nsource: s\ncurrency: BTC\nlabel: BadHack\nabuse: scam\n',
  );
  writeFileSync(join(packs, 'config.yaml'), 'prefix: x\n');
  const including = (rest: string) => `header: !include header.yaml\ntags:\n- {address: ${BTC}${rest}}\n`;
  writeFileSync(join(packs, '2021/01/a b.yaml'), including(', actor: bad'));
  writeFileSync(join(packs, '2021/01/other.yaml'), including(', network: LTC'));
  writeFileSync(
    join(packs, '2021/x.actorpack.yaml'),
    'actors:\n- {id: bad, uri: u, label: Bad Guys, categories: [perpetrator]}\n',
  );
  const run = (...args: string[]) => coinhoundHere(['tags', ...args], HERE);
  expect(await run('import', packs, '--source', 'test', '--licence', 'MIT')).toEqual({
    code: 0,
    stdout: `test.2021-01-a-b: 1 tags, 1 new, 0 removed
test.2021-01-other: nothing imported; refused 1: 1 network LTC
test.2021-x.actorpack: 1 actors, 1 new, 0 removed
3 packs: 2 imported with 2 rows, 1 without a row that can be used, 0 failed
refused 1 rows: 1 network LTC
`,
    stderr: '',
  });
  const { stdout } = await run('show', BTC);
  expect(stdout).toContain(`\n\n  BadHack\n    entity      bad\n    concepts    scam\n`);
  expect(stdout).toContain('    licence     MIT\n    came with   test.2021-01-a-b\n');
  expect((await run('show', 'bad guys')).stdout).toBe(
    'Bad Guys\nactor bad (test.2021-x.actorpack)\n  uri                 u\n  categories          perpetrator\ntagged addresses: 1\n  scam                1\n',
  );
  expect(JSON.parse((await run('show', BTC, '--json')).stdout)).toMatchObject({
    address: BTC,
    tags: [{ entity: 'OFAC SDN' }, { entity: 'bad' }],
  });
  expect(await run('show', 'nobody')).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/no actor and no tag/),
  });
  writeFileSync(join(packs, 'broken.yaml'), 'tags: [');
  const broken = await run('import', packs);
  expect(broken).toMatchObject({
    code: 1,
    stdout: expect.stringMatching(/broken: FAILED, the file is not valid YAML/),
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
  ['a folder without packs', ['import', join(ROOT, 'config/tags')], /no packs/],
  ['a file without a format', ['import', file('list.dat', BTC)], /say it with --format/],
  [
    'an unknown format',
    ['import', PACK, '--format', 'xml'],
    /format "xml" is unknown; known are csv, tagpack, actorpack, ofac, ofac-xml/,
  ],
  ['a bad name', ['import', PACK, '--source', '../x'], /source "\.\.\/x" is no name/],
  ['another format than it is', ['import', PACK, '--format', 'csv'], /line 1: /],
  ['a file that is not UTF-8', ['import', file('latin.csv', Uint8Array.of(0xe4, 0x0a))], /is not UTF-8/],
  ['no subcommand', [], /Usage: coinhound tags/],
])('%s ends with code 2', async (_, args, message) => {
  const { code, stderr } = await coinhoundHere(['tags', ...args], HERE);
  expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(message) });
});
