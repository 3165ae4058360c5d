/**
 * Step of the pipeline: a refusal that will not pass soon, such as a wrong key or a daily limit, is asked for once. To
 * ask on would change nothing, and Etherscan throttles the address of whoever repeats a wrong key.
 */

import { BadProviderDataError, type ErrorContext } from '../../core/errors.ts';
import type { Step } from './request.ts';

/** The explorer refuses everything, and will go on doing so; thrown by the check of a request. */
export class LastingRefusalError extends BadProviderDataError {
  /** When it may answer again, in milliseconds since 1970; infinite when something must be changed first. */
  readonly until: number;

  constructor(message: string, context: ErrorContext, until = Number.POSITIVE_INFINITY) {
    super(message, context);
    this.until = until;
  }
}

/** Answers every request with the refusal, as long as it lasts. @param now milliseconds since 1970 */
export function refused(now: () => number): Step {
  let refusal: LastingRefusalError | null = null;
  return (next) => async (request) => {
    if (refusal !== null && now() < refusal.until) throw refusal;
    refusal = null;
    try {
      return await next(request);
    } catch (error) {
      if (error instanceof LastingRefusalError) refusal = error;
      throw error;
    }
  };
}
