/**
 * The one place where a failure of the database becomes an error of Coinhound: by SQLSTATE, never by message text
 * (PostgreSQL 15, appendix A). `pg` and PGlite both put it into `code`, beside a `severity`.
 */

import { CoinhoundError, ConflictError, InvariantError, StorageError } from '../core/errors.ts';

/** unique_violation, foreign_key_violation, exclusion_violation: the request contradicts what is stored. */
const CONFLICTS: readonly string[] = ['23505', '23503', '23P01'];

/**
 * Classes that no second attempt mends: feature not supported, data exception, integrity violation (not null, check),
 * invalid transaction state, syntax error or missing object. They are bugs.
 */
const BUG_CLASSES: readonly string[] = ['0A', '22', '23', '25', '42'];

/**
 * The error to raise for what an engine threw.
 * @param place the database, for people
 */
export function storageErrorOf(error: unknown, place: string): CoinhoundError {
  if (error instanceof CoinhoundError) return error;
  const state = sqlState(error);
  const message =
    error instanceof Error && error.message !== '' ? error.message : (field(error, 'code') ?? '');
  const context = {
    place,
    sqlState: state,
    table: field(error, 'table'),
    constraint: field(error, 'constraint'),
  };
  if (state === null) return new StorageError(`the database at ${place} failed: ${message}`, context, error);
  const text = `${message} (SQLSTATE ${state})`;
  if (CONFLICTS.includes(state)) return new ConflictError(text, context, error);
  if (BUG_CLASSES.includes(state.slice(0, 2))) return new InvariantError(text, context, error);
  return new StorageError(`the database at ${place} failed: ${text}`, context, error);
}

/** Only errors of the server have a severity; codes of the operating system (EPIPE) look like SQLSTATEs too. */
function sqlState(error: unknown): string | null {
  const code = field(error, 'code');
  return field(error, 'severity') !== null && code !== null && /^[0-9A-Z]{5}$/.test(code) ? code : null;
}

function field(error: unknown, name: string): string | null {
  const value = typeof error === 'object' && error !== null ? Reflect.get(error, name) : undefined;
  return typeof value === 'string' ? value : null;
}
