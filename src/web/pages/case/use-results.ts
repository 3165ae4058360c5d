/**
 * Results of the run that a case's pages show, under the method that they show. A finished run never changes.
 */

import { useQuery } from '@tanstack/react-query';
import type { Api } from '../../api/client.ts';
import type { FlagJson, MoneyGraphJson, OutcomeJson, ReportJson } from '../../api/types.ts';
import { useApi } from '../../session/session.tsx';
import { useCase } from './case-context.tsx';

/** How long what does not change is kept (ms). */
const LASTING = { staleTime: Number.POSITIVE_INFINITY, gcTime: 600_000 } as const;

/** What calls about the shown run have in common. */
export function useShownRun() {
  const { theCase, runId, method, methods } = useCase();
  const path = `/v1/cases/${theCase.id}`;
  const key = ['case', theCase.id, runId] as const;
  /** The main method needs no word. */
  const under = method === methods[0] ? {} : { method };
  return { path, key, run: { run: runId }, under, isThere: runId !== null };
}

/** How the report of a run is asked for. */
export const reportQuery = (api: Api, caseId: string, runId: string | null) => ({
  queryKey: ['case', caseId, runId, 'report'],
  queryFn: ({ signal }: { readonly signal: AbortSignal }) =>
    api.get<ReportJson>(`/v1/cases/${caseId}/report`, { query: { run: runId }, signal }),
  enabled: runId !== null,
  ...LASTING,
});

/** The report, which is under the main method. */
export function useReport() {
  const { theCase, runId } = useCase();
  return useQuery(reportQuery(useApi(), theCase.id, runId));
}

/** A whole list of results. */
export function useResultList<Item>(name: string, query: Readonly<Record<string, string>> = {}) {
  const api = useApi();
  const { path, key, run, isThere } = useShownRun();
  return useQuery({
    queryKey: [...key, name, query],
    queryFn: ({ signal }) => api.all<Item>(`${path}/${name}`, { query: { ...run, ...query }, signal }),
    enabled: isThere,
    ...LASTING,
  });
}

export const useOutcomes = () => useResultList<OutcomeJson>('outcomes', useShownRun().under);
export const useFlags = () => useResultList<FlagJson>('flags', useShownRun().under);

/** The graph of the money under the shown method. */
export function useMoneyGraph() {
  const api = useApi();
  const { path, key, run, under, isThere } = useShownRun();
  return useQuery({
    queryKey: [...key, 'graph', under],
    queryFn: ({ signal }) =>
      api.get<MoneyGraphJson>(`${path}/graph`, { query: { ...run, ...under }, signal }),
    enabled: isThere,
    ...LASTING,
  });
}
