/**
 * Chain order: block height, then the position in the block. Where an explorer does not tell the position, transactions
 * of one block are ordered so that none spends an output before it exists; what is left open then cannot touch the same
 * holding, so it cannot change a result (ADR 0003).
 */

import type { BitcoinTransaction, EthereumTransaction } from '../transaction.ts';

/**
 * Sorts by block, position and txid, and puts each transaction behind those of its block that it depends on.
 * @param transactions sorted in place
 * @param dependencies txids
 */
export function inChainOrder<T extends BitcoinTransaction | EthereumTransaction>(
  transactions: T[],
  dependencies: (tx: T) => Iterable<string>,
): T[] {
  const sorted = transactions.sort(
    (a, b) =>
      a.block.height - b.block.height ||
      (a.position ?? Number.MAX_SAFE_INTEGER) - (b.position ?? Number.MAX_SAFE_INTEGER) ||
      (a.txid < b.txid ? -1 : 1),
  );
  return dependenciesFirst(sorted, (tx) => tx.txid, dependencies);
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
