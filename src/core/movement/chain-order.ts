/**
 * Chain order of Ethereum transactions: block height, then the position in the block.
 */

import type { EthereumTransaction } from '../transaction.ts';

/** Sorts by block, position and txid. */
export function inChainOrder(transactions: Iterable<EthereumTransaction>): EthereumTransaction[] {
  return [...transactions].sort(
    (a, b) =>
      a.block.height - b.block.height ||
      (a.position ?? Number.MAX_SAFE_INTEGER) - (b.position ?? Number.MAX_SAFE_INTEGER) ||
      (a.txid < b.txid ? -1 : 1),
  );
}

/** Keeps the given order, but lets every item come after those that it depends on (of a circle one item gives way). */
export function dependenciesFirst<T, K>(
  items: readonly T[],
  keyOf: (item: T) => K,
  dependencies: (item: T) => Iterable<K>,
): T[] {
  const byKey = new Map(items.map((item) => [keyOf(item), item]));
  const ordered = new Set<T>();
  const entered = new Set<T>();
  for (const item of items) {
    const stack = [item];
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const first = !entered.has(top);
      entered.add(top);
      const open = first ? [...dependencies(top)].map((key) => byKey.get(key)) : [];
      const missing = open.filter((need): need is T => need !== undefined && !entered.has(need));
      if (missing.length > 0) stack.push(...missing.reverse());
      else ordered.add(stack.pop() as T);
    }
  }
  return [...ordered];
}
