/** How a case stands; of a run under way, how far it is. */

import { useQuery } from '@tanstack/react-query';
import { CircleCheck, CircleX, LoaderCircle } from 'lucide-react';
import type { CaseJson, CaseOverviewJson } from '../../api/types.ts';
import { labelText } from '../../parts/label-text.tsx';
import { useApi } from '../../session/session.tsx';
import style from './case-list.module.css';

const ICONS = { running: LoaderCircle, done: CircleCheck, failed: CircleX } as const;
const ASKED_EVERY_MS = 1500;

export function CaseState({ theCase }: { readonly theCase: CaseOverviewJson }) {
  const { state, run } = theCase;
  const Icon = ICONS[state];
  return (
    <span className={`${style.state} ${style[state]}`}>
      <Icon aria-hidden size={16} />
      <span>
        {state}
        {state === 'running' && <Progress caseId={theCase.id} />}
        {run.error !== null && <span className={style.error}> {labelText(run.error)}</span>}
      </span>
    </span>
  );
}

/** Look-ups so far, of those that are known to be needed. */
function Progress({ caseId }: { readonly caseId: string }) {
  const api = useApi();
  const { data } = useQuery({
    queryKey: ['case', caseId],
    queryFn: ({ signal }) => api.get<CaseJson>(`/v1/cases/${caseId}`, { signal }),
    refetchInterval: ASKED_EVERY_MS,
  });
  const progress = data?.progress ?? null;
  if (progress === null) return null;
  const { lookupsDone, lookups } = progress;
  return (
    <span className={style.progress}>
      <progress value={lookupsDone} max={Math.max(lookups, 1)} aria-label="Look-ups done" /> {lookupsDone} of{' '}
      {lookups} look-ups
    </span>
  );
}
