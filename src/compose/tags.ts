/**
 * Imported tags for the command line: opens the database, does one thing and closes it.
 */

import type { Clock } from '../cases/ports.ts';
import { importPacks, type PackImport } from '../cases/tags/import-packs.ts';
import { type ImportDeps, type ImportSummary, importTags } from '../cases/tags/import-tags.ts';
import { removeTags } from '../cases/tags/remove-tags.ts';
import { type AddressTags, type EntityPage, type ShowDeps, showTags } from '../cases/tags/show-tags.ts';
import type { TagChange, TagOrigin } from '../cases/tags/tag-store.ts';
import type { DatabasePlace } from '../storage/database.ts';
import { isFolder } from '../storage/list-files.ts';
import { withDatabase } from './database.ts';
import { fileImport, folderPacks, type ImportFlags } from './tag-import.ts';

export interface TagCommands {
  /** A file, or all packs of a folder. @throws InvalidInputError @throws StorageError */
  import(path: string, flags: ImportFlags): Promise<ImportSummary | readonly PackImport[]>;
  list(): Promise<readonly TagOrigin[]>;
  /** @param subject an address, or a name @throws NotFoundError */
  show(subject: string): Promise<AddressTags | EntityPage>;
  /** @throws NotFoundError */
  remove(source: string): Promise<TagChange>;
}

/** The commands on a database. */
export function tagCommands(
  place: DatabasePlace,
  clock: Clock,
  shippedTags: () => Promise<ShowDeps['shipped']>,
): TagCommands {
  return {
    async import(path, flags) {
      if (isFolder(path)) {
        const packs = folderPacks(path, flags);
        return withTags(place, clock, (deps) => importPacks(packs, deps));
      }
      const what = await fileImport(path, flags);
      return withTags(place, clock, (deps) => importTags(what, deps));
    },
    list: () => withTags(place, clock, ({ tags }) => tags.origins()),
    async show(subject) {
      const shipped = await shippedTags();
      return withTags(place, clock, (deps) => showTags(subject, { ...deps, shipped }));
    },
    remove: (source) => withTags(place, clock, (deps) => removeTags(source, deps)),
  };
}

async function withTags<T>(
  place: DatabasePlace,
  clock: Clock,
  work: (deps: ImportDeps) => Promise<T>,
): Promise<T> {
  const { createTagStore } = await import('../storage/tag-store.ts');
  const { createActorStore } = await import('../storage/actor-store.ts');
  return withDatabase(place, (database) =>
    work({ tags: createTagStore(database), actors: createActorStore(database), clock }),
  );
}
