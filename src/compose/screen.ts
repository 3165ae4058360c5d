/**
 * One screening of the command line: explorers are asked, nothing is stored.
 */

import { type LookAroundRequest, lookAround, type Surroundings } from '../cases/look-around.ts';
import { type ExplorerOptions, openSources } from './explorers.ts';
import { type TraceParts, traceOnce } from './trace.ts';

export type ScreenRequest = LookAroundRequest;

/** Looks around an address. @throws CoinhoundError */
export async function screenOnce(
  request: ScreenRequest,
  options: ExplorerOptions,
  parts: TraceParts,
): Promise<Surroundings> {
  const { config, env, shippedTags } = parts;
  return lookAround(request, {
    sources: openSources(config, env, options),
    tags: shippedTags.lookup,
    trace: async (body) => {
      const unproved = { prices: false, verification: { maxTransactions: 0 } };
      return (await traceOnce(body, { ...options, ...unproved, onProgress: () => {} }, parts)).report;
    },
  });
}
