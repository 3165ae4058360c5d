/**
 * What a process gets over by itself, as lines of the log: a server that is away, mostly.
 */

import type { Log } from '../observe/log.ts';

/** What was just said is not said again for this long (milliseconds). */
const QUIET_MS = 10_000;

/** Different failures that are remembered. */
const MOST_KEPT = 100;

/** While Redis is away, every connection fails every two seconds; one line in ten seconds says as much. */
export function createTrouble(log: Log, message: string): (error: unknown) => void {
  const saidAt = new Map<string, number>();
  return (error) => {
    const text = String(error);
    const at = performance.now();
    if (at - (saidAt.get(text) ?? Number.NEGATIVE_INFINITY) < QUIET_MS) return;
    if (saidAt.size >= MOST_KEPT) saidAt.clear();
    saidAt.set(text, at);
    log.warn(message, { error });
  };
}
