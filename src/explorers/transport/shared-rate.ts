/**
 * One rate for all processes of a deployment: each asks one place for the next turn. The place says only "now" or "not
 * before"; queues are here, in every process, so that its own requests go first come, first served.
 */

import { setTimeout as sleep } from 'node:timers/promises';
import pLimit from 'p-limit';
import { StorageError } from '../../core/errors.ts';

/** Where all processes take their turns. */
export interface SharedTurns {
  /**
   * Takes the turn of a key when it is free, and keeps the next one back for `spacingMs`.
   * @returns 0 when it was taken, else the milliseconds after which to ask again
   */
  take(key: string, spacingMs: number): Promise<number>;
  /** Closed for good: no turn will ever come. */
  isClosed(): boolean;
}

/**
 * Requests reach an explorer by ways of different length, from several machines. Turns are spaced this much wider than
 * the rate, so that no second sees too many as long as those ways differ by less than 50 ms.
 */
const MARGIN_MS = 50;

/** How soon the place of turns is asked again when it does not answer. */
const ABSENCE_MS = 1000;

/**
 * Waits for the turns of a key.
 *
 * When the place of turns is away, this waits until it is back. A local rate instead would have to guess how many
 * processes there are, and guess too low the day somebody starts more; waiting is always polite. It costs little:
 * without Redis no process is given new jobs anyway, and what waits here is neither failed nor counted as a gap.
 * @param key names host and account, without telling them
 * @returns a function that resolves when it is the caller's turn, in the order of the calls; it throws StorageError
 *   once the place of turns is closed
 */
export function sharedRate(turns: SharedTurns, key: string, requestsPerSecond: number): () => Promise<void> {
  const spacingMs = Math.ceil((1000 + MARGIN_MS) / requestsPerSecond);
  const oneByOne = pLimit(1);
  return () =>
    oneByOne(async () => {
      for (;;) {
        const wait = await turns.take(key, spacingMs).catch((cause: unknown) => absence(turns, cause));
        if (wait <= 0) return;
        await sleep(wait);
      }
    });
}

/** No ProviderError: that would end a look-up as a gap, though the explorer was never asked. */
function absence(turns: SharedTurns, cause: unknown): number {
  if (!turns.isClosed()) return ABSENCE_MS;
  throw new StorageError('the connection to Redis was closed while a request waited for its turn', {}, cause);
}
