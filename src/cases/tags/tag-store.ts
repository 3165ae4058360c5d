/**
 * Where imported tags are kept. Every import and every removal is a revision; nothing is deleted, so the tags that a run
 * of last year was pinned to can still be read.
 */

import type { Chain } from '../../core/chain.ts';
import type { Tag } from '../../core/tags/tag.ts';

/** The tags of one source, as imported. */
export interface NewTags {
  readonly source: string;
  readonly format: string;
  /** In batches, as they are read: a list may be longer than memory. What it throws undoes the import. */
  readonly tags: AsyncIterable<readonly Tag[]>;
  /** Rows that were refused; known when the tags were read. */
  readonly refused: () => number;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** What an import or a removal changed. */
export interface TagChange {
  /** Of the tags from here on; the one before when nothing changed. */
  readonly revision: number;
  readonly added: number;
  readonly removed: number;
  readonly unchanged: number;
}

/** A source whose tags are in use. */
export interface TagOrigin {
  readonly source: string;
  readonly format: string;
  readonly revision: number;
  readonly tags: number;
  readonly refused: number;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** A tag, and the import that it came with. */
export interface ImportedTag {
  readonly tag: Tag;
  readonly import: string;
}

/** Tags with their digests, so that those which never change are digested once. */
export interface DigestedTags {
  readonly tags: readonly Tag[];
  /** In the same order. */
  readonly digests: readonly string[];
}

/** An address in canonical form. */
export interface TaggedAddress {
  readonly chain: Chain;
  readonly address: string;
}

/** Addresses of an entity; one that has several concepts counts for each of them. */
export interface EntityCount {
  readonly addresses: number;
  readonly byConcept: Readonly<Record<string, number>>;
}

export interface TagStore {
  /** Puts the tags in the place of all that the source has: all or nothing. */
  replace(tags: NewTags): Promise<TagChange>;
  /** Takes the tags of a source out of use. @throws NotFoundError when it has none */
  remove(source: string, at: number): Promise<TagChange>;
  /** The newest revision; 0 when nothing was ever imported. */
  revision(): Promise<number>;
  /** All imported tags as they stood at a revision, in the order in which they came. */
  at(revision: number): Promise<DigestedTags>;
  /** The tags of an address that are in use. */
  of(chain: Chain, address: string): Promise<readonly ImportedTag[]>;
  /** The tags in use of many addresses, in one call. */
  ofAll(addresses: readonly TaggedAddress[]): Promise<readonly ImportedTag[]>;
  /**
   * How many addresses the tags in use say are of an entity, by any of its names (in the form of `nameKey`).
   * @param others tags of the entity that are not imported, counted with them
   */
  countOf(names: readonly string[], others: readonly Tag[]): Promise<EntityCount>;
  /** The sources in use, by name. */
  origins(): Promise<readonly TagOrigin[]>;
}
