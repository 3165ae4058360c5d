/**
 * Where imported actors are kept: like tags, by the revision that brought and the one that took them.
 */

import type { Actor } from './actor.ts';
import type { TagChange } from './tag-store.ts';

/** The actors of one source, as imported. */
export interface NewActors {
  readonly source: string;
  readonly actors: readonly Actor[];
  /** Rows that were refused. */
  readonly refused: number;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** An actor, and the import that it came with. */
export interface ImportedActor {
  readonly actor: Actor;
  readonly import: string;
}

export interface ActorStore {
  /** Puts the actors in the place of all that the source has: all or nothing. */
  replace(actors: NewActors): Promise<TagChange>;
  /** The actors in use that have one of the names (in the form of `nameKey`), by source and id. */
  named(names: readonly string[]): Promise<readonly ImportedActor[]>;
}
