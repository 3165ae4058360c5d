/**
 * The report of a finished run: stolen, outcomes, flags, gaps, assumptions, digests, in stable order. A pure
 * function of the settlement; the edges only print it.
 */

import { compare } from '../amount.ts';
import { type Asset, CHAINS, type Chain, NATIVE_ASSET, type Tip } from '../chain.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { clustersOf } from '../cluster/clusters.ts';
import { type MixerContracts, NO_CONTRACTS } from '../ethereum-mixers/contracts.ts';
import { outcomesWithDeposits, withDeposits } from '../ethereum-mixers/flag-deposits.ts';
import { digestedExposure, type ExposureTable } from '../exposure/exposure.ts';
import { exposureTable } from '../exposure/table.ts';
import { assess } from '../flags/assess.ts';
import type { Flag } from '../flags/flag.ts';
import { Views } from '../flags/views.ts';
import { assetOf, parseHolding } from '../holding.ts';
import { caseNoise } from '../noise/case-noise.ts';
import type { Noise } from '../noise/noise.ts';
import type { TagLookup } from '../tags/tag.ts';
import type { MethodName } from '../taint/method.ts';
import { placeOf } from '../trace/end.ts';
import type { Forks } from '../trace/fork.ts';
import type { Graph } from '../trace/graph.ts';
import type { Limits } from '../trace/limits.ts';
import { holdingsNamedBy, subjectOfSeed } from '../trace/marks.ts';
import { type AmountRange, type Outcome, outcomesOf, rangeOf } from '../trace/outcome.ts';
import { OutcomeTables } from '../trace/outcome-tables.ts';
import type { Distrust } from '../trace/proof.ts';
import { assetOfSeed, type Seed } from '../trace/seed.ts';
import { drivers, type Settlement } from '../trace/settle.ts';
import { type AssetScope, factKeys } from '../trace/subject.ts';
import { reliedOn, type Verification, verificationOf } from '../trace/verification.ts';
import { depositPatterns } from './deposit-patterns.ts';
import { digestBy, digestOf, type Sha256, sha256InJavaScript } from './digest.ts';
import type { Pattern } from './pattern.ts';
import { bitcoinPatterns } from './patterns.ts';
import { counting, type Stolen, stolenTable } from './stolen.ts';

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

/** What each method says where the report speaks of the main one; in no digest. */
export interface ByMethod {
  readonly outcomes: OutcomeTables;
  readonly flags: Views;
}

export interface Report {
  readonly method: MethodName;
  readonly methods: readonly MethodName[];
  readonly byMethod: ByMethod;
  readonly assets: AssetScope;
  readonly tips: Readonly<Partial<Record<Chain, Tip>>>;
  readonly standing: Readonly<Partial<Record<Chain, boolean | null>>>;
  readonly forks: Forks;
  readonly verification: Verification;
  readonly inputDigest: string;
  readonly resultDigest: string;
  readonly stolen: readonly Stolen[];
  readonly outcomes: readonly Outcome[];
  readonly flags: readonly Flag[];
  readonly exposure: ExposureTable;
  readonly gaps: readonly Gap[];
  readonly assumptions: readonly Assumption[];
  readonly clusters: readonly Cluster[];
  readonly patterns: readonly Pattern[];
  /** Transfers that say nothing about the case, in chain order. */
  readonly noise: readonly Noise[];
  readonly transactions: number;
  /** Distinct addresses that stolen value reached under the main method. */
  readonly addresses: number;
  /** The most hops any stolen value was followed under the main method. */
  readonly hops: number;
}

export interface ReportInput {
  readonly seeds: readonly Seed[];
  /** What was looked at; all when not given. */
  readonly assets?: AssetScope;
  readonly limits: Limits;
  readonly graph: Graph;
  readonly tips: Readonly<Partial<Record<Chain, Tip>>>;
  readonly tags: TagLookup;
  /** Digest of the tag set used. */
  readonly tagsDigest: string;
  readonly settlement: Settlement;
  /** What was found, where that is known already. */
  readonly results?: {
    readonly flags: Flag[];
    readonly outcomes: Outcome[];
    readonly byMethod: ByMethod;
  };
  /** By chain, whether the pinned block is still in the chain; null or absent where that is not known. */
  readonly standing?: Readonly<Partial<Record<Chain, boolean | null>>>;
  /** By chain, the last block that the run could take over from earlier ones; absent where it could take over all. */
  readonly forks?: Forks;
  /** Explorers of whose word nothing is used; absent for none. */
  readonly distrusted?: readonly Distrust[];
  /** For the digest of the inputs, which is over every transaction; the core's own when not given. */
  readonly sha256?: Sha256;
  /** What is known of the contracts of mixers; absent for nothing. */
  readonly mixers?: MixerContracts;
}

