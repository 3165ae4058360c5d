/**
 * PGlite, PostgreSQL inside this process: in a folder or in memory. It has one connection, so users take turns.
 */

import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { StorageError } from '../core/errors.ts';
import type { Engine } from './engine.ts';
import { lockFolder } from './folder-lock.ts';
import { PARSERS } from './sql-values.ts';

/** A database that ends with the process. @param dump what it begins with; empty when there is none */
export async function openMemory(dump?: Blob): Promise<Engine> {
  const begin = dump === undefined ? {} : { loadDataDir: dump };
  return engineOf(await PGlite.create({ parsers: PARSERS, ...begin }), 'memory', () => {});
}

/**
 * Opens the database in a folder, and makes it when there is none.
 * @throws StorageError when another process has the folder open, or the folder cannot be used
 */
export async function openFolder(folder: string): Promise<Engine> {
  const unlock = await lockFolder(folder);
  try {
    const path = join(folder, 'pglite');
    if (!existsSync(path)) await initialise(folder, path);
    return engineOf(await PGlite.create({ dataDir: path, parsers: PARSERS }), folder, unlock);
  } catch (cause) {
    unlock();
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new StorageError(`the database in ${folder} cannot be opened: ${reason}`, { folder }, cause);
  }
}

/** A new database appears under its name only when it is whole: a process killed meanwhile leaves no half of one. */
async function initialise(folder: string, path: string): Promise<void> {
  const unfinished = join(folder, 'pglite.unfinished');
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true });
  const database = await PGlite.create({ dataDir: unfinished });
  await database.close();
  renameSync(unfinished, path);
}

function engineOf(database: PGlite, place: string, unlock: () => void): Engine {
  let turn: Promise<void> = Promise.resolve();
  return {
    place,
    async connect() {
      const before = turn;
      let release = () => {};
      turn = new Promise((resolve) => {
        release = resolve;
      });
      await before;
      return {
        async query<R>(sql: string, parameters: readonly unknown[]) {
          const { command, rowCount, rows } = await database.query<R>(sql, [...parameters]);
          return { command: command as 'SELECT', rowCount: rowCount ?? 0, rows };
        },
        release: () => release(),
      };
    },
    async end() {
      await turn;
      await database.close();
      unlock();
    },
  };
}
