/**
 * The JSON of a finished case: a public contract (docs/report.md). Keys may be added, never renamed. Amounts are
 * decimal strings of the smallest unit, times ISO 8601 UTC.
 */

import type { Chain } from '../../core/chain.ts';
import type { Flag } from '../../core/flags/flag.ts';
import type { MixerProfile } from '../../core/flags/mixer-profile.ts';
import type { Views } from '../../core/flags/views.ts';
import type { Freeze } from '../../core/freezes/issuer.ts';
import { digestOf } from '../../core/report/digest.ts';
import type { Report } from '../../core/report/report.ts';
import type { Verification } from '../../core/report/verification.ts';
import type { MethodName } from '../../core/taint/method.ts';
import type { Outcome, OutcomeHolding } from '../../core/trace/outcome.ts';
import type { MethodAmounts, OutcomeTables } from '../../core/trace/outcome-tables.ts';
import type { Seed } from '../../core/trace/seed.ts';
import type { Valuation, ValuedOutcome } from '../../core/valuation/valuation.ts';
import type { Case } from '../case-body.ts';
import type { LeadsJson } from '../exit-leads.ts';
import type { TrafficCount } from '../ports.ts';
import { freezeJson } from '../read-freezes.ts';
import { formatUtcTime } from '../utc-time.ts';
import { clustersJson, patternsJson, patternsOfFlag } from './report-clusters.ts';
import { depositsJson } from './report-deposits.ts';
import { exposureJson } from './report-exposure.ts';
import { noiseJson } from './report-noise.ts';
import { pathsJson, stepJson } from './report-paths.ts';
import { profileJson } from './report-profile.ts';
import { valuationJson } from './report-valuation.ts';
import { originsJson, seedJson, victimsJson } from './report-victims.ts';
import { shownAddress } from './shown-address.ts';

/** A finished run. */
export interface FinishedRun {
  readonly case: Case;
  readonly report: Report;
  /** Absent where nothing was valued. */
  readonly valuation?: Valuation;
  /** What is published of mixers; absent for nothing. */
  readonly profiles?: readonly MixerProfile[];
  /** Absent where no events of pools are known. */
  readonly leads?: LeadsJson;
  /** Absent where the issuers were not asked. */
  readonly freezes?: readonly Freeze[];
  readonly traffic: TrafficCount;
  readonly seconds: number;
}

/** Digits of a digest that make an id: 64 bits. */
const ID_DIGITS = 16;

/** The contract form of a finished run. Ids derive from the content, so equal runs have equal ids. */
export function reportJson(run: FinishedRun) {
  const { report, traffic, valuation } = run;
  const { seeds } = run.case;
  const patternsOf = patternsOfFlag(report.patterns);
  return {
    case: {
      id: `case-${digestOf({ name: run.case.name, seeds: run.case.seeds }).slice(0, ID_DIGITS)}`,
      name: run.case.name,
    },
    run: runJson(report),
    seeds: seeds.map(seedJson),
    stolen: report.stolen.map((stolen) => ({
      asset: stolen.asset,
      amount: stolen.amount.toString(),
      usd: valuation?.stolen.get(stolen.asset) ?? null,
      range: rangeJson(stolen.range),
      amounts: amountsJson(report.byMethod.outcomes.stolenOf(stolen.asset)),
      seeds: stolen.seeds,
      origins: originsJson(stolen.origins, seeds).map((origin) => ({
        ...origin,
        usd: valuation?.seeds[origin.seed - 1] ?? null,
      })),
    })),
    outcomes: report.outcomes.map((outcome, index) =>
      outcomeJson(outcome, seeds, report.byMethod.outcomes, valuation?.outcomes[index]),
    ),
    victims: victimsJson(report, seeds),
    flags: report.flags.map((flag) => ({
      ...flagJson(flag, run.profiles ?? [], report.byMethod.flags),
      patterns: patternsOf(flag),
    })),
    exposure: exposureJson(report.exposure),
    gaps: report.gaps.map((gap) => ({
      reason: gap.reason,
      chain: gap.chain,
      address: shownAddress(gap.chain, gap.address),
      asset: gap.asset,
      amount: gap.amount?.toString() ?? null,
      range: gap.range === null ? null : rangeJson(gap.range),
    })),
    assumptions: report.assumptions.map((assumption) => ({
      ...assumption,
      address: shownAddress(assumption.chain, assumption.address),
      amount: assumption.amount.toString(),
    })),
    noise: report.noise.map(noiseJson),
    paths: pathsJson(report.flags),
    clusters: clustersJson(report.clusters),
    patterns: patternsJson(report.patterns),
    verification: verificationJson(report.verification),
    valuation: valuation === undefined ? null : valuationJson(valuation),
    leads: run.leads ?? null,
    freezes: run.freezes?.map(freezeJson) ?? null,
    stats: {
      transactions: report.transactions,
      addresses: report.addresses,
      hops: report.hops,
      requests: traffic.requests,
      cacheHits: traffic.cacheHits,
      seconds: Math.round(run.seconds * 1000) / 1000,
    },
  };
}

