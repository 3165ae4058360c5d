/**
 * Exit codes, and errors as users see them.
 */

import { CoinhoundError, InvalidInputError } from '../core/errors.ts';

/** 0 done, 1 failure, 2 bad usage or input, 3 finished with gaps. */
export const EXIT = { done: 0, failure: 1, badInput: 2, gaps: 3 } as const;

/** The exit code for an error that ended a command. */
export function exitCodeOf(error: unknown): number {
  return error instanceof InvalidInputError ? EXIT.badInput : EXIT.failure;
}

/** One line for errors that Coinhound raises on purpose; anything else is a bug and shows where it happened. */
export function messageOf(error: unknown): string {
  if (error instanceof CoinhoundError) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
