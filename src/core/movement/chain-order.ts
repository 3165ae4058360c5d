/**
 * Chain order: block height, then the position in the block. Where an explorer does not tell the position, transactions
 * of one block are ordered so that none spends an output before it exists; what is left open then cannot touch the same
 * holding, so it cannot change a result (ADR 0003).
 */

import type { BitcoinTransaction, EthereumTransaction } from '../transaction.ts';

/** Sorts by block, position and txid. */
export function inChainOrder<T extends BitcoinTransaction | EthereumTransaction>(
  transactions: Iterable<T>,
): T[] {
  return [...transactions].sort(
    (a, b) =>
      a.block.height - b.block.height ||
      (a.position ?? Number.MAX_SAFE_INTEGER) - (b.position ?? Number.MAX_SAFE_INTEGER) ||
      (a.txid < b.txid ? -1 : 1),
  );
}

/** Sorts Bitcoin transactions, so that within a block none comes before one whose output it spends. */
export function inSpendingOrder(transactions: Iterable<BitcoinTransaction>): BitcoinTransaction[] {
  const sorted = inChainOrder(transactions);
  const ordered: BitcoinTransaction[] = [];
  for (let start = 0; start < sorted.length; ) {
    const height = sorted[start]?.block.height;
    let end = start + 1;
    while (sorted[end]?.block.height === height) end += 1;
    const block = sorted.slice(start, end);
    const inBlock = block.length < 2 ? block : dependenciesFirst(block, (tx) => tx.txid, spentTransactions);
    for (const tx of inBlock) ordered.push(tx);
    start = end;
  }
  return ordered;
}

function spentTransactions(tx: BitcoinTransaction): string[] {
  return tx.inputs.map((input) => input.outpoint.slice(0, input.outpoint.lastIndexOf(':')));
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
