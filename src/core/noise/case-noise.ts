/**
 * The noise around the addresses that the stolen value of a run reached.
 */

import { NATIVE_ASSET } from '../chain.ts';
import type { Graph } from '../graph/graph.ts';
import { historyFact } from '../graph/subject.ts';
import { assetOf, type HoldingKey, parseHolding } from '../holding.ts';
import { type Noise, noiseIn } from './noise.ts';

/**
 * In chain order. Only addresses whose history is known are looked at: of the others too little is seen.
 * @param reached all holdings that stolen value reached
 * @param height of the tip
 */
export function caseNoise(reached: readonly HoldingKey[], graph: Graph, height: number): Noise[] {
  const addresses = new Set<string>();
  const assets = new Set<string>([NATIVE_ASSET.ethereum]);
  for (const key of reached) {
    const holding = parseHolding(key);
    if (holding.kind !== 'account') continue;
    assets.add(assetOf(key));
    if (graph.isKnown(historyFact('ethereum', holding.address))) addresses.add(holding.address);
  }
  return addresses.size === 0 ? [] : noiseIn(graph.ethereum.inChainOrder(height), { addresses, assets });
}
