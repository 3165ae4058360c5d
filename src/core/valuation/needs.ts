/**
 * Which prices a settled run needs, as look-ups of its last round: each hour of each asset once, and none that was asked
 * for before.
 */

import { type Asset, chainOfAsset } from '../chain.ts';
import { inChunks } from '../chunks.ts';
import type { PricesSubject } from '../graph/subject.ts';
import { MAX_TIMES } from '../prices/price.ts';
import type { PriceBook } from '../prices/price-book.ts';
import type { TagLookup } from '../tags/tag.ts';
import type { Portion } from './portion.ts';
import type { Portions } from './portions.ts';
import { whyWorthless } from './worthless.ts';

/** The look-ups for the prices that the book does not have, by asset and time. */
export function pricesNeeded(portions: Portions, book: PriceBook, tags: TagLookup): PricesSubject[] {
  const hours = new Map<Asset, Set<number>>();
  for (const { asset, parts } of everyPortion(portions)) {
    const known = hours.get(asset) ?? new Set<number>();
    for (const { hour } of parts) known.add(hour);
    hours.set(asset, known);
  }
  return [...hours.keys()].sort().flatMap((asset) => {
    if (whyWorthless(asset, tags) !== null) return [];
    const open = [...(hours.get(asset) ?? [])].filter((hour) => book.at(asset, hour) === undefined);
    return inLookups(
      asset,
      open.sort((a, b) => a - b),
    );
  });
}

/** Every portion once, in no order that matters. */
function* everyPortion({ stolen, outcomes }: Portions): Generator<Portion> {
  yield* stolen;
  for (const { places, rest } of outcomes) {
    if (rest !== null) yield rest;
    for (const { amount, held } of places) {
      yield amount;
      if (held !== null) yield held;
    }
  }
}

function inLookups(asset: Asset, times: readonly number[]): PricesSubject[] {
  const chain = chainOfAsset(asset);
  return inChunks(times, MAX_TIMES).map((some) => ({ kind: 'prices', chain, asset, times: some }));
}
