/**
 * Positions in a block that no list tells. They matter only where an address has another transaction in the same block, so
 * they are asked for there alone.
 */

import type { EthereumTransaction } from '../../core/transaction.ts';
import { inChainOrder } from './transfers.ts';

/**
 * The transactions of an address in chain order.
 * @param ask for the position of one; null when it cannot be told
 */
export async function completePositions(
  transactions: readonly EthereumTransaction[],
  ask: (transaction: EthereumTransaction) => Promise<number | null>,
): Promise<EthereumTransaction[]> {
  const inBlock = new Map<number, number>();
  for (const { block } of transactions) inBlock.set(block.height, (inBlock.get(block.height) ?? 0) + 1);
  const completed = transactions.map(async (transaction) => {
    const isAlone = inBlock.get(transaction.block.height) === 1;
    if (transaction.position !== null || isAlone) return transaction;
    return { ...transaction, position: await ask(transaction) };
  });
  return inChainOrder(await Promise.all(completed));
}
