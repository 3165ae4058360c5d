/**
 * FIFO, first in first out: what came first leaves first (Clayton's case, Devaynes v Noble 1816; for Bitcoin
 * Anderson, Shumailov and Ahmed, "Making Bitcoin Legal", 2018). Outputs take from the head of the queue of inputs
 * in their order, the fee gets what is left. Lossless and reversible.
 */

import type { Method } from './method.ts';
import { cutQueue, dealQueue, joinQueues, markQueue } from './queue.ts';

export const fifo: Method = {
  name: 'fifo',
  chains: ['bitcoin', 'ethereum'],
  conserves: true,
  join: joinQueues,
  withdraw: cutQueue,
  divide: dealQueue,
  mark: markQueue,
};
