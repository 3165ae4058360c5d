/**
 * What stands around every page of a case: its name and state, the run, the method, and where one may go.
 */

import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useMemo, useRef } from 'react';
import { Link, NavLink, Outlet, useLocation, useParams, useSearchParams } from 'react-router';
import { ApiError } from '../../api/client.ts';
import type { CaseJson, RunJson } from '../../api/types.ts';
import { useCurrentInSight } from '../../parts/current-in-sight.ts';
import { Fetched } from '../../parts/fetched.tsx';
import { labelText } from '../../parts/label-text.tsx';
import { Page } from '../../parts/page.tsx';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { useApi } from '../../session/session.tsx';
import { caseSearch, changedSearch } from './case-address.ts';
import { CaseContext, type CaseView } from './case-context.tsx';
import style from './case-frame.module.css';
import { CaseHeader } from './case-header.tsx';
import { DocumentsMenu } from './documents-menu.tsx';
import { RunProgress } from './run-progress.tsx';
import { ScanButton } from './scan-button.tsx';
import { reportQuery } from './use-results.ts';

/** Places of a case, in the order in which one asks. */
const PLACES = [
  ['', 'Overview'],
  ['graph', 'Graph'],
  ['timeline', 'Time line'],
  ['outcomes', 'Outcomes'],
  ['flags', 'Flags'],
  ['paths', 'Paths'],
  ['victims', 'Victims'],
  ['exposure', 'Exposure'],
  ['transactions', 'Transactions'],
  ['alerts', 'Alerts and watch'],
] as const;

/** What can be seen before a run has ended. */
const WITHOUT_RESULTS = /\/alerts$/;

/** While nothing runs, a scan may begin elsewhere: by the schedule, or by a colleague (ms). */
const LOOK_AGAIN_MS = 15_000;

export function CaseFrame() {
  const { caseId = '' } = useParams();
  const api = useApi();
  const query = useQuery({
    queryKey: ['case', caseId],
    queryFn: ({ signal }) => api.get<CaseJson>(`/v1/cases/${caseId}`, { signal }),
    refetchInterval: LOOK_AGAIN_MS,
  });
  if (query.data === undefined && query.error !== null) return <NoCase error={query.error} />;
  return <Fetched query={query}>{(theCase) => <WithRuns theCase={theCase} />}</Fetched>;
}

function NoCase({ error }: { readonly error: Error }) {
  return (
    <Page title={error instanceof ApiError && error.status === 404 ? 'No such case' : 'Case'}>
      <ProblemNote error={error} />
      <p>
        Go back to the <Link to="/cases">cases</Link>.
      </p>
    </Page>
  );
}

/** Runs change only when one begins or ends. */
function WithRuns({ theCase }: { readonly theCase: CaseJson }) {
  const api = useApi();
  const [asked] = useSearchParams();
  const { data: runs } = useQuery({
    queryKey: ['case', theCase.id, 'runs', theCase.run.id, theCase.run.state],
    queryFn: ({ signal }) => api.all<RunJson>(`/v1/cases/${theCase.id}/runs`, { signal }),
    placeholderData: (before) => before,
  });
  const wanted = asked.get('run');
  if (wanted !== null && runs === undefined) return null;
  const known = runs ?? (theCase.results === null ? [] : [theCase.results]);
  const finished = known.filter(({ state }) => state === 'done');
  const run = finished.find(({ id }) => id === wanted) ?? theCase.results;
  const isMissing = wanted !== null && run?.id !== wanted;
  return <Framed key={run?.id} {...{ theCase, run, finished, isMissing }} />;
}

interface FramedProps {
  readonly theCase: CaseJson;
  readonly run: RunJson | null;
  readonly finished: readonly RunJson[];
  /** True when the address of the page names a run that is not there. */
  readonly isMissing: boolean;
}

function Framed({ theCase, run, finished, isMissing }: FramedProps) {
  const { pathname } = useLocation();
  const view = useView(theCase, run);
  const actions = (
    <>
      <ScanButton theCase={theCase} />
      {run !== null && <DocumentsMenu caseId={theCase.id} run={run} />}
    </>
  );
  return (
    <CaseContext value={view}>
      <Page title={labelText(theCase.name)} actions={actions}>
        {isMissing && (
          <p role="alert">
            The run that this address names is none of this case’s finished ones; the newest is shown.
          </p>
        )}
        <CaseHeader finished={finished} />
        {theCase.state === 'running' && <RunProgress key={theCase.run.id} theCase={theCase} />}
        <Places search={view.search} />
        {run !== null || WITHOUT_RESULTS.test(pathname) ? <Outlet /> : <NoResults state={theCase.state} />}
      </Page>
    </CaseContext>
  );
}

function useView(theCase: CaseJson, run: RunJson | null): CaseView {
  const [asked, setAsked] = useSearchParams();
  const { data: report } = useQuery(reportQuery(useApi(), theCase.id, run?.id ?? null));
  const main = run?.method ?? theCase.run.method;
  return useMemo(() => {
    const methods =
      report === undefined ? [main] : [main, ...report.run.methods.filter((one) => one !== main)];
    const method = methods.find((one) => one === asked.get('method')) ?? main;
    return {
      theCase,
      run,
      runId: run?.id ?? null,
      method,
      methods,
      setMethod: (chosen) =>
        setAsked((now) => changedSearch(now, 'method', chosen === main ? null : chosen), { replace: true }),
      search: caseSearch(asked),
    };
  }, [theCase, run, report, main, asked, setAsked]);
}

function Places({ search }: { readonly search: string }) {
  const { pathname } = useLocation();
  const places = useRef<HTMLElement>(null);
  useCurrentInSight(places, pathname);
  return (
    <nav ref={places} aria-label="Case" className={style.places}>
      {PLACES.map(([path, text]) => (
        <NavLink
          key={path}
          to={{ pathname: path, search }}
          end
          className={({ isActive }) => `${style.place} ${isActive ? style.active : ''}`}
        >
          {text}
        </NavLink>
      ))}
    </nav>
  );
}

function NoResults({ state }: { readonly state: CaseJson['state'] }): ReactNode {
  return state === 'running' ? (
    <p>The first run is under way. What it found is shown here as soon as it ends.</p>
  ) : (
    <p>No run of this case has ended well, so there are no results. The reason stands above; scan again.</p>
  );
}
