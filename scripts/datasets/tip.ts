/**
 * The tip of a dataset. No source holds the block at which its data was taken, and a tip at the last transaction
 * would leave that transaction unsettled. One rule for all datasets, so that everything in them is final: the tip
 * stands 100 blocks above the last block with data. Its hash is a placeholder, its time an estimate.
 */

import type { Chain } from '../../src/core/chain.ts';
import type { DatasetTip } from './dataset.ts';
import { placeholderId } from './placeholder.ts';
import { isoTime } from './utc-time.ts';

const BLOCKS_ABOVE = 100;
/** Nominal seconds between blocks: 12 s slots on Ethereum, 10 minutes on Bitcoin. */
const BLOCK_SECONDS = { ethereum: 12, bitcoin: 600 } as const satisfies Record<Chain, number>;

/** @param last the last block with data; `time` in Unix seconds */
export function tipAbove(chain: Chain, last: { readonly height: number; readonly time: number }): DatasetTip {
  const height = last.height + BLOCKS_ABOVE;
  return {
    height,
    hash: (chain === 'ethereum' ? '0x' : '') + placeholderId(height),
    time: isoTime(last.time + BLOCKS_ABOVE * BLOCK_SECONDS[chain]),
  };
}

/** The sentence for the notes of every dataset. */
export const TIP_NOTE =
  'The tip is the last block with data plus 100, so that all data is settled; its hash is a placeholder (48 leading zeros), its time an estimate.';
