/**
 * Reads the shipped tags (`config/tags/*.csv`, form in docs/tags.md). They are checked as imported ones are, but one bad
 * row stops everything: it is a mistake of the package.
 */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readTagCsv } from '../cases/tags/tag-csv.ts';
import { digestedTags, tagSetOf } from '../cases/tags/tag-layers.ts';
import type { TagSet } from '../cases/tags/tag-source.ts';
import type { DigestedTags } from '../cases/tags/tag-store.ts';
import { InvalidInputError } from '../core/errors.ts';
import type { Tag } from '../core/tags/tag.ts';

/**
 * All tags of the CSV files in a folder.
 * @throws InvalidInputError naming file, line, field and value of the first row that is wrong
 */
export function readTagFiles(folder: string): TagSet & DigestedTags {
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.csv'))
    .sort();
  const layer = digestedTags(files.flatMap((name) => readTagFile(join(folder, name))));
  return { ...layer, ...tagSetOf(layer) };
}

function readTagFile(path: string): readonly Tag[] {
  const { tags, refused } = readTagCsv(readFileSync(path, 'utf8'));
  const [first] = refused;
  if (first === undefined) return tags;
  const { line, field, reason } = first;
  throw new InvalidInputError(`${path} line ${line}: ${reason}`, { field, line });
}
