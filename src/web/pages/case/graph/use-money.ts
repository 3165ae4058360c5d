/**
 * What the pages of the graph and of the time line show: graph, outcomes and flags of the shown run, as one.
 */

import type { UseQueryResult } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { FlagJson, OutcomeJson } from '../../../api/types.ts';
import { useFlags, useMoneyGraph, useOutcomes } from '../use-results.ts';
import { type MoneyModel, moneyModel } from './money-model.ts';

export interface Money {
  readonly model: MoneyModel;
  readonly outcomes: readonly OutcomeJson[];
  readonly flags: readonly FlagJson[];
}

export function useMoney(): Pick<UseQueryResult<Money>, 'data' | 'error'> {
  const [graph, outcomes, flags] = [useMoneyGraph(), useOutcomes(), useFlags()];
  const data = useMemo(() => {
    if (graph.data === undefined || outcomes.data === undefined || flags.data === undefined) return undefined;
    const model = moneyModel(graph.data, outcomes.data);
    return { model, outcomes: outcomes.data, flags: flags.data };
  }, [graph.data, outcomes.data, flags.data]);
  return { data, error: graph.error ?? outcomes.error ?? flags.error };
}
