/**
 * What a user names to be imported, as the use cases want it: a file with its format and name, or the packs of a folder.
 */

import { basename, extname, join } from 'node:path';
import type { Pack } from '../cases/tags/import-packs.ts';
import { isTagFormat, TAG_FORMATS, type TagFormat, type TagImport } from '../cases/tags/import-tags.ts';
import { isNamedOfacList } from '../cases/tags/ofac-list.ts';
import { firstLine, type TagText } from '../cases/tags/tag-text.ts';
import { InvalidInputError } from '../core/errors.ts';
import { fileText, includesOf, packsIn } from '../storage/list-files.ts';

export interface ImportFlags {
  /** One of the formats; found out by name and header of the file when absent. */
  readonly format?: string;
  /** The name of the file without its extension when absent; of a folder what stands before the names of its packs. */
  readonly source?: string;
  /** Licence of TagPacks, which have no field for it. */
  readonly licence?: string;
}

/** A file. @throws InvalidInputError when there is none, or its format is not plain */
export async function fileImport(path: string, flags: ImportFlags): Promise<TagImport> {
  const text = fileText(path);
  const format = await formatOf(path, text, flags.format);
  const { licence, source = nameOf(basename(path)) } = flags;
  return { source, format, text, include: includesOf(path), ...(licence === undefined ? {} : { licence }) };
}

/**
 * The packs of a folder; their names are their paths.
 * @throws InvalidInputError when there is none
 */
export function folderPacks(folder: string, { source: before, licence }: ImportFlags): Pack[] {
  const packs = packsIn(folder).map((path) => {
    const file = join(folder, path);
    const source = before === undefined ? nameOf(path) : `${before}.${nameOf(path)}`;
    const format = packFormat(path);
    const more = licence === undefined ? {} : { licence };
    return {
      path,
      source,
      open: () => ({ source, format, text: fileText(file), include: includesOf(file), ...more }),
    };
  });
  if (packs.length > 0) return packs;
  throw new InvalidInputError(`there are no packs (*.yaml) in the folder ${folder}`, {
    field: 'path',
    value: folder,
  });
}

async function formatOf(path: string, text: TagText, asked: string | undefined): Promise<TagFormat> {
  if (asked === undefined) return guessFormat(path, text);
  if (isTagFormat(asked)) return asked;
  throw new InvalidInputError(`format "${asked}" is unknown; known are ${TAG_FORMATS.join(', ')}`, {
    field: 'format',
    value: asked,
  });
}

async function guessFormat(path: string, text: TagText): Promise<TagFormat> {
  const extension = extname(path).toLowerCase();
  if (extension === '.yaml' || extension === '.yml') return packFormat(path);
  if (extension === '.xml') return 'ofac-xml';
  if (extension === '.txt' || isNamedOfacList((await firstLine(text)) ?? '')) return 'ofac';
  if (extension === '.csv') return 'csv';
  throw new InvalidInputError(`the format of ${path} is not plain from its name; say it with --format`, {
    field: 'format',
  });
}

function packFormat(path: string): TagFormat {
  return /actorpack\.ya?ml$/i.test(path) ? 'actorpack' : 'tagpack';
}

function nameOf(path: string): string {
  const name = path.slice(0, path.length - extname(path).length);
  return name.replace(/[^A-Za-z0-9._-]+/g, '-');
}
