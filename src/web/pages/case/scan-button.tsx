/**
 * Scans the case again, now.
 */

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { RefreshCw } from 'lucide-react';
import type { CaseJson } from '../../api/types.ts';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { useApi, useMay } from '../../session/session.tsx';

export function ScanButton({ theCase }: { readonly theCase: CaseJson }) {
  const [api, queries, mayScan] = [useApi(), useQueryClient(), useMay('investigator')];
  const scan = useMutation({
    mutationFn: () => api.send('POST', `/v1/cases/${theCase.id}/rescan`),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['case', theCase.id], exact: true }),
  });
  if (!mayScan) return null;
  const isBusy = theCase.state === 'running' || scan.isPending;
  return (
    <>
      <button type="button" onClick={() => scan.mutate()} disabled={isBusy}>
        <RefreshCw aria-hidden size={16} /> {isBusy ? 'Scanning …' : 'Scan now'}
      </button>
      {scan.error !== null && <ProblemNote error={scan.error} />}
    </>
  );
}
