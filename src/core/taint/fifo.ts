/**
 * FIFO, first in first out: what came first leaves first (Clayton's case, Devaynes v Noble 1816; for Bitcoin
 * Anderson, Shumailov and Ahmed, "Making Bitcoin Legal", 2018). Outputs take from the head of the queue of inputs
 * in their order, the fee gets what is left. Lossless and reversible.
 */

import { appendLot, type Lot } from './lot.ts';
import type { Method } from './method.ts';

export const fifo: Method = {
  name: 'fifo',

  withdraw(lots, amount) {
    const taken: Lot[] = [];
    const left: Lot[] = [];
    let open = amount;
    for (const lot of lots) {
      const part = lot.amount < open ? lot.amount : open;
      appendLot(taken, lot.origin, part);
      appendLot(left, lot.origin, lot.amount - part);
      open -= part;
    }
    return { taken, left };
  },

  divide(lots, parts) {
    let queue = lots;
    return parts.map((part) => {
      const { taken, left } = fifo.withdraw(queue, part);
      queue = left;
      return taken;
    });
  },

  deposit(lots, received) {
    const queue = [...lots];
    for (const lot of received) appendLot(queue, lot.origin, lot.amount);
    return queue;
  },
};
