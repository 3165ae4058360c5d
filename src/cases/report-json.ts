/**
 * The JSON of a finished case: a public contract (docs/report.md). Keys may be added, never renamed. Amounts are
 * decimal strings of the smallest unit, times ISO 8601 UTC.
 */

import { displayAddress } from '../core/address.ts';
import type { Chain } from '../core/chain.ts';
import type { Flag, PathStep } from '../core/flags/flag.ts';
import { digestOf } from '../core/report/digest.ts';
import type { Report } from '../core/report/report.ts';
import type { Outcome } from '../core/trace/outcome.ts';
import { isPlaceholderId } from '../core/transaction.ts';
import type { Case } from './case-body.ts';
import type { TrafficCount } from './ports.ts';

import { formatUtcTime } from './utc-time.ts';

/** A finished run. */
export interface FinishedRun {
  readonly case: Case;
  readonly report: Report;
  readonly traffic: TrafficCount;
  readonly seconds: number;
}

/** Digits of a digest that make an id: 64 bits. */
const ID_DIGITS = 16;

/** The contract form of a finished run. Ids derive from the content, so equal runs have equal ids. */
export function reportJson(run: FinishedRun) {
  const { report, traffic } = run;
  return {
    case: {
      id: `case-${digestOf({ name: run.case.name, seeds: run.case.seeds }).slice(0, ID_DIGITS)}`,
      name: run.case.name,
    },
    run: runJson(report),
    stolen: report.stolen.map(({ asset, amount, range, seeds }) => ({
      asset,
      amount: amount.toString(),
      range: rangeJson(range),
      seeds,
    })),
    outcomes: report.outcomes.map(outcomeJson),
    flags: report.flags.map(flagJson),
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
      { height, hash, time: formatUtcTime(time) },
    ]),
  );
  return {
    id: `run-${report.inputDigest.slice(0, ID_DIGITS)}`,
    method: report.method,
    methods: report.methods,
    tip,
    inputDigest: report.inputDigest,
    resultDigest: report.resultDigest,
  };
}

function outcomeJson(outcome: Outcome) {
  return {
    kind: outcome.kind,
    entity: outcome.entity,
    asset: outcome.asset,
    amount: outcome.amount.toString(),
    range: rangeJson(outcome.range),
    holdings: outcome.holdings.length,
    transactions: outcome.transactions.length,
    places: outcome.holdings.map(({ chain, holding, address, amount, reason }) => ({
      chain,
      holding,
      address: shownAddress(chain, address),
      amount: amount.toString(),
      reason,
    })),
  };
}

function flagJson(flag: Flag) {
  return {
    chain: flag.chain,
    address: shownAddress(flag.chain, flag.address),
    kind: flag.kind,
    entity: flag.entity,
    confidence: flag.confidence,
    asset: flag.asset,
    amount: flag.amount.toString(),
    range: rangeJson(flag.range),
    hops: flag.hops,
    basis: flag.basis,
    evidence: flag.evidence,
    path: flag.path.map((step) => stepJson(flag.chain, step)),
  };
}

function stepJson(chain: Chain, step: PathStep) {
  return {
    txid: step.txid,
    ...(isPlaceholderId(step.txid) ? { syntheticId: true } : {}),
    time: formatUtcTime(step.time),
    from: shownAddress(chain, step.from),
    to: shownAddress(chain, step.to),
    asset: step.asset,
    amount: step.amount.toString(),
  };
}

function rangeJson({ min, max }: { readonly min: bigint; readonly max: bigint }) {
  return { min: min.toString(), max: max.toString() };
}

/** Addresses are printed in their display form; a transaction id in the place of an address stays as it is. */
export function shownAddress(chain: Chain, address: string): string {
  return chain === 'ethereum' && /^0x[0-9a-f]{40}$/.test(address) ? displayAddress(chain, address) : address;
}
