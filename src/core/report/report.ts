/**
 * The report of a finished run: stolen, outcomes, flags, gaps, assumptions, digests, in stable order. A pure
 * function of the settlement; the edges only print it.
 */

import type { Chain, Tip } from '../chain.ts';
import { clustersOf } from '../cluster/clusters.ts';
import { exposureTable } from '../exposure/table.ts';
import { outcomesWithDeposits, withDeposits } from '../flags/flag-deposits.ts';
import type { AssetScope } from '../graph/subject.ts';
import { parseHolding } from '../holding.ts';
import { caseNoise } from '../noise/case-noise.ts';
import type { MethodName } from '../taint/method.ts';
import { placeOf } from '../trace/end.ts';
import type { Forks } from '../trace/fork.ts';
import { assumptionsOf } from './assumptions.ts';
import { depositPatterns } from './deposit-patterns.ts';
import { gapsOf } from './gaps.ts';
import { bitcoinPatterns } from './patterns.ts';
import { inputDigest, resultDigest } from './report-digests.ts';
import type { ByMethod, ReportInput } from './report-input.ts';
import type { Results } from './results.ts';
import { stolenTable } from './stolen.ts';
import { reliedOn, type Verification, verificationOf } from './verification.ts';

export interface Report extends Results {
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
  readonly transactions: number;
  /** Distinct addresses that stolen value reached under the main method. */
  readonly addresses: number;
  /** The most hops any stolen value was followed under the main method. */
  readonly hops: number;
}

/** Builds the report of a settled run. @throws InvariantError when the outcomes do not add up */
export function buildReport(input: ReportInput): Report {
  const { settlement, graph, tips, mixers, results: found } = input;
  const methods = settlement.ledgers.map((ledger) => ledger.method.name);
  const outcomes = outcomesWithDeposits(found.outcomes, graph, mixers);
  const [main] = settlement.ledgers;
  const { tape } = settlement;
  const reached = [...(main?.reach.holdings() ?? [])];
  const keys = reached.map((holding) => tape.keyOf(holding));
  const ethereumHeight = tips.ethereum?.height ?? 0;
  const results: Results = {
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
    assets: input.assets,
    tips,
    standing: input.standing,
    forks: input.forks,
    verification: verificationOf(reliedOn(results.flags, outcomes), graph, input.distrusted),
    inputDigest: inputDigest(input, methods),
    resultDigest: resultDigest(results),
    ...results,
    transactions: graph.bitcoin.size + graph.ethereum.size,
    addresses: new Set(places.map((key) => placeOf(key, graph).address)).size,
    hops: reached.reduce((most, holding) => Math.max(most, main?.reach.hopsTo(holding) ?? 0), 0),
  };
}
