/**
 * Changes how often a case is scanned again.
 */

import { InvalidInputError } from '../core/errors.ts';
import { WATCH_SECONDS } from './case-body.ts';
import type { Clock } from './ports.ts';

/** A schedule as it was set. */
export interface Watch {
  readonly everySeconds: number;
  /** Milliseconds since 1970. */
  readonly nextAt: number;
}

export interface WatchStore {
  /** Sets the interval and when the next scan is due; null ends the watch. */
  set(caseId: string, watch: Watch | null): Promise<void>;
}

export interface SetWatchDeps {
  readonly watches: WatchStore;
  readonly clock: Clock;
}

/**
 * Watches a case from now on, or ends its watch.
 * @param everySeconds null for no watch
 * @throws InvalidInputError when the interval is too short or too long
 */
export async function setWatch(
  caseId: string,
  everySeconds: number | null,
  { watches, clock }: SetWatchDeps,
): Promise<Watch | null> {
  const watch =
    everySeconds === null
      ? null
      : { everySeconds: checked(everySeconds), nextAt: clock.now() + everySeconds * 1000 };
  await watches.set(caseId, watch);
  return watch;
}

function checked(seconds: number): number {
  const { minimum, maximum } = WATCH_SECONDS;
  if (Number.isInteger(seconds) && seconds >= minimum && seconds <= maximum) return seconds;
  throw new InvalidInputError(
    `everySeconds ${seconds} is not a whole number from ${minimum} to ${maximum}; choose one of these`,
    { field: 'everySeconds', value: seconds },
  );
}
