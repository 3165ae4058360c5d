/**
 * Chain order of transactions: block height, then the position in the block.
 */

/** What is asked of transactions, by numbers below `size`. */
interface Placed {
  readonly size: number;
  heightOf(tx: number): number;
  /** Null when it is not known. */
  positionOf(tx: number): number | null;
  compareTxids(a: number, b: number): number;
}

/** More than a block has transactions. */
const POSITIONS = 2 ** 20;

/** Sorts numbers of transactions by block, position and txid; those of unknown position come last in their block. */
export function sortInChainOrder(numbers: Int32Array, transactions: Placed): Int32Array {
  const places = new Float64Array(transactions.size);
  for (const tx of numbers) {
    places[tx] = transactions.heightOf(tx) * POSITIONS + (transactions.positionOf(tx) ?? POSITIONS - 1);
  }
  const place = (tx: number) => places[tx] ?? 0;
  return numbers.sort((a, b) => place(a) - place(b) || transactions.compareTxids(a, b));
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
