/** All cases that the key may see, the newest first: how they stand, and what was found. */

import { useQuery } from '@tanstack/react-query';
import { FolderPlus, Plus } from 'lucide-react';
import { Link, useSearchParams } from 'react-router';
import type { CaseOverviewJson } from '../../api/types.ts';
import { Fetched } from '../../parts/fetched.tsx';
import { Field } from '../../parts/field.tsx';
import { Page } from '../../parts/page.tsx';
import { useApi, useMay } from '../../session/session.tsx';
import style from './case-list.module.css';
import { CaseTable } from './case-table.tsx';

/** How often is asked (ms): soon while something happens. */
const OFTEN_MS = 3000;
const SELDOM_MS = 30_000;

const isRunning = ({ state }: CaseOverviewJson) => state === 'running';

export function CaseListPage() {
  const api = useApi();
  const mayOpen = useMay('investigator');
  const query = useQuery({
    queryKey: ['cases'],
    queryFn: ({ signal }) => api.all<CaseOverviewJson>('/v1/cases', { signal }),
    refetchInterval: ({ state }) => (state.data?.some(isRunning) === true ? OFTEN_MS : SELDOM_MS),
  });
  const open = (
    <Link to="/cases/new" className="button primary">
      <Plus aria-hidden size={16} /> New case
    </Link>
  );
  return (
    <Page title="Cases" actions={mayOpen ? open : undefined}>
      <Fetched query={query}>
        {(cases) => (cases.length === 0 ? <NoCase mayOpen={mayOpen} /> : <Cases cases={cases} />)}
      </Fetched>
    </Page>
  );
}

function NoCase({ mayOpen }: { readonly mayOpen: boolean }) {
  return (
    <div className={style.empty}>
      <FolderPlus aria-hidden size={40} />
      <p>No case has been opened yet.</p>
      {mayOpen && (
        <p>
          A case begins with the addresses or transactions of a theft.{' '}
          <Link to="/cases/new">Open the first one</Link>, or try a known case there.
        </p>
      )}
    </div>
  );
}

const STATES = ['running', 'done', 'failed'] as const;

function Cases({ cases }: { readonly cases: readonly CaseOverviewJson[] }) {
  const [asked, setAsked] = useSearchParams();
  const state = asked.get('state') ?? '';
  const name = asked.get('name') ?? '';
  const ask = (key: string, value: string) =>
    setAsked(
      (before) => {
        const after = new URLSearchParams(before);
        if (value === '') after.delete(key);
        else after.set(key, value);
        return after;
      },
      { replace: true },
    );
  const shown = cases.filter(
    (one) =>
      (state === '' || one.state === state) && one.name.toLowerCase().includes(name.trim().toLowerCase()),
  );
  return (
    <>
      <div className={style.filters}>
        <Field label="Name">
          {(control) => (
            <input
              {...control}
              type="search"
              value={name}
              onChange={(event) => ask('name', event.target.value)}
            />
          )}
        </Field>
        <Field label="State">
          {(control) => (
            <select {...control} value={state} onChange={(event) => ask('state', event.target.value)}>
              <option value="">all</option>
              {STATES.map((one) => (
                <option key={one} value={one}>
                  {one}
                </option>
              ))}
            </select>
          )}
        </Field>
        <span role="status" className="quiet">
          {shown.length} of {cases.length}
        </span>
      </div>
      <CaseTable cases={shown} />
    </>
  );
}
