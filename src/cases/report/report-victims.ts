/**
 * Whose coins ended where: the parts of a report that speak of seeds and of victims. Amounts are those of the main
 * method, in units of what was stolen, and add up to the unit.
 */

import type { Report } from '../../core/report/report.ts';
import { assetOfSeed, type Seed } from '../../core/trace/seed.ts';
import { shownAddress } from './shown-address.ts';

/** What a seed names, so that its number can be read. */
export function seedJson(seed: Seed, index: number) {
  const { kind, chain, victim = null } = seed;
  return {
    seed: index + 1,
    kind,
    chain,
    where: whereOf(seed),
    receiver:
      kind === 'transaction' && seed.receiver !== undefined ? shownAddress(chain, seed.receiver) : null,
    asset: assetOfSeed(seed),
    victim,
  };
}

function whereOf(seed: Seed): string {
  switch (seed.kind) {
    case 'address':
      return shownAddress(seed.chain, seed.address);
    case 'outpoint':
      return `${seed.txid}:${seed.vout}`;
    case 'transaction':
      return seed.txid;
  }
}

/** Amounts by seed, with the reference of its victim. */
export function originsJson(
  origins: readonly { readonly seed: number; readonly amount: bigint }[],
  seeds: readonly Seed[],
) {
  return origins.map(({ seed, amount }) => ({
    seed,
    victim: seeds[seed - 1]?.victim ?? null,
    amount: amount.toString(),
  }));
}

interface VictimTotals {
  readonly victim: string | null;
  readonly asset: string;
  stolen: bigint;
  /** In the order of the outcomes. */
  readonly outcomes: Map<string, { kind: string; entity: string | null; amount: bigint }>;
}

/**
 * What each victim lost of each asset, and where it ended; in the order of their first seeds. Seeds without a victim are
 * together under null.
 */
export function victimsJson(
  { stolen, outcomes }: Pick<Report, 'stolen' | 'outcomes'>,
  seeds: readonly Seed[],
) {
  const totals = totalsOf(seeds);
  const at = (seed: number, asset: string) => totals.get(keyOf(seeds[seed - 1]?.victim ?? null, asset));
  for (const { asset, origins } of stolen) {
    for (const { seed, amount } of origins) {
      const total = at(seed, asset);
      if (total !== undefined) total.stolen += amount;
    }
  }
  for (const { kind, entity, asset, origins } of outcomes) {
    for (const { seed, amount } of origins) {
      const ended = at(seed, asset)?.outcomes;
      const key = keyOf(entity, kind);
      const before = ended?.get(key)?.amount ?? 0n;
      ended?.set(key, { kind, entity, amount: before + amount });
    }
  }
  return [...totals.values()].map((total) => ({
    victim: total.victim,
    asset: total.asset,
    stolen: total.stolen.toString(),
    outcomes: [...total.outcomes.values()].map((one) => ({ ...one, amount: one.amount.toString() })),
  }));
}

function totalsOf(seeds: readonly Seed[]): Map<string, VictimTotals> {
  const totals = new Map<string, VictimTotals>();
  for (const seed of seeds) {
    const [victim, asset] = [seed.victim ?? null, assetOfSeed(seed)];
    const key = keyOf(victim, asset);
    if (!totals.has(key)) totals.set(key, { victim, asset, stolen: 0n, outcomes: new Map() });
  }
  return totals;
}

const keyOf = (name: string | null, about: string): string => JSON.stringify([name, about]);
