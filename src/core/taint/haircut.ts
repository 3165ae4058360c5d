/**
 * Haircut, pro rata: every part of what leaves is as tainted as the whole was (Möser, Böhme and Breuker,
 * "Towards Risk Scoring of Bitcoin Transactions", 2014). In whole units: the stolen total is divided over the parts
 * by the largest remainder, ties to the lower index, the fee last.
 */

import { splitByLargestRemainder } from '../amount.ts';
import type { Method } from './method.ts';
import { pooled } from './pool.ts';

export const haircut: Method = pooled(
  { name: 'haircut', chains: ['bitcoin', 'ethereum'] },
  (tainted, _value, parts) => splitByLargestRemainder(tainted, parts),
);
