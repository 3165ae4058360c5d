/**
 * Begins re-scans of watched cases that reached an address whose tags changed since their last run: an address that
 * nobody knew may be a mixer today. Called again and again, like the re-scans that are due; what is to be done follows
 * from what is stored, so an import is never forgotten.
 */

import type { AddressIndex } from './address-index.ts';
import { type DueDeps, rescanCase } from './rescan-case.ts';
import type { TagSource } from './tags/tag-source.ts';

export interface TaggedDeps extends DueDeps {
  readonly addresses: Pick<AddressIndex, 'casesWithNewTags'>;
  readonly tags: Pick<TagSource, 'revision'>;
}

/** Begins them, each once for a revision of the tags. @returns how many re-scans were begun */
export async function rescanTaggedCases(deps: TaggedDeps): Promise<number> {
  const { addresses, tags, rescans, maxUnderWay } = deps;
  const requestKey = `tags/${await tags.revision()}`;
  const caseIds = await addresses.casesWithNewTags();
  const free = Math.max(0, maxUnderWay - (await rescans.underWay()));
  let begun = 0;
  for (const caseId of caseIds) {
    if (begun === free) break;
    if ((await rescanCase({ caseId, cause: 'tags', requestKey }, deps)).isNew) begun += 1;
  }
  return begun;
}
