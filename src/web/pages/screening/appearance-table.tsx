/** The cases in which stolen value reached an address. */

import type { ColumnDef } from '@tanstack/react-table';
import { Link } from 'react-router';
import type { FlagJson, ScreeningJson } from '../../api/types.ts';
import { Amount } from '../../parts/amount.tsx';
import { DataTable } from '../../parts/data-table.tsx';
import { KindBadge } from '../../parts/kind-badge.tsx';
import { LabelText } from '../../parts/label-text.tsx';
import panel from '../../parts/panel.module.css';

type Appearance = ScreeningJson['appearances'][number];

/** As in the report (docs/api.md). */
const flagsOf = ({ flags }: Appearance) => flags as unknown as readonly FlagJson[];

const COLUMNS: readonly ColumnDef<Appearance>[] = [
  {
    id: 'case',
    header: 'Case',
    accessorFn: (appearance) => appearance.case.name,
    cell: ({ row: { original } }) => (
      <Link to={`/cases/${original.case.id}`}>
        <LabelText text={original.case.name} />
      </Link>
    ),
  },
  { id: 'run', header: 'Run', accessorFn: ({ run }) => run.number },
  { id: 'hops', header: 'Hops', accessorFn: ({ hops }) => hops },
  {
    id: 'received',
    header: 'Stolen value received',
    enableSorting: false,
    accessorFn: ({ received }) => received.map(({ asset }) => asset).join(' '),
    cell: ({ row: { original } }) =>
      original.received.map(({ asset, amount }) => (
        <div key={asset}>
          <Amount amount={amount} asset={asset} />
        </div>
      )),
  },
  {
    id: 'flags',
    header: 'Flags',
    enableSorting: false,
    accessorFn: (appearance) =>
      flagsOf(appearance)
        .map(({ kind, entity }) => `${kind} ${entity}`)
        .join(' '),
    cell: ({ row: { original } }) =>
      flagsOf(original).map(({ kind, entity, asset }) => (
        <div key={`${kind} ${entity} ${asset}`}>
          <KindBadge kind={kind} /> <LabelText text={entity} />
        </div>
      )),
  },
];

export function AppearanceTable({ found: { total, appearances } }: { readonly found: ScreeningJson }) {
  return (
    <section aria-labelledby="cases-of-address" className={panel.panel}>
      <h2 id="cases-of-address">Cases</h2>
      {total === 0 ? (
        <p>In no case of yours has stolen value reached this address.</p>
      ) : (
        <>
          <p>
            Stolen value reached it in {total} {total === 1 ? 'case' : 'cases'}
            {total > appearances.length && `; the newest ${appearances.length} are shown`}.
          </p>
          <DataTable
            caption="Cases in which stolen value reached the address"
            rows={appearances}
            columns={COLUMNS}
          />
        </>
      )}
    </section>
  );
}
