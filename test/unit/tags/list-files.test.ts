/** Files of lists: read in pieces, packs of a folder, and what headers may include. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { InvalidInputError } from '../../../src/core/errors.ts';
import { fileText, includesOf, packsIn } from '../../../src/storage/list-files.ts';

const folder = mkdtempSync(join(tmpdir(), 'coinhound-packs-'));
afterAll(() => rmSync(folder, { recursive: true }));
function put(path: string, text: string | Uint8Array = path): string {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}

describe('a header is included', () => {
  test.each([
    [
      'from the folder named packs',
      ['r1/packs/header.yaml', 'r1/packs/a/header.yaml'],
      'r1/packs/a/b/x.yaml',
    ],
    ['from the folder with .git', ['r2/header.yaml', 'r2/a/header.yaml', 'r2/.git/HEAD'], 'r2/a/x.yaml'],
    [
      'from the nearest folder above, without either',
      ['r3/header.yaml', 'r3/a/b/header.yaml'],
      'r3/a/x.yaml',
    ],
    ['from its own folder at last', ['r4/a/header.yaml'], 'r4/a/x.yaml'],
  ])('%s', (_, files, pack) => {
    for (const file of files) put(file);
    expect(includesOf(put(pack))('header.yaml')).toBe(files[0]);
  });

  test('not from further than three levels up, nor from outside', () => {
    put('r5/header.yaml');
    const include = includesOf(put('r5/a/b/c/d/x.yaml'));
    expect(() => include('header.yaml')).toThrow(/is included by .*x\.yaml, and is not in/);
    for (const path of ['/etc/passwd', '../header.yaml', 'a/../../header.yaml', '..\\header.yaml']) {
      expect(() => include(path)).toThrow(/from outside of the repository/);
    }
    put('r6/header.yaml', 'x'.repeat(1024 * 1024 + 1));
    expect(() => includesOf(put('r6/a/x.yaml'))('header.yaml')).toThrow(/too long for a header/);
  });
});

test('packs are found in all folders, without headers, settings and what is hidden', () => {
  for (const name of [
    'b.yaml',
    'a/c.yml',
    'a/header.yaml',
    'config.yaml',
    '.git/x.yaml',
    'a/.x/y.yaml',
    'z.csv',
  ]) {
    put(`r7/${name}`);
  }
  expect(packsIn(join(folder, 'r7'))).toEqual(['a/c.yml', 'b.yaml']);
});

test('a file is read as UTF-8, in pieces, as often as asked', async () => {
  const long = 'ä€🦊'.repeat(100_000);
  const text = fileText(put('long.txt', `\ufeff${long}`));
  for (const _ of [1, 2]) {
    const pieces: string[] = [];
    for await (const piece of text()) pieces.push(piece);
    expect(pieces.length).toBeGreaterThan(2);
    expect(pieces.join('') === long).toBe(true);
  }
  const bad = fileText(put('bad.txt', Uint8Array.of(0x61, 0xe4)));
  await expect(
    (async () => {
      for await (const _ of bad());
    })(),
  ).rejects.toThrow(/not UTF-8/);
  expect(() => fileText(join(folder, 'none'))).toThrow(InvalidInputError);
  expect(() => fileText(folder)).toThrow(/does not exist or is no file/);
});