export type ReportJson = ReturnType<typeof reportJson>;

function runJson(report: Report) {
  const tip = Object.fromEntries(
    Object.entries(report.tips).map(([chain, { height, hash, time }]) => [
      chain,
      { height, hash, time: formatUtcTime(time), inChain: report.standing[chain as Chain] ?? null },
    ]),
  );
  const takenOver = Object.entries(report.forks).map(([chain, { height }]) => ({ chain, upTo: height }));
  return {
    id: `run-${report.inputDigest.slice(0, ID_DIGITS)}`,
    method: report.method,
    methods: report.methods,
    assets: report.assets,
    tip,
    ...(takenOver.length === 0 ? {} : { reorganised: takenOver }),
    inputDigest: report.inputDigest,
    resultDigest: report.resultDigest,
  };
}

function outcomeJson(
  outcome: Outcome,
  seeds: readonly Seed[],
  tables: OutcomeTables,
  valued?: ValuedOutcome,
) {
  return {
    kind: outcome.kind,
    entity: outcome.entity,
    asset: outcome.asset,
    amount: outcome.amount.toString(),
    usd: valued?.usd ?? null,
    range: rangeJson(outcome.range),
    amounts: amountsJson(tables.amountsOf(outcome)),
    holdings: outcome.holdings.length,
    transactions: outcome.transactions.length,
    origins: originsJson(outcome.origins, seeds),
    ...depositsJson(outcome.deposits),
    places: outcome.holdings.map((place, index) => ({
      ...placeJson(place, valued?.places[index]),
      amounts: amountsJson(tables.amountsAt(outcome, place.holding)),
    })),
  };
}

function placeJson(place: OutcomeHolding, valued?: ValuedOutcome['places'][number]) {
  const { amount, held } = place;
  return {
    ...whereJson(place),
    amount: amount.toString(),
    usd: valued?.usd ?? null,
    held:
      held === null ? null : { asset: held.asset, amount: held.amount.toString(), usd: valued?.held ?? null },
    ...whyJson(place),
  };
}

/** Where something rests. */
export function whereJson({ chain, holding, address }: OutcomeHolding) {
  return { chain, holding, address: shownAddress(chain, address) };
}

/** Why it was not followed further. */
export function whyJson({ reason, pendingSpend }: OutcomeHolding) {
  if (pendingSpend === null) return { reason };
  return { reason: `${reason}; the unconfirmed transaction ${pendingSpend} spends it`, pendingSpend };
}

/** A flag without the patterns on its ways. */
export function flagJson(flag: Flag, profiles: readonly MixerProfile[], views: Views) {
  return {
    chain: flag.chain,
    address: shownAddress(flag.chain, flag.address),
    kind: flag.kind,
    entity: flag.entity,
    confidence: flag.confidence,
    asset: flag.asset,
    amount: flag.amount.toString(),
    range: rangeJson(flag.range),
    amounts: amountsJson(views.amountsOf(flag)),
    hops: flag.hops,
    basis: flag.basis,
    evidence: flag.evidence,
    time: formatUtcTime(flag.time),
    profile: profileJson(flag, profiles),
    ...depositsJson(flag.deposits),
    path: flag.path.map((step) => stepJson(flag.chain, step)),
    heaviest: flag.heaviest.map((step) => stepJson(flag.chain, step)),
  };
}

function verificationJson({ reliedOn, hashed, inBlock, unverified, opinions, distrusted }: Verification) {
  return { transactions: reliedOn, hashed, inBlock, unverified, opinions, distrusted };
}

/** By method, in the order of the methods. */
export function amountsJson(amounts: MethodAmounts): Partial<Record<MethodName, string>> {
  return Object.fromEntries(Array.from(amounts, ([method, amount]) => [method, amount.toString()]));
}

export function rangeJson({ min, max }: { readonly min: bigint; readonly max: bigint }) {
  return { min: min.toString(), max: max.toString() };
}
