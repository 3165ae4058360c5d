/**
 * What travels through the request pipeline. Every step of it takes the next one and gives one of the same form.
 */

import type { Tip } from '../../core/chain.ts';
import type { RateLimitedError } from '../../core/errors.ts';
import type { ListPlace, Question, Validity } from '../../core/evidence/archive.ts';
import type { Body, Origin } from './body.ts';

export interface Request {
  /** Its URL, absolute and without secrets, names the request in the archive, in errors and in logs. */
  readonly origin: Origin;
  /** The JSON text that is posted; null for a GET. */
  readonly posted: string | null;
  /**
   * Looks at a body with status 200, or one of `answers`, for what makes the attempt fail; it throws a ProviderError, and a retryable one
   * leads to another attempt.
   */
  readonly check: (body: Body) => void;
  /** Statuses beside 200 and 404 that are an answer, and no failure: `check` looks at their bodies. */
  readonly answers?: readonly number[];
  /**
   * Whether the text that comes with a status of failure is an answer all the same, to be checked like any other; false
   * when not given. It is not asked about 404 and 429, which mean the same everywhere.
   */
  readonly isAnswer?: (text: string) => boolean;
  /** How long an answer may stand for a new one; depends on the answer and the tip, and on nothing else. */
  readonly validity: (body: Body) => Validity;
  /** The part of a growing list that is asked for; null when it is none. */
  readonly part: ListPart | null;
  /** The block that the run is pinned to; null when the question has nothing to do with one. */
  readonly tip: Tip | null;
  /** Whether the answer that there is no such thing stands for runs pinned to the same block; false when not given. */
  readonly keepsAbsence?: boolean;
  /** Asked again even where an archived answer would do. */
  readonly isFresh: boolean;
  /** Who asks holds one of the places of requests under way already; false when not given. */
  readonly hasPlace?: boolean;
  /** How often it is tried at the most; `ATTEMPTS.request` when not given. */
  readonly attempts?: number;
  /** How many questions are asked with it, where explorers count these instead of requests; 1 when not given. */
  readonly questions?: number;
  /**
   * The refusal in an answer of which other parts are proper ones, that more was asked than the rate allows; null for none. Whose
   * part it is hears of it later, and for itself.
   */
  readonly refusalIn?: (body: Body) => RateLimitedError | null;
  /** Called when an attempt has been handed over to the network. */
  readonly onSent?: () => void;
  /** Waits for another turn, where an attempt takes a request more; gives what is called when that is sent. */
  readonly nextTurn?: () => Promise<() => void>;
}

/** A part of a list that grows with the chain. An answer from the archive may tell of fewer blocks: see `Body.through`. */
export interface ListPart extends ListPlace {
  /** The last settled block of which an answer tells all rows. */
  readonly through: (body: Body) => number;
}

/** Answers a request. That there is no such thing (404) is an answer, too. */
export type Fetch = (request: Request) => Promise<Body>;

/** One step of the pipeline. */
export type Step = (next: Fetch) => Fetch;

/** What a request asks. */
export function questionOf({ origin, posted }: Request): Question {
  const { provider, url, path } = origin;
  return { provider, url, path, posted };
}
