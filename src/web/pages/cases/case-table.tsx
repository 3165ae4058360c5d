/** Cases, one in each row. */

import type { ColumnDef } from '@tanstack/react-table';
import { Link } from 'react-router';
import type { CaseOverviewJson } from '../../api/types.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { LabelText } from '../../parts/label-text.tsx';
import { Utc } from '../../parts/utc.tsx';
import { intervalText } from '../../parts/watch-interval.ts';
import { useMay } from '../../session/session.tsx';
import style from './case-list.module.css';
import { CaseState } from './case-state.tsx';

type Column = ColumnDef<CaseOverviewJson>;

const lastRun = ({ run }: CaseOverviewJson) => run.finishedAt ?? run.startedAt;

const COLUMNS: readonly Column[] = [
  {
    id: 'name',
    header: 'Case',
    accessorFn: ({ name }) => name,
    cell: ({ row: { original } }) => (
      <Link to={`/cases/${original.id}`} className={style.name}>
        <LabelText text={original.name} />
      </Link>
    ),
  },
  {
    id: 'state',
    header: 'State',
    accessorFn: ({ state }) => state,
    cell: ({ row: { original } }) => <CaseState theCase={original} />,
  },
  { id: 'seeds', header: 'Seeds', accessorFn: ({ seeds }) => seeds },
  {
    id: 'flags',
    header: 'Flags',
    accessorFn: ({ results }) => results?.counts?.flags ?? -1,
    cell: ({ row: { original } }) => <Flags theCase={original} />,
  },
  {
    id: 'transactions',
    header: 'Transactions',
    accessorFn: ({ results }) => results?.counts?.transactions ?? -1,
    cell: ({ row: { original } }) => original.results?.counts?.transactions.toLocaleString('en') ?? '',
  },
  {
    id: 'last',
    header: 'Last run',
    accessorFn: lastRun,
    cell: ({ row: { original } }) => <Utc time={lastRun(original)} />,
  },
  {
    id: 'watch',
    header: 'Watch',
    accessorFn: ({ watch }) => watch?.everySeconds ?? Infinity,
    cell: ({ row: { original } }) =>
      original.watch === null ? <span className="quiet">no</span> : intervalText(original.watch.everySeconds),
  },
  {
    id: 'opened',
    header: 'Opened',
    accessorFn: ({ createdAt }) => createdAt,
    cell: ({ row: { original } }) => <Utc time={original.createdAt} />,
  },
];

const OWNER: Column = {
  id: 'owner',
  header: 'Owner',
  accessorFn: ({ owner }) => owner,
  cell: ({ row: { original } }) => <LabelText text={original.owner} />,
};

const ADMIN_COLUMNS: readonly Column[] = [...COLUMNS, OWNER];

function Flags({ theCase: { id, results } }: { readonly theCase: CaseOverviewJson }) {
  const counts = results?.counts ?? null;
  if (counts === null) return null;
  return (
    <>
      <Link to={`/cases/${id}/flags`}>{counts.flags.toLocaleString('en')}</Link>
      {counts.gaps > 0 && (
        <span className={style.gaps}>
          {' '}
          {counts.gaps} {counts.gaps === 1 ? 'gap' : 'gaps'}
        </span>
      )}
    </>
  );
}

export function CaseTable({ cases }: { readonly cases: readonly CaseOverviewJson[] }) {
  const isAdmin = useMay('admin');
  if (cases.length === 0) return <p>No case fits.</p>;
  return (
    <DataTable caption="Cases" rows={cases} columns={isAdmin ? ADMIN_COLUMNS : COLUMNS} hasFilter={false} />
  );
}