/** Builds the report of a settled run. @throws InvariantError when the outcomes do not add up */
export function buildReport(input: ReportInput): Report {
  const { settlement, graph, tips } = input;
  const methods = settlement.ledgers.map((ledger) => ledger.method.name);
  const mixers = input.mixers ?? NO_CONTRACTS;
  const found = input.results ?? foundIn(input);
  const outcomes = outcomesWithDeposits(found.outcomes, graph, mixers);
  const [main] = settlement.ledgers;
  const { tape } = settlement;
  const reached = [...(main?.reach.holdings() ?? [])];
  const keys = reached.map((holding) => tape.keyOf(holding));
  const ethereumHeight = tips.ethereum?.height ?? 0;
  const results = {
    stolen: stolenTable(input.seeds, settlement),
    outcomes,
    exposure: exposureTable(settlement, input),
    flags: withDeposits(found.flags, graph, mixers),
    gaps: gapsOf(input),
    assumptions: assumptionsOf(input),
    clusters: clustersOf(settlement, graph, input.tags),
    patterns: [
      ...bitcoinPatterns(settlement, graph, input.tags),
      ...depositPatterns(settlement, input, ethereumHeight),
    ],
    noise: caseNoise(keys, graph, ethereumHeight),
  };
  const places = keys.filter((key) => parseHolding(key).kind !== 'fees');
  return {
    method: methods[0] ?? 'fifo',
    methods,
    byMethod: found.byMethod,
    assets: input.assets ?? 'all',
    tips,
    standing: input.standing ?? {},
    forks: input.forks ?? {},
    verification: verificationOf(reliedOn(results.flags, outcomes), graph, input.distrusted ?? []),
    inputDigest: inputDigest(input, methods),
    resultDigest: resultDigest(results),
    ...results,
    transactions: graph.bitcoin.size + graph.ethereum.size,
    addresses: new Set(places.map((key) => placeOf(key, graph).address)).size,
    hops: reached.reduce((most, holding) => Math.max(most, main?.reach.hopsTo(holding) ?? 0), 0),
  };
}

function foundIn(input: ReportInput): NonNullable<ReportInput['results']> {
  const { settlement, seeds, graph } = input;
  const byMethod = {
    outcomes: new OutcomeTables(settlement, seeds),
    flags: new Views(settlement, input),
  };
  return {
    byMethod,
    flags: assess(settlement, input, byMethod.flags),
    outcomes: outcomesOf(settlement, seeds, graph, byMethod.outcomes),
  };
}

type Results = Pick<
  Report,
  'stolen' | 'outcomes' | 'flags' | 'exposure' | 'gaps' | 'assumptions' | 'clusters' | 'patterns' | 'noise'
>;

/**
 * Paths by seed, and the ways of exposure, follow from the rest and are many; the digest covers the two that are shown with each
 * flag. What has no block yet is no result.
 */
function resultDigest({ flags, outcomes, exposure, noise, ...results }: Results) {
  const shown = flags.map(({ paths: _paths, ...flag }) => flag);
  const final = outcomes.map(({ holdings, ...outcome }) => ({
    ...outcome,
    holdings: holdings.map(({ pendingSpend: _pending, ...holding }) => holding),
  }));
  return digestOf({
    form: 'coinhound-result/2',
    ...results,
    outcomes: final,
    flags: shown,
    exposure: digestedExposure(exposure),
    ...(noise.length === 0 ? {} : { noise }),
  });
}

/** Everything that the result follows from. */
function inputDigest(input: ReportInput, methods: readonly MethodName[]): string {
  const { seeds, limits, tips, tagsDigest, graph, mixers, assets = 'all' } = input;
  const scope = assets === 'all' ? {} : { assets };
  const known = mixers === undefined ? {} : { mixersDigest: mixers.digest };
  const digest = (value: unknown) => digestBy(input.sha256 ?? sha256InJavaScript, value);
  const transactions = [
    ...Array.from(graph.bitcoin.values(), digest),
    ...Array.from(graph.ethereum.values(), digest),
  ].sort();
  const rest = { seeds, limits, methods, tips, tagsDigest, transactions, ...known, ...scope };
  return digest({ form: 'coinhound-input/1', ...rest });
}

/** Holdings that were not explored, one gap for each reason and place, the largest first; then seeds that say nothing. */
function gapsOf(input: ReportInput): Gap[] {
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
function lostTips({ tips, standing = {} }: ReportInput): Gap[] {
  return CHAINS.flatMap((chain) => {
    const tip = tips[chain];
    if (tip === undefined || standing[chain] !== false) return [];
    const reason = `block ${tip.height}, which the run is pinned to, is not in the chain any more: scan again`;
    return [{ reason, chain, address: tip.hash, asset: NATIVE_ASSET[chain], amount: null, range: null }];
  });
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

function assumptionsOf({ seeds, settlement }: ReportInput): Assumption[] {
  const { plan, tape, ledgers } = settlement;
  const seeded = new Set(
    seeds.map((seed) => (seed.kind === 'address' ? `${seed.address}/${seed.asset}` : '')),
  );
  const driving = drivers(ledgers);
  return [...plan.openings]
    .filter(([holding]) => driving.some((ledger) => ledger.reach.hopsTo(holding) !== null))
    .map(([holding, amount]) => ({ key: tape.keyOf(holding), amount }))
    .sort((a, b) => compare(a.key, b.key))
    .map(({ key, amount }) => {
      const [address = ''] = key.split('/');
      const base = { kind: 'opening-balance', chain: 'ethereum', address, asset: assetOf(key) } as const;
      return { ...base, amount, stolen: seeded.has(key) };
    });
}
