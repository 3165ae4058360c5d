/**
 * What a run found under its other methods: stolen, outcomes and flags, each as the report tells them of the main one.
 */

import type { MixerContracts } from '../ethereum-mixers/contracts.ts';
import { flagsWithoutWays } from '../flags/assess.ts';
import type { Flag } from '../flags/flag.ts';
import { outcomesWithDeposits, withDeposits } from '../flags/flag-deposits.ts';
import type { MethodName } from '../taint/method.ts';
import { type Outcome, outcomesOf } from '../trace/outcome.ts';
import type { SettleInput, Settlement } from '../trace/settle.ts';
import { underMethod } from '../trace/under-method.ts';
import type { ByMethod } from './report-input.ts';
import { type Stolen, stolenTable } from './stolen.ts';

export interface MethodFindings {
  readonly method: MethodName;
  readonly stolen: readonly Stolen[];
  readonly outcomes: readonly Outcome[];
  /** Without the ways, which take a replay each to find. */
  readonly flags: readonly Flag[];
}

/** The findings under every method but the main one, one after another. */
export function* methodFindings(
  settlement: Settlement,
  input: Pick<SettleInput, 'seeds' | 'graph' | 'tags' | 'tips'>,
  byMethod: ByMethod,
  mixers: MixerContracts,
): Generator<MethodFindings> {
  const { seeds, graph } = input;
  for (const ledger of settlement.ledgers.slice(1)) {
    const under = underMethod(settlement, ledger);
    const outcomes = outcomesOf(under, graph, byMethod.outcomes);
    yield {
      method: ledger.method.name,
      stolen: stolenTable(seeds, under),
      outcomes: outcomesWithDeposits(outcomes, graph, mixers),
      flags: withDeposits(flagsWithoutWays(under, input, byMethod.flags), graph, mixers),
    };
  }
}
