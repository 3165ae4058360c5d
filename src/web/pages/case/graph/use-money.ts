/**
 * What the pages of the graph and of the time line ask the API for: results of the run that the case shows.
 */

import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { FlagJson, MoneyGraphJson, OutcomeJson } from '../../../api/types.ts';
import { useApi } from '../../../session/session.tsx';
import { useCase } from '../case-context.tsx';
import { type MoneyModel, moneyModel } from './money-model.ts';

/** A finished run never changes. */
const LASTING = { staleTime: Number.POSITIVE_INFINITY, gcTime: 600_000 } as const;

export interface Money {
  readonly model: MoneyModel;
  readonly outcomes: readonly OutcomeJson[];
  readonly flags: readonly FlagJson[];
}

function useResult<T>(
  name: string,
  ask: (path: string, query: Record<string, string | null>, signal: AbortSignal) => Promise<T>,
) {
  const { theCase, runId, method, methods } = useCase();
  // The main method needs no word.
  const under: Record<string, string> = method === methods[0] ? {} : { method };
  return useQuery({
    queryKey: ['case', theCase.id, runId, name, under],
    queryFn: ({ signal }) => ask(`/v1/cases/${theCase.id}/${name}`, { run: runId, ...under }, signal),
    enabled: runId !== null,
    ...LASTING,
  });
}

/** The graph, the outcomes and the flags, as one. */
export function useMoney(): Pick<UseQueryResult<Money>, 'data' | 'error'> {
  const api = useApi();
  const graph = useResult('graph', (path, query, signal) => api.get<MoneyGraphJson>(path, { query, signal }));
  const outcomes = useResult('outcomes', (path, query, signal) =>
    api.all<OutcomeJson>(path, { query, signal }),
  );
  const flags = useResult('flags', (path, query, signal) => api.all<FlagJson>(path, { query, signal }));
  const data = useMemo(() => {
    if (graph.data === undefined || outcomes.data === undefined || flags.data === undefined) return undefined;
    const model = moneyModel(graph.data, outcomes.data);
    return { model, outcomes: outcomes.data, flags: flags.data };
  }, [graph.data, outcomes.data, flags.data]);
  return { data, error: graph.error ?? outcomes.error ?? flags.error };
}
