/**
 * The report of a finished run: stolen, outcomes, flags, gaps, assumptions, digests, in stable order. A pure
 * function of the settlement; the edges only print it.
 */

import { compare } from '../amount.ts';
import type { Asset, Chain, Tip } from '../chain.ts';
import { assess } from '../flags/assess.ts';
import type { Flag } from '../flags/flag.ts';
import { assetOf, type HoldingKey, parseHolding } from '../holding.ts';
import type { TagLookup } from '../tags/tag.ts';
import { taintedOf } from '../taint/lot.ts';
import type { MethodName } from '../taint/method.ts';
import { placeOf } from '../trace/end.ts';
import { stolenOf } from '../trace/frontier.ts';
import type { Graph } from '../trace/graph.ts';
import type { Limits } from '../trace/limits.ts';
import { holdingsNamedBy, subjectOfSeed } from '../trace/marks.ts';
import { type Outcome, outcomesOf } from '../trace/outcome.ts';
import { assetOfSeed, type Seed } from '../trace/seed.ts';
import type { Settlement } from '../trace/settle.ts';
import { factKeys } from '../trace/subject.ts';
import { digestOf } from './digest.ts';

export interface Stolen {
  readonly asset: Asset;
  /** Under the main method, smallest unit. */
  readonly amount: bigint;
  /** Over all methods: coins that return to a seed are counted once, and methods may differ in which coins return. */
  readonly range: { readonly min: bigint; readonly max: bigint };
  readonly seeds: number;
}

/** A part of the walk that is missing. */
export interface Gap {
  readonly reason: string;
  readonly chain: Chain;
  readonly address: string;
  readonly asset: Asset;
  /** Stolen value concerned; null when it is unknown because a seed could not be read. */
  readonly amount: bigint | null;
  /** Over all methods; null when the amount is unknown. */
  readonly range: { readonly min: bigint; readonly max: bigint } | null;
}

/** A balance that an account must have had before its first known movement. */
export interface Assumption {
  readonly kind: 'opening-balance';
  readonly chain: 'ethereum';
  readonly address: string;
  readonly asset: Asset;
  readonly amount: bigint;
  /** True when the account is a seed: then the balance is part of the stolen amount; otherwise it is clean. */
  readonly stolen: boolean;
}

export interface Report {
  readonly method: MethodName;
  readonly methods: readonly MethodName[];
  readonly tips: Readonly<Partial<Record<Chain, Tip>>>;
  readonly inputDigest: string;
  readonly resultDigest: string;
  readonly stolen: readonly Stolen[];
  readonly outcomes: readonly Outcome[];
  readonly flags: readonly Flag[];
  readonly gaps: readonly Gap[];
  readonly assumptions: readonly Assumption[];
  readonly transactions: number;
  /** Distinct addresses that stolen value reached under the main method. */
  readonly addresses: number;
  /** The most hops any stolen value was followed under the main method. */
  readonly hops: number;
}

export interface ReportInput {
  readonly seeds: readonly Seed[];
  readonly limits: Limits;
  readonly graph: Graph;
  readonly tips: Readonly<Partial<Record<Chain, Tip>>>;
  readonly tags: TagLookup;
  /** Digest of the tag set used. */
  readonly tagsDigest: string;
  readonly settlement: Settlement;
}

/** Builds the report of a settled run. @throws InvariantError when the outcomes do not add up */
export function buildReport(input: ReportInput): Report {
  const { settlement, graph, tips, tags } = input;
  const methods = settlement.ledgers.map((ledger) => ledger.method.name);
  const outcomes = outcomesOf(settlement, graph);
  const results = {
    stolen: stolenTable(input),
    outcomes,
    flags: assess(settlement, { graph, tags }),
    gaps: gapsOf(input),
    assumptions: assumptionsOf(input),
  };
  const [main] = settlement.ledgers;
  const reached = [...(main?.reached() ?? [])];
  return {
    method: methods[0] ?? 'fifo',
    methods,
    tips,
    inputDigest: inputDigest(input, methods),
    resultDigest: digestOf({ form: 'coinhound-result/1', ...results }),
    ...results,
    transactions: graph.bitcoin.size + graph.ethereum.size,
    addresses: new Set(reached.map((holding) => placeOf(holding, graph).address)).size,
    hops: reached.reduce((most, holding) => Math.max(most, main?.trailTo(holding)?.hops ?? 0), 0),
  };
}

