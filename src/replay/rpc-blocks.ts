/**
 * The blocks that a filter of logs or traces is about.
 */

import type { EthereumChain } from './ethereum-chain.ts';
import { blockOfTag, invalid } from './node-answers.ts';

/** Both inclusive; left out, all blocks. */
export interface BlockFilter {
  readonly fromBlock?: string;
  readonly toBlock?: string;
}

/** @throws RpcRefusal for a parameter that is no block */
export function inBlocks(
  block: number,
  { fromBlock, toBlock }: BlockFilter,
  { tip }: EthereumChain,
): boolean {
  return block >= bound(fromBlock, 0, tip.height) && block <= bound(toBlock, tip.height, tip.height);
}

function bound(tag: string | undefined, otherwise: number, latest: number): number {
  if (tag === undefined) return otherwise;
  if (tag === 'latest') return latest;
  if (typeof tag !== 'string') throw invalid('expected a block number in hex');
  return blockOfTag(tag) ?? otherwise;
}
