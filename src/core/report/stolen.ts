/**
 * What was stolen: by asset, over the methods, and what each seed made stolen.
 */

import { type Asset, chainOfAsset } from '../chain.ts';
import type { Ledger } from '../taint/ledger.ts';
import { countsOn } from '../taint/method.ts';
import { type AmountRange, rangeOf } from '../trace/outcome.ts';
import { assetOfSeed, type Seed } from '../trace/seed.ts';
import type { Settlement } from '../trace/settle.ts';

export interface Stolen {
  readonly asset: Asset;
  /** Under the main method, smallest unit. */
  readonly amount: bigint;
  /** Over the methods: coins that return to a seed are counted once, and methods may differ in which coins return. */
  readonly range: AmountRange;
  readonly seeds: number;
  /** What each seed of the asset made stolen, in the order of the seeds. */
  readonly origins: readonly {
    readonly seed: number;
    readonly victim: string | null;
    readonly amount: bigint;
  }[];
}

/** What was stolen of each asset. */
export function stolenTable(seeds: readonly Seed[], settlement: Settlement): Stolen[] {
  const assets = new Set(seeds.map(assetOfSeed));
  const [main] = settlement.ledgers;
  return [...assets].sort().map((asset) => {
    const origins = seeds.flatMap((seed, index) => {
      const amount = main?.stolen.get(index + 1)?.get(asset) ?? 0n;
      return assetOfSeed(seed) === asset ? [{ seed: index + 1, victim: seed.victim ?? null, amount }] : [];
    });
    const amounts = counting(settlement, asset).map((ledger) => ledger.stolenOf(asset));
    return {
      asset,
      amount: main?.stolenOf(asset) ?? 0n,
      range: rangeOf(amounts),
      seeds: origins.length,
      origins,
    };
  });
}

/** The ledgers that count units of an asset. */
export function counting({ ledgers }: Settlement, asset: Asset): Ledger[] {
  return ledgers.filter(({ method }) => countsOn(method, chainOfAsset(asset)));
}
