/**
 * TIHO, taint in, highest out: the stolen part goes to the outputs in the order of their value, the largest first, ties to
 * the lower index, and to the fee what is then left. The name is that of the tables of Möser's dissertation; the definition
 * is ours (docs/methods.md). It means nothing for the single debit of an account.
 */

import { compare } from '../amount.ts';
import type { Method } from './method.ts';
import { pooled } from './pool.ts';

export const tiho: Method = pooled({ name: 'tiho', chains: ['bitcoin'] }, (tainted, _value, parts) => {
  const stolen = parts.map(() => 0n);
  const outputs = parts
    .slice(0, -1)
    .map((value, index) => ({ value, index }))
    .sort((a, b) => compare(b.value, a.value) || a.index - b.index);
  let left = tainted;
  for (const { value, index } of [...outputs, { value: parts.at(-1) ?? 0n, index: parts.length - 1 }]) {
    stolen[index] = value < left ? value : left;
    left -= stolen[index] ?? 0n;
  }
  return stolen;
});
