/** Whether a case is scanned again, what its scans found new, and who was told. */

import { useInfiniteQuery } from '@tanstack/react-query';
import type { AlertJson, CaseJson, ListPage } from '../../../api/types.ts';
import { ProblemNote } from '../../../parts/problem-note.tsx';
import { useApi } from '../../../session/session.tsx';
import { useCase } from '../case-context.tsx';
import { AlertEntry } from './alert-entry.tsx';
import style from './alerts.module.css';
import { WatchSection } from './watch-section.tsx';

const PER_PAGE = 20;
const ASKED_EVERY_MS = 15_000;

export function AlertsPage() {
  const { theCase } = useCase();
  return (
    <div className={style.page}>
      <WatchSection theCase={theCase} />
      <AlertList theCase={theCase} />
    </div>
  );
}

function AlertList({ theCase }: { readonly theCase: CaseJson }) {
  const { id: caseId, watch, results } = theCase;
  const api = useApi();
  const { data, error, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery({
    // Alerts come when a run ends.
    queryKey: ['case', caseId, 'alerts', 'after', results?.id],
    queryFn: ({ pageParam, signal }) =>
      api.get<ListPage<AlertJson>>(`/v1/cases/${caseId}/alerts`, {
        query: { limit: PER_PAGE, cursor: pageParam },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    refetchInterval: ASKED_EVERY_MS,
  });
  const alerts = data?.pages.flatMap(({ items }) => items);
  return (
    <section aria-labelledby="alerts" className={style.section}>
      <h2 id="alerts">Alerts</h2>
      {alerts === undefined && error === null && <p role="status">Loading …</p>}
      {error !== null && <ProblemNote error={error} />}
      {alerts?.length === 0 && (
        <p>
          Nothing new has been found.
          {watch === null && ' The case is not watched, so it is scanned only when somebody asks for it.'}
        </p>
      )}
      {alerts?.map((alert, index) => (
        <AlertEntry key={alert.id} caseId={caseId} alert={alert} isOpen={index === 0} />
      ))}
      {hasNextPage && (
        <button type="button" onClick={() => fetchNextPage()} disabled={isFetchingNextPage}>
          Older alerts
        </button>
      )}
    </section>
  );
}
