/**
 * Imported tags for the command line: reads a user's file, opens the database, does one thing and closes it.
 */

import { readFileSync, statSync } from 'node:fs';
import { basename, extname } from 'node:path';
import {
  type ImportSummary,
  importTags,
  isTagFormat,
  MAX_TAG_TEXT,
  TAG_FORMATS,
  type TagFormat,
} from '../cases/import-tags.ts';
import { isNamedOfacList } from '../cases/ofac-list.ts';
import type { Clock } from '../cases/ports.ts';
import { removeTags } from '../cases/remove-tags.ts';
import type { TagChange, TagOrigin, TagStore } from '../cases/tag-store.ts';
import { InvalidInputError } from '../core/errors.ts';
import type { DatabasePlace } from '../storage/database.ts';
import { withDatabase } from './database.ts';

export interface ImportFlags {
  /** One of the formats; found out by name and header of the file when absent. */
  readonly format?: string;
  /** The name of the file without its extension when absent. */
  readonly source?: string;
}

export interface TagCommands {
  /** @throws InvalidInputError @throws StorageError */
  import(path: string, flags: ImportFlags): Promise<ImportSummary>;
  list(): Promise<readonly TagOrigin[]>;
  /** @throws NotFoundError */
  remove(source: string): Promise<TagChange>;
}

/** The commands on a database. */
export function tagCommands(place: DatabasePlace, clock: Clock): TagCommands {
  return {
    async import(path, flags) {
      const text = readTagText(path);
      const format = formatOf(path, text, flags.format);
      const source = flags.source ?? sourceOf(path);
      return withTags(place, (tags) => importTags({ source, format, text }, { tags, clock }));
    },
    list: () => withTags(place, (tags) => tags.origins()),
    remove: (source) => withTags(place, (tags) => removeTags(source, { tags, clock })),
  };
}

async function withTags<T>(place: DatabasePlace, work: (tags: TagStore) => Promise<T>): Promise<T> {
  const { createTagStore } = await import('../storage/tag-store.ts');
  return withDatabase(place, (database) => work(createTagStore(database)));
}

function readTagText(path: string): string {
  const problem = (text: string) =>
    new InvalidInputError(`tag file ${path} ${text}`, { field: 'path', value: path });
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat?.isFile() !== true) throw problem('does not exist or is no file');
  if (stat.size > MAX_TAG_TEXT)
    throw problem(`has ${stat.size} bytes; at most ${MAX_TAG_TEXT} are read, split it`);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path));
  } catch {
    throw problem('cannot be read, or is not UTF-8');
  }
}

function formatOf(path: string, text: string, asked: string | undefined): TagFormat {
  if (asked === undefined) return guessFormat(path, text);
  if (isTagFormat(asked)) return asked;
  throw new InvalidInputError(`format "${asked}" is unknown; known are ${TAG_FORMATS.join(', ')}`, {
    field: 'format',
    value: asked,
  });
}

function guessFormat(path: string, text: string): TagFormat {
  const extension = extname(path).toLowerCase();
  if (extension === '.yaml' || extension === '.yml') return 'tagpack';
  if (extension === '.txt' || isNamedOfacList(text)) return 'ofac';
  if (extension === '.csv') return 'csv';
  throw new InvalidInputError(`the format of ${path} is not plain from its name; say it with --format`, {
    field: 'format',
  });
}

function sourceOf(path: string): string {
  return basename(path, extname(path)).replace(/[^A-Za-z0-9._-]+/g, '-');
}
