/** What stands around every page of a case: its name and state, the method, and where one may go. */

import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { NavLink, Outlet, useParams } from 'react-router';
import type { CaseJson } from '../../api/types.ts';
import { Fetched } from '../../parts/fetched.tsx';
import { labelText } from '../../parts/label-text.tsx';
import { Page } from '../../parts/page.tsx';
import { useApi } from '../../session/session.tsx';
import { CaseContext, type CaseView } from './case-context.tsx';
import style from './case-frame.module.css';

/** Places of a case, in the order in which one asks. */
const PLACES = [
  ['', 'Overview'],
  ['graph', 'Graph'],
  ['timeline', 'Time line'],
  ['outcomes', 'Outcomes'],
  ['flags', 'Flags'],
  ['paths', 'Paths'],
  ['victims', 'Victims'],
  ['transactions', 'Transactions'],
  ['alerts', 'Alerts and watch'],
] as const;

export function CaseFrame() {
  const { caseId = '' } = useParams();
  const api = useApi();
  const query = useQuery({
    queryKey: ['case', caseId],
    queryFn: ({ signal }) => api.get<CaseJson>(`/v1/cases/${caseId}`, { signal }),
  });
  return <Fetched query={query}>{(theCase) => <Framed theCase={theCase} />}</Fetched>;
}

function Framed({ theCase }: { readonly theCase: CaseJson }) {
  const run = theCase.results;
  const main = run?.method ?? theCase.run.method;
  const [method, setMethod] = useState<string>(main);
  const view = useMemo<CaseView>(
    () => ({ theCase, runId: run?.id ?? null, method, methods: [main], setMethod }),
    [theCase, run, method, main],
  );
  return (
    <CaseContext value={view}>
      <Page title={labelText(theCase.name)}>
        <nav aria-label="Case" className={style.places}>
          {PLACES.map(([path, text]) => (
            <NavLink
              key={path}
              to={path}
              end
              className={({ isActive }) => `${style.place} ${isActive ? style.active : ''}`}
            >
              {text}
            </NavLink>
          ))}
        </nav>
        <Outlet />
      </Page>
    </CaseContext>
  );
}
