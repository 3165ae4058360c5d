/**
 * Fifth step of the pipeline: a refusal that will not pass, such as a wrong key or a daily limit, is asked for once. To
 * ask on would change nothing, and Etherscan throttles the address of whoever repeats a wrong key.
 */

import { BadProviderDataError } from '../../core/errors.ts';
import type { Step } from './request.ts';

/** The explorer refuses everything, and will go on doing so; thrown by the check of a request. */
export class LastingRefusalError extends BadProviderDataError {}

/** Answers every request with the refusal, once there is one. */
export function refused(): Step {
  let refusal: LastingRefusalError | null = null;
  return (next) => async (request) => {
    if (refusal !== null) throw refusal;
    try {
      return await next(request);
    } catch (error) {
      if (error instanceof LastingRefusalError) refusal ??= error;
      throw error;
    }
  };
}
