/** All that `npm run bench:detect` counts. It depends on nothing but the code and the recorded data. */
import { BLOCKS, type BlockTransaction, readBlock } from './blocks.ts';
import { changeCounts } from './change-votes.ts';
import { corrected } from './corrections.ts';
import { readLabelled } from './labelled.ts';
import { accuracies, blockCount, confusion, listCounts } from './measure.ts';
import type { Report } from './tables.ts';

export interface Measured {
  readonly report: Report;
  readonly blocks: readonly BlockTransaction[];
}

/** @param root the repository */
export function measureAll(root: string): Measured {
  const labelled = readLabelled(root);
  const right = corrected(labelled);
  const blocks = BLOCKS.map((height) => ({ height, block: readBlock(root, height) }));
  const transactions = blocks.flatMap(({ block }) => block);
  return {
    report: {
      accuracies: accuracies(right.labelled),
      corrections: right.counts,
      confusion: confusion(right.labelled),
      lists: listCounts(labelled),
      blocks: blocks.map(({ height, block }) => blockCount(height, block)),
      change: changeCounts(transactions.filter(({ isWhole }) => isWhole).map(({ tx }) => tx)),
    },
    blocks: transactions,
  };
}
