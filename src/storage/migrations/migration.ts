/**
 * The form of a migration: a name that starts with its number, and plain SQL of PostgreSQL 15, one statement each
 * (PGlite takes no more at once).
 */

export interface Migration {
  readonly name: string;
  readonly statements: readonly string[];
}
