/**
 * An empty database as PGlite makes it, made once and kept: making one takes seconds of CPU, and a copy a tenth of that.
 */
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openAsBlob,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { ROOT } from './cli.ts';

const MODULES = join(ROOT, 'node_modules');

/** The database as a file that PGlite loads into memory. */
export async function emptyDump(): Promise<Blob> {
  return openAsBlob(join(await template(), 'pglite.tar'));
}

/** Puts the database into a data folder, so that whoever opens it need not make one. */
export async function fillDataFolder(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  cpSync(join(await template(), 'pglite'), join(folder, 'pglite'), { recursive: true });
}

/** The folder that holds it in both forms; of each version of PGlite its own. */
async function template(): Promise<string> {
  const manifest = readFileSync(join(MODULES, '@electric-sql/pglite/package.json'), 'utf8');
  const { version } = JSON.parse(manifest) as { version: string };
  const place = join(MODULES, '.cache/coinhound', `pglite-${version}`);
  if (!existsSync(place)) await make(place);
  return place;
}

/** It appears under its name only when it is whole; of several processes that make it at once one has its way. */
async function make(place: string): Promise<void> {
  mkdirSync(join(place, '..'), { recursive: true });
  const unfinished = mkdtempSync(`${place}-`);
  const database = await PGlite.create({ dataDir: join(unfinished, 'pglite') });
  const dump = await database.dumpDataDir('none');
  writeFileSync(join(unfinished, 'pglite.tar'), Buffer.from(await dump.arrayBuffer()));
  await database.close();
  try {
    renameSync(unfinished, place);
  } catch {
    rmSync(unfinished, { recursive: true });
  }
}
