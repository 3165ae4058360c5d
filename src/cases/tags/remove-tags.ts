/**
 * Takes the tags of an imported source out of use. Runs that were pinned to them keep them.
 */

import type { ImportDeps } from './import-tags.ts';
import { checkSource } from './import-tags.ts';
import type { TagChange } from './tag-store.ts';

/**
 * Removes a source.
 * @throws NotFoundError when it has no tags in use
 */
export async function removeTags(
  source: string,
  { tags, clock }: Pick<ImportDeps, 'tags' | 'clock'>,
): Promise<TagChange> {
  checkSource(source);
  return tags.remove(source, clock.now());
}
