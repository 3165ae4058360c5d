/**
 * Refusals that only the API knows: who may not call, or not so often, or not now. The rest of the error tree is in the core.
 */

import { CoinhoundError } from '../core/errors.ts';

/** No key, or one that is unknown or revoked. Which of them is not told. */
export class UnauthenticatedError extends CoinhoundError {
  readonly code = 'UNAUTHENTICATED';

  constructor() {
    super('this call needs a valid API key; send it as Authorization: Bearer ch_…');
  }
}

/** The role of the key does not allow the call. */
export class ForbiddenError extends CoinhoundError {
  readonly code = 'FORBIDDEN';
}

/** Too many calls, or too many at once. */
export class TooManyRequestsError extends CoinhoundError {
  readonly code = 'TOO_MANY_REQUESTS';
  override readonly retryable = true;
  readonly retryAfterSeconds: number;

  constructor(message: string, retryAfterSeconds: number) {
    super(message);
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** The service has its hands full with what others asked for. */
export class BusyError extends CoinhoundError {
  readonly code = 'BUSY';
  override readonly retryable = true;
  readonly retryAfterSeconds: number;

  constructor(message: string, retryAfterSeconds: number) {
    super(message);
    this.retryAfterSeconds = retryAfterSeconds;
  }
}
