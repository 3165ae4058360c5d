/**
 * Imports many packs, such as those of a repository: each for itself, so that a bad one holds up no other.
 */

import { InvalidInputError } from '../../core/errors.ts';
import {
  type ImportDeps,
  type ImportSummary,
  importTags,
  NoUsableRowError,
  type TagImport,
} from './import-tags.ts';
import type { RefusedKind } from './tag-reading.ts';

/** A pack, and how it is read: that may fail, too. */
export interface Pack {
  /** Path from the folder. */
  readonly path: string;
  readonly source: string;
  /** @throws InvalidInputError when the file cannot be read */
  open(): TagImport;
}

/** What came of a pack. */
export type PackImport = { readonly path: string; readonly source: string } & (
  | { readonly outcome: 'imported'; readonly summary: ImportSummary }
  /** All its rows were refused, or it has none: nothing was changed. */
  | { readonly outcome: 'empty'; readonly kinds: readonly RefusedKind[]; readonly problem: string }
  | { readonly outcome: 'failed'; readonly problem: string }
);

/**
 * Imports packs one after the other.
 * @throws InvalidInputError when two of them would have the same name; nothing was imported then
 */
export async function importPacks(packs: readonly Pack[], deps: ImportDeps): Promise<PackImport[]> {
  refuseSameNames(packs);
  const results: PackImport[] = [];
  for (const pack of packs) results.push(await importPack(pack, deps));
  return results;
}

async function importPack({ path, source, open }: Pack, deps: ImportDeps): Promise<PackImport> {
  try {
    return { path, source, outcome: 'imported', summary: await importTags(open(), deps) };
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    const problem = error.message;
    if (!(error instanceof NoUsableRowError)) return { path, source, outcome: 'failed', problem };
    return { path, source, outcome: 'empty', kinds: error.kinds, problem };
  }
}

function refuseSameNames(packs: readonly Pack[]): void {
  const paths = new Map<string, string>();
  for (const { path, source } of packs) {
    const other = paths.get(source);
    if (other !== undefined) {
      throw new InvalidInputError(
        `${other} and ${path} would both be imported as ${source}; rename one of them`,
        {
          field: 'path',
          value: path,
        },
      );
    }
    paths.set(source, path);
  }
}
