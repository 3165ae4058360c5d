/**
 * One screening of the command line: explorers are asked, nothing is stored.
 */

import type { Sources } from '../cases/expand-hop.ts';
import { type LookAroundRequest, lookAround, type Surroundings } from '../cases/look-around.ts';
import type { ChainSource } from '../cases/ports.ts';
import { CHAINS } from '../core/chain.ts';
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
  // For both directions, which so keep one rate together, share answers and are pinned to the same block.
  const sources = withOneTip(openSources(config, env, options));
  return lookAround(request, {
    sources,
    tags: shippedTags.lookup,
    trace: async (body) => {
      const unproved = { prices: false, verification: { maxTransactions: 0 } };
      return (await traceOnce(body, { ...options, ...unproved, onProgress: () => {} }, { ...parts, sources }))
        .report;
    },
  });
}

/** The newest block is asked for once. */
function withOneTip(sources: Sources): Sources {
  const pinned = CHAINS.flatMap((chain) => {
    const source = sources[chain];
    if (source === undefined) return [];
    let tip: ReturnType<ChainSource['tip']> | undefined;
    const once = () => {
      tip ??= source.tip();
      return tip;
    };
    return [[chain, { ...source, tip: once }] as const];
  });
  return Object.fromEntries(pinned);
}
