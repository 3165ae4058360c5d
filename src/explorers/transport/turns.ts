/**
 * Turns: when a request may go to an explorer. They belong to a host and account, whoever asks: those of this process
 * (`local-turns.ts`), or of all processes of a deployment (`redis-turns.ts`). Both follow the one rule that stands here.
 *
 * A turn is reserved and comes with its time, so that nobody has to ask for it again and again. It comes
 * - after the turn before it, by the gap of the pace,
 * - at the end of a window that begins with the turn so many before it as a second may see,
 * - when a pause is over that the explorer asked for,
 * - and while the budget of the day lasts.
 *
 * A request that asks several questions needs a turn for each, and sends them all at once. So it is given them all for the same
 * time, at which the window has room for them: what is reserved is what the explorer sees.
 *
 * A turn may lie `AHEAD_MS` ahead and no more. So all that is reserved is soon over, whoever dies, is flushed or comes
 * late; turns of a process that dies are merely lost.
 */

import { InvalidInputError } from '../../core/errors.ts';

/** How fast requests may follow each other. */
export interface Pace {
  /** Turns that may lie in a window; milliseconds. */
  readonly most: number;
  readonly windowMs: number;
  /** Between one turn and the next, milliseconds. */
  readonly gapMs: number;
}

/** What an explorer allows a host and account. */
export interface Allowance {
  /** Null for no limit. */
  readonly pace: Pace | null;
  /** Turns of a day in UTC; null for no limit. */
  readonly perDay: number | null;
  /** How long nobody asks after a refusal that does not say how long, milliseconds; it doubles with each that follows. */
  readonly firstPauseMs: number;
}

export interface Turns {
  /**
   * Takes turns and tells of earlier ones what became of them otherwise.
   * @param sizes how many questions are asked at each; turns are given in this order, not necessarily all
   */
  take(sizes: readonly number[], news?: News): Promise<Taken>;
  /** Takes note of a refusal. @returns milliseconds until there are turns again */
  refused(refusal: Refusal): Promise<number>;
  /** Takes note of a proper answer: refusals are forgotten when it was asked after their pause. @param ageMs since it was asked */
  answered(ageMs: number): Promise<void>;
  /** Aborted when no turn will ever come any more. */
  readonly closed: AbortSignal;
}

/** Opens the turns of a host and account. @param key names the two, without telling them */
export type OpenTurns = (key: string, allowance: Allowance) => Turns;

export interface Taken {
  readonly turns: readonly Turn[];
  /** Milliseconds after which to ask for the next one; null when there are as many as were asked for. */
  readonly againMs: number | null;
  /** Milliseconds that a pause still lasts, 0 without one. */
  readonly pausedMs: number;
  /** Refusals since the last proper answer. */
  readonly refusals: number;
  /** Milliseconds until the next day, when the budget of this one is used up; else null. */
  readonly spentMs: number | null;
}

/** What became of turns, by their names. */
export interface News {
  /** They were not used, and are given back. */
  readonly unused: readonly number[];
  /**
   * They were used about so many milliseconds after their time, for so many questions: windows count from there, or from
   * now when that is earlier. It may be after their windows are over, when nothing else is known of them any more.
   */
  readonly late: readonly { readonly id: number; readonly byMs: number; readonly questions: number }[];
}

export interface Turn {
  /** Names it, to tell what became of it. */
  readonly id: number;
  /** Milliseconds from now. */
  readonly inMs: number;
}

/** The explorer said that it is asked too often. */
export interface Refusal {
  /** Milliseconds since the request was sent: what was sent before a pause began tells nothing new. */
  readonly ageMs: number;
  /** The pause that it asks for, milliseconds; null when it does not say. */
  readonly retryAfterMs: number | null;
}

/**
 * Windows are this much longer than the second that they stand for. Requests reach an explorer by ways of different length
 * and its own clock stands at the end of them: no second of it sees too many as long as those ways differ by less.
 * Within one machine they do, by far; a fiftieth of the rate is the price.
 */
const MARGIN_MS = 20;

/** How far ahead a turn may lie: longer than a process is usually busy with something else, milliseconds. */
export const AHEAD_MS = 100;

/** The longest pause that refusals grow to by themselves, and the longest that an explorer may ask for, milliseconds. */
export const LONGEST_PAUSE_MS = 3_600_000;
export const LONGEST_WISH_MS = 86_400_000;

/**
 * The pace of a rate. What a whole rate missed, while nobody asked or a process was busy, it makes up for at four times the rate:
 * the window sees to it that no second has too many. Any other rate is spaced evenly, for no second has 2.5 requests.
 * @throws InvalidInputError when it is not a positive number
 */
export function paceOf(requestsPerSecond: number): Pace {
  if (!(requestsPerSecond > 0)) {
    throw new InvalidInputError(
      `requestsPerSecond is ${requestsPerSecond}; give a number above 0, or none for no limit`,
      { field: 'requestsPerSecond', value: requestsPerSecond },
    );
  }
  const gapMs = 1000 / requestsPerSecond;
  return {
    most: Math.ceil(requestsPerSecond),
    windowMs: 1000 + MARGIN_MS,
    gapMs: Number.isInteger(requestsPerSecond) ? gapMs / 4 : gapMs,
  };
}

/** The pause after a refusal, milliseconds. @param refusals since the last proper answer, this one included */
export function pauseAfter(refusals: number, { retryAfterMs }: Refusal, firstPauseMs: number): number {
  const own = Math.min(firstPauseMs * 2 ** (refusals - 1), LONGEST_PAUSE_MS);
  if (retryAfterMs === null) return own;
  // Who was told when to come back, and is refused again, was not told the truth.
  return Math.min(Math.max(retryAfterMs, refusals === 1 ? 0 : own), LONGEST_WISH_MS);
}
