/**
 * The tags that a run uses: shipped ones and those imported since. A run is pinned to a revision of them, as it is to
 * the tips, so that all its rounds see the same.
 */

import type { TagLookup } from '../../core/tags/tag.ts';

export interface TagSet {
  readonly lookup: TagLookup;
  /** Digest over all tags, part of a run's inputs. */
  readonly digest: string;
}

export interface TagSource {
  /** The newest revision; it grows with every import and removal. */
  revision(): Promise<number>;
  /** All tags as they stood at a revision. */
  at(revision: number): Promise<TagSet>;
}

/** Tags that never change: those of a trace that ends with its process. */
export function fixedTags(tags: TagSet): TagSource {
  return { revision: async () => 0, at: async () => tags };
}
