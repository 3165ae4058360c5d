/**
 * Exit codes, and errors as users see them.
 */

import type { ReportJson } from '../cases/report/report-json.ts';
import { CoinhoundError, InvalidInputError } from '../core/errors.ts';

/** 0 done, 1 failure, 2 bad usage or input, 3 finished with gaps. */
export const EXIT = { done: 0, failure: 1, badInput: 2, gaps: 3 } as const;

/** The exit code for reports that were written. */
export function exitCodeOfReports(reports: readonly Pick<ReportJson, 'gaps'>[]): number {
  return reports.some(({ gaps }) => gaps.length > 0) ? EXIT.gaps : EXIT.done;
}

/** The exit code for an error that ended a command. */
export function exitCodeOf(error: unknown): number {
  return error instanceof InvalidInputError ? EXIT.badInput : EXIT.failure;
}

/**
 * What a user reads of an error. Errors that Coinhound raises on purpose are a sentence, and the URL that was asked
 * (without keys) where an explorer is to blame; anything else is a bug and shows where it happened.
 */
export function messageOf(error: unknown): string {
  if (!(error instanceof CoinhoundError))
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  const { url } = error.context;
  return typeof url === 'string' ? `${error.message}\n  asked: ${url}` : error.message;
}
