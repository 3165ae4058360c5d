/**
 * Counts the explorer traffic of a run across processes: each part of it is taken once, and stored with what it was
 * for. For people; look-ups that run side by side may count each other's requests, and their sum is right.
 */

import type { TrafficCount } from './ports.ts';

/** What is asked over the network: explorers, price sources. */
interface Asked {
  traffic(): TrafficCount;
}

export interface TrafficMeter {
  /** The traffic since it was last taken. */
  take(): TrafficCount;
}

export function createTrafficMeter(sources: readonly Asked[]): TrafficMeter {
  let taken: TrafficCount = { requests: 0, cacheHits: 0 };
  return {
    take() {
      const now = totalOf(sources);
      const since = {
        requests: now.requests - taken.requests,
        cacheHits: now.cacheHits - taken.cacheHits,
      };
      taken = now;
      return since;
    },
  };
}

function totalOf(sources: readonly Asked[]): TrafficCount {
  const counts = sources.map((source) => source.traffic());
  return {
    requests: counts.reduce((total, { requests }) => total + requests, 0),
    cacheHits: counts.reduce((total, { cacheHits }) => total + cacheHits, 0),
  };
}
