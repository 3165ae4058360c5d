/**
 * The one error tree. A leaf module: it imports nothing, so every layer may use it.
 *
 * Errors are told apart by `code` and `retryable`, never by message text. They are mapped to the outside
 * in two places only: the HTTP error handler and the queue (a non-retryable error is not tried again).
 */

/** Machine-readable facts about an error; never holds secrets. */
export type ErrorContext = Readonly<Record<string, string | number | boolean | null>>;

/** Base of all errors that Coinhound raises on purpose. */
export abstract class CoinhoundError extends Error {
  abstract readonly code: string;
  /** True when the same call may succeed later without anything being changed. */
  readonly retryable: boolean = false;
  readonly context: ErrorContext;

  constructor(message: string, context: ErrorContext = {}, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = new.target.name;
    this.context = context;
  }
}

/** The caller's input is wrong; the message names the field, the value and the remedy. */
export class InvalidInputError extends CoinhoundError {
  readonly code = 'INVALID_INPUT';
}

/** The thing asked for does not exist, or not for this caller. @public */
export class NotFoundError extends CoinhoundError {
  readonly code = 'NOT_FOUND';
}

/** The request contradicts what is stored. @public */
export class ConflictError extends CoinhoundError {
  readonly code = 'CONFLICT';
}

/** An explorer did not give what was asked; base of the four kinds below. */
export abstract class ProviderError extends CoinhoundError {}

/** The explorer refuses because of its rate limit; `retryAfterMs` is its own wish, when it stated one. */
export class RateLimitedError extends ProviderError {
  readonly code = 'RATE_LIMITED';
  override readonly retryable = true;
  readonly retryAfterMs: number | undefined;

  constructor(message: string, context: ErrorContext, retryAfterMs?: number, cause?: unknown) {
    super(message, context, cause);
    this.retryAfterMs = retryAfterMs;
  }
}

/** The explorer is down, stalls, or answers with a server error, a cut body or a web page. */
export class ProviderUnavailableError extends ProviderError {
  readonly code = 'PROVIDER_UNAVAILABLE';
  override readonly retryable = true;
}

/** The explorer answered, but the answer is not acceptable: wrong form, wrong transaction, a refused call. */
export class BadProviderDataError extends ProviderError {
  readonly code = 'BAD_PROVIDER_DATA';
}

/** The explorer answered, and says itself that its answer lacks what it has not indexed yet. */
export class IncompleteAnswerError extends ProviderError {
  readonly code = 'INCOMPLETE_ANSWER';
  override readonly retryable = true;
}

/** A limit of the case was reached; becomes a stop reason, not a failure. @public */
export class LimitReachedError extends CoinhoundError {
  readonly code = 'LIMIT_REACHED';
}

/** The database failed. @public */
export class StorageError extends CoinhoundError {
  readonly code = 'STORAGE';
  override readonly retryable = true;
}

/** A message about a case could not be handed over; base of the two kinds below. */
export abstract class DeliveryError extends CoinhoundError {}

/** The receiver is down, stalls, or says no for now; `retryAfterMs` is the wait before the next attempt, when known. */
export class DeliveryDeferredError extends DeliveryError {
  readonly code = 'DELIVERY_DEFERRED';
  override readonly retryable = true;
  readonly retryAfterMs: number | undefined;

  constructor(message: string, context: ErrorContext, retryAfterMs?: number, cause?: unknown) {
    super(message, context, cause);
    this.retryAfterMs = retryAfterMs;
  }
}

/** The receiver wants no more, may not be reached, or was tried for long enough. */
export class DeliveryFailedError extends DeliveryError {
  readonly code = 'DELIVERY_FAILED';
}

/** A bug: something that must always hold does not. Loud, never retried. */
export class InvariantError extends CoinhoundError {
  readonly code = 'INVARIANT';
}
