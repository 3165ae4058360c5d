/**
 * Actors: who is behind tagged addresses, in GraphSense ActorPack terms. A tag names its actor by the id; people know it by
 * its label or one of its aliases.
 */

/** What an actor has beside its name: lists of links and ids, or single names. */
export type ActorContext = Readonly<Record<string, string | readonly string[]>>;

export interface Actor {
  /** E.g. `binance`. */
  readonly id: string;
  readonly uri: string;
  readonly label: string;
  /** GraphSense concept ids. */
  readonly categories: readonly string[];
  /** ISO 3166-1 codes of two letters. */
  readonly jurisdictions: readonly string[];
  readonly aliases: readonly string[];
  readonly context: ActorContext;
}

/** The names that an actor is found by; capitals make no difference. */
export function namesOf({ id, label, aliases }: Actor): string[] {
  return [...new Set([id, label, ...aliases].map(nameKey))];
}

/** A name as it is compared. */
export function nameKey(name: string): string {
  return name.trim().toLowerCase();
}
