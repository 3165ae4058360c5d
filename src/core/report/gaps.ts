/**
 * Gaps: the parts of the walk that are missing, said out loud so that nobody takes silence for an answer.
 */

import { compare } from '../amount.ts';
import { type Asset, CHAINS, type Chain, NATIVE_ASSET } from '../chain.ts';
import { factKeys } from '../graph/subject.ts';
import { assetOf } from '../holding.ts';
import { placeOf } from '../trace/end.ts';
import { holdingsNamedBy, subjectOfSeed } from '../trace/marks.ts';
import { type AmountRange, rangeOf } from '../trace/outcome.ts';
import { assetOfSeed } from '../trace/seed.ts';
import type { ReportInput } from './report-input.ts';
import { counting } from './stolen.ts';

/** A part of the walk that is missing. */
export interface Gap {
  readonly reason: string;
  readonly chain: Chain;
  readonly address: string;
  readonly asset: Asset;
  /** Stolen value concerned; null when it is unknown because a seed could not be read. */
  readonly amount: bigint | null;
  /** Over the methods; null when the amount is unknown. */
  readonly range: AmountRange | null;
}

export type GapInput = Pick<ReportInput, 'seeds' | 'graph' | 'settlement' | 'tips' | 'standing'>;

/** Holdings that were not explored, one gap for each reason and place, the largest first; then seeds that say nothing. */
export function gapsOf(input: GapInput): Gap[] {
  const places = new Map<
    string,
    { place: Pick<Gap, 'reason' | 'chain' | 'address' | 'asset'>; amounts: bigint[] }
  >();
  const { settlement, graph } = input;
  for (const [holding, end] of settlement.ends) {
    if (end.kind !== 'not-explored') continue;
    const key = settlement.tape.keyOf(holding);
    const place = { reason: end.reason, ...placeOf(key, graph), asset: assetOf(key) };
    const name = JSON.stringify(Object.values(place));
    const known = places.get(name)?.amounts;
    const ledgers = [...settlement.ledgers.slice(0, 1), ...counting(settlement, place.asset)];
    const amounts = ledgers.map((ledger, index) => ledger.taintedAt(holding) + (known?.[index] ?? 0n));
    if (amounts.some((amount) => amount > 0n)) places.set(name, { place, amounts });
  }
  const gaps = [...places.values()].map(({ place, amounts: [amount = 0n, ...counted] }) => ({
    ...place,
    amount,
    range: rangeOf(counted),
  }));
  gaps.sort((a, b) => compare(b.range.max, a.range.max) || compare(a.address, b.address));
  return [...lostTips(input), ...seedGaps(input), ...gaps];
}

/** What was said while the chain was reorganised may be of either side. */
function lostTips({ tips, standing }: GapInput): Gap[] {
  return CHAINS.flatMap((chain) => {
    const tip = tips[chain];
    if (tip === undefined || standing[chain] !== false) return [];
    const reason = `block ${tip.height}, which the run is pinned to, is not in the chain any more: scan again`;
    return [{ reason, chain, address: tip.hash, asset: NATIVE_ASSET[chain], amount: null, range: null }];
  });
}

function seedGaps({ seeds, graph, settlement }: GapInput): Gap[] {
  return seeds.flatMap((seed): Gap[] => {
    const where = seed.kind === 'address' ? seed.address : seed.txid;
    const asset = assetOfSeed(seed);
    const gap = (reason: string) => [
      { reason, chain: seed.chain, address: where, asset, amount: null, range: null },
    ];
    const facts = factKeys(subjectOfSeed(seed)).map((key) => graph.fact(key));
    const failed = facts.find((fact) => fact?.status !== 'complete');
    if (facts.includes(undefined)) return gap('seed not looked up: look-up budget used up (maxLookups)');
    if (failed !== undefined && failed.status === 'too-active') {
      return gap(`seed not read: more transactions than the limit, ${failed.count} counted`);
    }
    if (failed?.status === 'incomplete') {
      return gap(`seed not read: incomplete at the explorer: ${failed.reason}`);
    }
    if (failed !== undefined) return gap(`seed not read: explorer failed: ${failed.reason}`);
    // What an earlier seed names already is found, though not counted again.
    const named = holdingsNamedBy(seed, graph, settlement.tape);
    const found = named.some((holding) => (settlement.ledgers[0]?.reach.hopsTo(holding) ?? null) !== null);
    return found ? [] : gap('seed finds nothing: no value is held or received as it says');
  });
}
