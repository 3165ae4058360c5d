/** The methods that keep units in the order in which they came: first in first out, last in first out. */
import { CLEAN, merged, type NaiveLot, takeFromHead } from './lot.ts';
import type { NaiveMethod } from './method.ts';

/** Clean lots become stolen where they stand; the lot at which the limit is reached is split. */
export function markInPlace(lots: readonly NaiveLot[], source: number, limit: bigint): NaiveLot[] {
  const result: NaiveLot[] = [];
  let open = limit;
  for (const lot of lots) {
    const now = lot.source !== CLEAN ? 0n : lot.amount < open ? lot.amount : open;
    result.push({ source, amount: now }, { source: lot.source, amount: lot.amount - now });
    open -= now;
  }
  return merged(result);
}

/** Parts in order take from the head, each from what the ones before it left. */
function inOrder(
  pool: readonly NaiveLot[],
  parts: readonly bigint[],
  take: NaiveMethod['withdraw'],
): NaiveLot[][] {
  let left: readonly NaiveLot[] = pool;
  return parts.map((part) => {
    const step = take(left, part);
    left = step.left;
    return step.taken;
  });
}

/** Units come out last first, and are listed as they come out; what stays keeps its order. */
function takeFromTail(lots: readonly NaiveLot[], amount: bigint): { taken: NaiveLot[]; left: NaiveLot[] } {
  const { taken, left } = takeFromHead([...lots].reverse(), amount);
  return { taken, left: left.reverse() };
}

export const naiveFifo: NaiveMethod = {
  join: merged,
  withdraw: takeFromHead,
  divide: (pool, parts) => inOrder(pool, parts, takeFromHead),
  mark: markInPlace,
};

export const naiveLifo: NaiveMethod = {
  join: merged,
  withdraw: takeFromTail,
  divide: (pool, parts) => inOrder(pool, parts, takeFromTail),
  mark: markInPlace,
};
