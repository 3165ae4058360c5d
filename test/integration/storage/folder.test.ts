/** The data folder of the embedded database: it lasts, and one process at a time has it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { StorageError } from '../../../src/core/errors.ts';
import { openDatabase } from '../../../src/storage/database.ts';
import { buildProgram } from '../../support/built-program.ts';
import { ROOT } from '../../support/cli.ts';
import { fillDataFolder } from '../../support/pglite-template.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'coinhound-data-'));
  folders.push(folder);
  return folder;
}

/** A folder with an empty database. */
async function filledFolder(): Promise<string> {
  const folder = newFolder();
  await fillDataFolder(folder);
  return folder;
}

const open = (folder: string) => openDatabase({ kind: 'folder', folder });

/** Another process that opens the folder, writes a row and keeps it open. */
async function holder(folder: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, [await buildProgram('test/support/hold-folder.ts'), folder], {
    cwd: ROOT,
    env: { PATH: process.env.PATH },
  });
  await new Promise<void>((resolve, reject) => {
    child.stdout.once('data', () => resolve());
    child.stderr.once('data', (said) => reject(new Error(String(said))));
    child.once('exit', () => reject(new Error('ended early')));
  });
  return child;
}

async function kill(child: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await ended;
}

test('what was written is there after closing and opening again', async () => {
  const folder = join(newFolder(), 'new', 'data');
  const first = await open(folder);
  await sql`create table kept (n integer)`.execute(first.sql);
  await first.close();
  await first.close();
  const second = await open(folder);
  expect((await sql`select count(*) as n from kept`.execute(second.sql)).rows).toEqual([{ n: 0 }]);
  await second.close();
  expect(readdirSync(folder)).toEqual(['pglite']);
});

test('a second opening in the same process is refused, and the first serves on', async () => {
  const folder = await filledFolder();
  const first = await open(folder);
  await expect(open(folder)).rejects.toThrow(StorageError);
  await expect(open(folder)).rejects.toThrow(`${folder} is in use by another process`);
  expect((await sql`select 1 as n`.execute(first.sql)).rows).toEqual([{ n: 1 }]);
  await first.close();
});

test('another process is refused; after it was killed its rows are there', async () => {
  const folder = await filledFolder();
  const child = await holder(folder);
  await expect(open(folder)).rejects.toThrow('is in use by another process');
  await kill(child);
  const database = await open(folder);
  expect((await sql`select n from held`.execute(database.sql)).rows).toEqual([{ n: 1 }]);
  await database.close();
  expect(readdirSync(folder)).toEqual(['pglite']);
});

test('of many that open at once at most one gets it', async () => {
  const folder = await filledFolder();
  const tries = await Promise.allSettled([1, 2, 3, 4].map(() => open(folder)));
  const got = tries.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  expect(got.length).toBeLessThanOrEqual(1);
  for (const database of got) await database.close();
  await (await open(folder)).close();
});

test('a database that was not finished is made anew', async () => {
  const folder = newFolder();
  mkdirSync(join(folder, 'pglite.unfinished'));
  writeFileSync(join(folder, 'pglite.unfinished', 'PG_VERSION'), '18\n');
  await (await open(folder)).close();
  expect(readdirSync(folder)).toEqual(['pglite']);
});

test('a path longer than a socket allows', async () => {
  const folder = join(newFolder(), 'x'.repeat(120));
  await fillDataFolder(folder);
  const database = await open(folder);
  await expect(open(folder)).rejects.toThrow('is in use by another process');
  await database.close();
});

test('a file in the place of the folder is named', async () => {
  const file = join(newFolder(), 'file');
  writeFileSync(file, '');
  await expect(open(file)).rejects.toThrow(`the data folder ${file} cannot be locked`);
});
