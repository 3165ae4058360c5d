/**
 * The methods for which the order inside a holding means nothing: haircut, lowest intermediate balance, taint-in
 * highest-out. A holding is a clean and a stolen amount, and the stolen amount has one source.
 */
import { mustBe } from './check.ts';
import { CLEAN, cleanIn, cleanThenStolen, type NaiveLot, stolenIn, totalIn } from './lot.ts';
import type { NaiveMethod } from './method.ts';
import { largestRemainder } from './remainder.ts';
import type { NaiveSources } from './source.ts';

/** How many stolen units each part gets. */
type Rule = (value: bigint, stolen: bigint, parts: readonly bigint[], fee: number) => bigint[];

function joinPooled(lots: readonly NaiveLot[], sources: NaiveSources): NaiveLot[] {
  return cleanThenStolen(cleanIn(lots), sources.ofTogether(lots), stolenIn(lots));
}

/** What is stolen already stands first in the blend, then what is marked now. */
function markPooled(lots: readonly NaiveLot[], source: number, limit: bigint, sources: NaiveSources) {
  const clean = cleanIn(lots);
  const now = clean < limit ? clean : limit;
  const stolen = lots.filter((lot) => lot.source !== CLEAN);
  return joinPooled([{ source: CLEAN, amount: clean - now }, ...stolen, { source, amount: now }], sources);
}

function divideBy(
  rule: Rule,
  pool: readonly NaiveLot[],
  parts: readonly bigint[],
  fee: number,
): NaiveLot[][] {
  const stolenLots = pool.filter(({ source }) => source !== CLEAN);
  mustBe(stolenLots.length <= 1, () => 'a pool has more than one stolen source');
  const source = stolenLots[0]?.source ?? CLEAN;
  const shares = rule(totalIn(pool), stolenIn(pool), parts, fee);
  return parts.map((part, index) => {
    const share = shares[index] ?? 0n;
    mustBe(share >= 0n && share <= part, () => `${share} stolen units in a part of ${part}`);
    return cleanThenStolen(part - share, source, share);
  });
}

/** A payment is a division over what goes and what stays. */
function pooledMethod(rule: Rule): NaiveMethod {
  return {
    join: joinPooled,
    mark: markPooled,
    divide: (pool, parts, fee) => divideBy(rule, pool, parts, fee),
    withdraw: (state, amount) => {
      const stays = totalIn(state) - amount;
      mustBe(stays >= 0n, () => `${amount} units are to leave where ${totalIn(state)} are`);
      const [taken = [], left = []] = divideBy(rule, state, [amount, stays], -1);
      return { taken, left };
    },
  };
}

/** Every part is as stolen as the whole. */
export const naiveHaircut = pooledMethod((_value, stolen, parts) => largestRemainder(stolen, parts));

/** Parts in order are paid from clean units first. */
export const naiveLibr = pooledMethod((value, stolen, parts) => {
  let clean = value - stolen;
  return parts.map((part) => {
    const paidClean = part < clean ? part : clean;
    clean -= paidClean;
    return part - paidClean;
  });
});

/** The largest part takes stolen units first, ties to the lower index; the fee takes what no other part could. */
const highestFirst = pooledMethod((_value, stolen, parts, fee) => {
  const bySize = parts.map((part, index) => ({ part, index })).filter(({ index }) => index !== fee);
  bySize.sort((a, b) => (a.part === b.part ? a.index - b.index : a.part > b.part ? -1 : 1));
  const shares = parts.map(() => 0n);
  let open = stolen;
  for (const { part, index } of bySize) {
    const share = part < open ? part : open;
    shares[index] = share;
    open -= share;
  }
  if (fee >= 0) shares[fee] = open;
  return shares;
});

/** Defined for transactions with several receivers only (TAINT.md 1.3 and 1.5). */
export const naiveTiho: NaiveMethod = {
  ...highestFirst,
  withdraw: () => {
    throw new Error('naive accounting: tiho has no rule for a payment from an account');
  },
};
