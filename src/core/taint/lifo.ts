/**
 * LIFO, last in first out: what came last leaves first. Outputs take from the tail of the queue of inputs in their order,
 * the last unit first, and so does the fee. Lossless. No court has adopted it for stolen coins; it bounds what the order of
 * receipts can change.
 */

import type { Method } from './method.ts';
import { cutQueue, dealQueue, joinQueues, markQueue, turnQueue } from './queue.ts';

export const lifo: Method = {
  name: 'lifo',
  chains: ['bitcoin', 'ethereum'],
  conserves: true,
  join: joinQueues,

  withdraw(lots, amount) {
    const [left, last] = cutQueue(lots, lots.value - amount);
    return [turnQueue(last), left];
  },

  divide: (lots, parts) => dealQueue(turnQueue(lots), parts),
  mark: markQueue,
};
