/**
 * Files of tags as users have them: read in pieces, however long they are, with what their headers include.
 */

import { createReadStream, existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, extname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import type { TagText } from '../cases/tags/tag-text.ts';
import { InvalidInputError } from '../core/errors.ts';

/** Bytes that are read at once. */
const PIECE = 256 * 1024;

/** A header has a few lines (bytes). */
const LARGEST_INCLUDE = 1024 * 1024;

/** How far above a pack the root of its repository is looked for (graphsense-lib). */
const LEVELS_UP = 3;

/** Files of a repository of packs that are none. */
const NO_PACKS: ReadonlySet<string> = new Set(['header.yaml', 'config.yaml']);

/**
 * The text of a file, read as it is asked for.
 * @throws InvalidInputError when there is none, or (while it is read) when it is not UTF-8
 */
export function fileText(path: string): TagText {
  if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) {
    throw problem(path, 'does not exist or is no file');
  }
  return async function* pieces() {
    const decoder = new TextDecoder('utf-8', { fatal: true });
    try {
      for await (const bytes of createReadStream(path, { highWaterMark: PIECE })) {
        yield decoder.decode(bytes as Buffer, { stream: true });
      }
      decoder.decode();
    } catch (cause) {
      throw problem(path, 'cannot be read, or is not UTF-8', cause);
    }
  };
}

/** True for a folder. */
export function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** The packs of a folder and the folders in it, by path from there; what is hidden is left out. */
export function packsIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && ['.yaml', '.yml'].includes(extname(entry.name)))
    .filter(({ name }) => !NO_PACKS.has(name))
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .filter((path) => !path.split(sep).some((part) => part.startsWith('.')))
    .sort();
}

/**
 * Reads what the header of a pack includes. GraphSense resolves it from the root of the repository: the folder named
 * packs, or the one that holds .git. Where there is none, or no such file in it, the folders above the pack are asked,
 * the nearest first, and at last its own.
 */
export function includesOf(pack: string): (path: string) => string {
  const own = dirname(resolve(pack));
  const folders = [own];
  while (folders.length <= LEVELS_UP) folders.push(dirname(folders.at(-1) ?? own));
  const root = folders.find((folder) => basename(folder) === 'packs' || existsSync(join(folder, '.git')));
  const above = folders.slice(1, root === undefined ? undefined : folders.indexOf(root));
  return (path) => {
    if (isAbsolute(path) || path.split(/[\\/]/).includes('..')) {
      throw problem(path, 'is included from outside of the repository');
    }
    const places = [...(root === undefined ? [] : [root]), ...above, own].map((folder) => join(folder, path));
    const found = places.find((place) => statSync(place, { throwIfNoEntry: false })?.isFile() === true);
    if (found === undefined)
      throw problem(path, `is included by ${pack}, and is not in ${dirname(places[0] ?? '')}`);
    if (statSync(found).size > LARGEST_INCLUDE) throw problem(found, 'is too long for a header');
    return readFileSync(found, 'utf8');
  };
}

function problem(path: string, text: string, cause?: unknown): InvalidInputError {
  return new InvalidInputError(`tag file ${path} ${text}`, { field: 'path', value: path }, cause);
}
