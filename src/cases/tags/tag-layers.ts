/**
 * The tags of a run: the shipped ones and, on top of them, those imported up to a revision. Without imports the digest is
 * that of the shipped ones alone, so the service and the command line give the same digests.
 */

import type { Chain } from '../../core/chain.ts';
import { groupedBy } from '../../core/multimap.ts';
import { digestOf } from '../../core/report/digest.ts';
import type { Tag } from '../../core/tags/tag.ts';
import type { TagSet, TagSource } from './tag-source.ts';
import type { DigestedTags, TagStore } from './tag-store.ts';

/** Revisions kept ready: runs that are under way are pinned to the last few. */
const KEPT_REVISIONS = 3;

/** Digests tags one by one. */
export function digestedTags(tags: readonly Tag[]): DigestedTags {
  return { tags, digests: tags.map(digestOf) };
}

/** One set of several layers; the digest does not depend on their order. */
export function tagSetOf(...layers: readonly DigestedTags[]): TagSet {
  const all = layers.flatMap(({ tags }) => tags);
  const byAddress = groupedBy(all, ({ chain, address }) => keyOf(chain, address));
  return {
    lookup: (chain, address) => byAddress.get(keyOf(chain, address)) ?? [],
    digest: digestOf(layers.flatMap(({ digests }) => digests).sort()),
  };
}

/** Shipped and imported tags, read once a revision. */
export function layeredTags(shipped: DigestedTags, store: Pick<TagStore, 'revision' | 'at'>): TagSource {
  const ready = new Map<number, Promise<TagSet>>();
  return {
    revision: () => store.revision(),
    at(revision) {
      const set = ready.get(revision) ?? store.at(revision).then((imported) => tagSetOf(shipped, imported));
      // The last one used stands last; a failure is not kept.
      ready.delete(revision);
      ready.set(revision, set);
      set.catch(() => ready.delete(revision));
      for (const oldest of [...ready.keys()].slice(0, -KEPT_REVISIONS)) ready.delete(oldest);
      return set;
    },
  };
}

function keyOf(chain: Chain, address: string): string {
  return `${chain} ${address}`;
}
