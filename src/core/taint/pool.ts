/**
 * Pools, for the methods to which order means nothing: a holding is one lot with a stolen part. They differ only in how
 * the stolen part is shared out; whose it is stays as it is, and where stolen units of several sources come together they
 * make one new source.
 */

import { CLEAN, cleanLot, type Lot, type Lots, lot, type Portion, type SourceId } from './lots.ts';
import type { Blend, Method } from './method.ts';

/**
 * How the stolen part is shared out.
 * @param tainted units, 0 <= tainted <= value
 * @param parts units for each, the fee last; they add up to `value`
 * @returns stolen units of each part, none above its part
 */
export type Shares = (tainted: bigint, value: bigint, parts: readonly bigint[]) => readonly bigint[];

/** A method that keeps holdings as pools. */
export function pooled(about: Pick<Method, 'name' | 'chains'>, shares: Shares): Method {
  const stolenOf = ({ value, tainted }: Lot, parts: readonly bigint[]): readonly bigint[] =>
    tainted === value ? parts : shares(tainted, value, parts);
  return {
    ...about,
    conserves: true,
    join: (parts, blend) => joined(parts as readonly Lot[], blend),

    withdraw(lots, amount) {
      const pool = poolOf(lots);
      const { value, tainted, source } = pool;
      const left = value - amount;
      if (tainted === 0n) return [cleanLot(amount), cleanLot(left)];
      const [stolen = 0n] = stolenOf(pool, [amount, left]);
      return [lot(amount, stolen, source), lot(left, tainted - stolen, source)];
    },

    divide(lots, parts) {
      const pool = poolOf(lots);
      if (pool.tainted === 0n) return parts.map(cleanLot);
      const stolen = stolenOf(pool, parts);
      return parts.map((part, index) => lot(part, stolen[index] ?? 0n, pool.source));
    },

    mark: (lots, source, amount, blend) => marked(poolOf(lots), source, amount, blend),
  };
}

function joined(pools: readonly Lot[], blend: Blend): Lot {
  let [value, tainted] = [0n, 0n];
  let only: Lot | null = null;
  let isMixed = false;
  for (const pool of pools) {
    value += pool.value;
    if (pool.tainted === 0n) continue;
    tainted += pool.tainted;
    if (only === null) only = pool;
    else if (only.source !== pool.source) isMixed = true;
  }
  return lot(value, tainted, isMixed ? blend(pools.map(portionOf)) : (only?.source ?? CLEAN));
}

function marked(held: Lot, source: SourceId, amount: bigint, blend: Blend): Lot {
  const isMixed = held.tainted > 0n && held.source !== source;
  const both = isMixed ? blend([portionOf(held), { source, amount }]) : source;
  return lot(held.value, held.tainted + amount, both);
}

const portionOf = ({ source, tainted }: Lot): Portion => ({ source, amount: tainted });

/** A pool is one lot: these methods never make anything else. */
function poolOf(lots: Lots): Lot {
  return lots as Lot;
}
