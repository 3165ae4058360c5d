/** Packing a bundle: the same bytes each time, beside other work of the process. */
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { packBundle, readBundle } from '../../../src/storage/bundle-file.ts';
import { openSigner } from '../../../src/storage/signing-key.ts';
import { python3 } from '../../support/python.ts';

const ABOUT = {
  software: { name: 'coinhound', version: '1' },
  run: { id: 'r', inputDigest: 'i', resultDigest: 'd' },
};
const FILES = new Map<string, Uint8Array>([
  ['report.json', Buffer.from(JSON.stringify({ text: 'ü'.repeat(200_000) }))],
  ['empty.json', new Uint8Array()],
  ...Array.from({ length: 30 }, (_, n) => [`archive/bodies/${n}.gz`, gzipSync(randomBytes(1000))] as const),
]);

async function inFolder<T>(use: (folder: string) => T | Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'bundle-file-'));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('what was packed is read as it was, and packed again it is the same', () =>
  inFolder(async (folder) => {
    const signer = openSigner(folder);
    const bytes = await packBundle(FILES, ABOUT, signer);
    const read = readBundle(bytes);
    expect(read).toMatchObject({ isSigned: true, changed: [], missing: [], added: [] });
    expect(new Map([...read.files].map(([path, file]) => [path, Buffer.from(file).toString('hex')]))).toEqual(
      new Map([...FILES].map(([path, file]) => [path, Buffer.from(file).toString('hex')])),
    );
    expect(bytes.length).toBeLessThan(100_000);
    expect(Buffer.compare(await packBundle(new Map([...FILES].reverse()), ABOUT, signer), bytes)).toBe(0);
  }));

/** For a machine on which Python has to be installed first. */
const INSTALL_TIMEOUT_MS = 10 * 60_000;
test(
  'other programs unpack it',
  () =>
    inFolder(async (folder) => {
      const zip = join(folder, 'bundle.zip');
      writeFileSync(zip, await packBundle(FILES, ABOUT, openSigner(folder)));
      const script = 'import sys, zipfile; print(zipfile.ZipFile(sys.argv[1]).testzip())';
      expect(execFileSync(python3(), ['-c', script, zip], { encoding: 'utf8' }).trim()).toBe('None');
    }),
  INSTALL_TIMEOUT_MS,
);

test('others have their turns between any two files', () =>
  inFolder(async (folder) => {
    let turns = 0;
    const count = () => {
      turns += 1;
      turn = setImmediate(count);
    };
    let turn = setImmediate(count);
    await packBundle(FILES, ABOUT, openSigner(folder));
    clearImmediate(turn);
    expect(turns).toBeGreaterThan(FILES.size);
  }));
