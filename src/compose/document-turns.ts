/**
 * Documents in turns: each one takes the memory of a whole run while it is made, so a few are made at once, some wait, and
 * whoever comes then is told to come back.
 */

import pLimit from 'p-limit';
import { BusyError } from '../http/refusal.ts';

/** How many documents a process makes. */
export interface DocumentLimits {
  readonly atOnce: number;
  readonly waiting: number;
}

/** Makes a document in its turn. @throws BusyError when too many wait already */
export type DocumentTurns = <T>(make: () => Promise<T>) => Promise<T>;

const RETRY_AFTER_SECONDS = 10;

/** The turns of a process. */
export function documentTurns({ atOnce, waiting }: DocumentLimits): DocumentTurns {
  const limit = pLimit(atOnce);
  return async (make) => {
    if (limit.activeCount + limit.pendingCount >= atOnce + waiting) {
      const problem = 'the service is making as many documents as it can; ask again in some seconds';
      throw new BusyError(problem, RETRY_AFTER_SECONDS);
    }
    return limit(make);
  };
}
