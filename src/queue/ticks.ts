/**
 * Work that comes round again and again, such as the sweep. Nothing keeps it from being done by two processes at once:
 * whatever is a tick must bear that.
 */

import { setTimeout as sleep } from 'node:timers/promises';

export interface Tick {
  readonly name: string;
  readonly everyMs: number;
  run(): Promise<unknown>;
}

export interface Ticker {
  /** Begins no more ticks, and waits for those under way. */
  stop(): Promise<void>;
}

/** Runs ticks in this process: each at once, and then every so often after it ended. */
export function startTimers(ticks: readonly Tick[], onTrouble: (error: unknown) => void): Ticker {
  const stopped = new AbortController();
  const runs = ticks.map(async ({ everyMs, run }) => {
    while (!stopped.signal.aborted) {
      await run().catch(onTrouble);
      await sleep(everyMs, undefined, { signal: stopped.signal }).catch(() => {});
    }
  });
  return {
    async stop() {
      stopped.abort();
      await Promise.all(runs);
    },
  };
}
