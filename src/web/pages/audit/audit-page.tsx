/** Who changed what, the newest first. For admins. */

import { useInfiniteQuery } from '@tanstack/react-query';
import type { ColumnDef } from '@tanstack/react-table';
import { useState } from 'react';
import { Link } from 'react-router';
import type { AuditEntryJson, ListPage } from '../../api/types.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { Field } from '../../parts/field.tsx';
import { LabelText } from '../../parts/label-text.tsx';
import { Page } from '../../parts/page.tsx';
import panel from '../../parts/panel.module.css';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { Utc } from '../../parts/utc.tsx';
import { useApi, useMay } from '../../session/session.tsx';
import { detailText } from './audit-text.ts';

const PER_PAGE = 200;

const COLUMNS: readonly ColumnDef<AuditEntryJson>[] = [
  {
    id: 'at',
    header: 'When',
    accessorFn: ({ id }) => id,
    cell: ({ row: { original } }) => <Utc time={original.at} />,
  },
  {
    id: 'owner',
    header: 'Who',
    accessorFn: ({ owner, keyId }) => `${owner} ${keyId ?? ''}`,
    cell: ({ row: { original } }) => (
      <>
        <LabelText text={original.owner} />
        <div className="quiet mono">{original.keyId?.slice(0, 8) ?? 'on the server'}</div>
      </>
    ),
  },
  { id: 'action', header: 'Action', accessorFn: ({ action }) => action },
  {
    id: 'target',
    header: 'Of what',
    accessorFn: ({ target }) => target,
    cell: ({ row: { original } }) => <Target entry={original} />,
  },
  {
    id: 'detail',
    header: 'Facts',
    accessorFn: ({ detail }) => detailText(detail),
    cell: ({ row: { original } }) => (
      <div className={panel.wide}>
        <LabelText text={detailText(original.detail)} />
      </div>
    ),
  },
  {
    id: 'request',
    header: 'Request',
    accessorFn: ({ requestId }) => requestId,
    cell: ({ row: { original } }) => (
      <span className="mono">
        <LabelText text={original.requestId} />
      </span>
    ),
  },
];

function Target({ entry: { action, target } }: { readonly entry: AuditEntryJson }) {
  const shown = (
    <span className="mono">
      <LabelText text={target} />
    </span>
  );
  return action.startsWith('case.') ? <Link to={`/cases/${target}`}>{shown}</Link> : shown;
}

export function AuditPage() {
  const isAdmin = useMay('admin');
  return <Page title="Audit">{isAdmin ? <Log /> : <p>The log is for admins.</p>}</Page>;
}

function Log() {
  const api = useApi();
  const [action, setAction] = useState('');
  const { data, error, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery({
    queryKey: ['audit'],
    queryFn: ({ pageParam, signal }) =>
      api.get<ListPage<AuditEntryJson>>('/v1/audit', {
        query: { limit: PER_PAGE, cursor: pageParam },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    staleTime: 0,
  });
  if (error !== null) return <ProblemNote error={error} />;
  if (data === undefined) return <p role="status">Loading …</p>;
  const entries = data.pages.flatMap(({ items }) => items);
  const actions = [...new Set(entries.map((entry) => entry.action))].sort();
  const shown = entries.filter((entry) => action === '' || entry.action === action);
  return (
    <>
      <div className={panel.row}>
        <Field label="Action">
          {(control) => (
            <select {...control} value={action} onChange={(event) => setAction(event.target.value)}>
              <option value="">all</option>
              {actions.map((one) => (
                <option key={one} value={one}>
                  {one}
                </option>
              ))}
            </select>
          )}
        </Field>
        <p role="status" className="quiet">
          The newest {entries.length} entries
        </p>
      </div>
      <DataTable caption="Audit log" rows={shown} columns={COLUMNS} />
      {hasNextPage && (
        <button type="button" onClick={() => fetchNextPage()} disabled={isFetchingNextPage}>
          Load older entries
        </button>
      )}
    </>
  );
}