/** Everything that the result follows from. */
function inputDigest(input: ReportInput, methods: readonly MethodName[]): string {
  const { seeds, limits, tips, tagsDigest, graph } = input;
  const transactions = [
    ...Array.from(graph.bitcoin.values(), digestOf),
    ...Array.from(graph.ethereum.values(), digestOf),
  ].sort();
  return digestOf({ form: 'coinhound-input/1', seeds, limits, methods, tips, tagsDigest, transactions });
}

function stolenTable({ seeds, settlement }: ReportInput): Stolen[] {
  const assets = new Set(seeds.map(assetOfSeed));
  for (const ledger of settlement.ledgers) {
    for (const byAsset of ledger.stolen.values()) for (const asset of byAsset.keys()) assets.add(asset);
  }
  return [...assets].sort().map((asset) => {
    const amounts = settlement.ledgers.map((ledger) => stolenOf(ledger, asset));
    return {
      asset,
      amount: amounts[0] ?? 0n,
      range: rangeOf(amounts),
      seeds: seeds.filter((seed) => assetOfSeed(seed) === asset).length,
    };
  });
}

/** Holdings that were not explored, one gap for each reason and place, the largest first; then seeds that say nothing. */
function gapsOf(input: ReportInput): Gap[] {
  const places = new Map<
    string,
    { place: Pick<Gap, 'reason' | 'chain' | 'address' | 'asset'>; amounts: bigint[] }
  >();
  for (const [holding, end] of input.settlement.ends) {
    if (end.kind !== 'not-explored') continue;
    const place = { reason: end.reason, ...placeOf(holding, input.graph), asset: assetOf(holding) };
    const key = JSON.stringify(Object.values(place));
    const known = places.get(key)?.amounts;
    const amounts = input.settlement.ledgers.map(
      (ledger, index) => taintedOf(ledger.lotsAt(holding)) + (known?.[index] ?? 0n),
    );
    places.set(key, { place, amounts });
  }
  const gaps = [...places.values()].map(({ place, amounts }) => ({
    ...place,
    amount: amounts[0] ?? 0n,
    range: rangeOf(amounts),
  }));
  gaps.sort((a, b) => compare(b.range.max, a.range.max) || (a.address < b.address ? -1 : 1));
  return [...seedGaps(input), ...gaps];
}

function seedGaps({ seeds, graph, settlement }: ReportInput): Gap[] {
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
    if (failed !== undefined) return gap(`seed not read: explorer failed: ${failed.reason}`);
    // What an earlier seed names already is found, though not counted again.
    const named = holdingsNamedBy(seed, graph);
    const found = named.some((key) => (settlement.ledgers[0]?.trailTo(key) ?? null) !== null);
    return found ? [] : gap('seed finds nothing: no value is held or received as it says');
  });
}

function assumptionsOf({ seeds, settlement }: ReportInput): Assumption[] {
  const seeded = new Set(
    seeds.map((seed) => (seed.kind === 'address' ? `${seed.address}/${seed.asset}` : '')),
  );
  const relevant = (key: HoldingKey) =>
    settlement.ledgers.some((ledger) => ledger.trailTo(key) !== null) && parseHolding(key).kind === 'account';
  return [...settlement.openings]
    .filter(([key]) => relevant(key))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, amount]) => {
      const [address = ''] = key.split('/');
      const base = { kind: 'opening-balance', chain: 'ethereum', address, asset: assetOf(key) } as const;
      return { ...base, amount, stolen: seeded.has(key) };
    });
}

/** Smallest and largest of amounts; both 0 for none. */
function rangeOf(amounts: readonly bigint[]): { min: bigint; max: bigint } {
  const min = amounts.reduce((a, b) => (a < b ? a : b), amounts[0] ?? 0n);
  const max = amounts.reduce((a, b) => (a > b ? a : b), amounts[0] ?? 0n);
  return { min, max };
}
