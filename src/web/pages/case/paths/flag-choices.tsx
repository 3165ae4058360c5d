/**
 * Flags whose ways can be looked at: all of them, or those that the coins of a seed reached.
 */

import type { ColumnDef } from '@tanstack/react-table';
import { Link } from 'react-router';
import type { ReportJson } from '../../../api/types.ts';
import { Amount } from '../../../parts/amount.tsx';
import { ChainText } from '../../../parts/chain-text.tsx';
import { DataTable } from '../../../parts/data-table.tsx';
import { KindBadge } from '../../../parts/kind-badge.tsx';
import { LabelText } from '../../../parts/label-text.tsx';
import { shortText } from '../../../parts/short-text.ts';
import { useCaseLink } from '../case-links.tsx';

export interface FlagChoicesProps {
  readonly report: ReportJson;
  /** Its number; null for any. */
  readonly seed: string | null;
}

type ReportedFlag = ReportJson['flags'][number];

export function FlagChoices({ report: { flags, paths }, seed }: FlagChoicesProps) {
  const linkTo = useCaseLink();
  const reached = new Set(paths.found.filter((one) => String(one.seed) === seed).map(({ flag }) => flag));
  const shown = flags.filter((_, at) => seed === null || reached.has(at));
  if (shown.length === 0)
    return <p>No flag was reached{seed !== null && ` from seed ${seed}`}, so there are no ways.</p>;
  return (
    <DataTable
      caption="Flags and the ways to them"
      rows={shown}
      columns={columnsOf((address) => linkTo('paths', { address, seed }))}
    />
  );
}

/** @param wayTo where the way to an address is shown */
const columnsOf = (wayTo: (address: string) => string): ColumnDef<ReportedFlag>[] => [
  {
    header: 'Kind',
    accessorFn: ({ kind }) => kind,
    cell: ({ row }) => <KindBadge kind={row.original.kind} />,
  },
  {
    header: 'Address',
    accessorFn: ({ address }) => address,
    cell: ({ row }) => <ChainText text={row.original.address} />,
  },
  {
    header: 'Entity',
    accessorFn: ({ entity }) => entity,
    cell: ({ row }) => <LabelText text={row.original.entity} />,
  },
  {
    header: 'Amount',
    accessorFn: ({ amount }) => BigInt(amount),
    cell: ({ row: { original } }) => <Amount amount={original.amount} asset={original.asset} />,
  },
  { header: 'Hops', accessorFn: ({ hops }) => hops },
  {
    header: 'Way',
    id: 'way',
    enableSorting: false,
    cell: ({ row: { original } }) => (
      <Link to={wayTo(original.address)}>
        Show the way<span className="visually-hidden"> to {shortText(original.address)}</span>
      </Link>
    ),
  },
];
