/**
 * Where the stolen value ended: outcome by outcome, each with its places.
 */

import type { ColumnDef } from '@tanstack/react-table';
import { useMemo } from 'react';
import { useSearchParams } from 'react-router';
import { shownShare } from '../../../cases/report/shown-amount.ts';
import type { OutcomeJson } from '../../api/types.ts';
import { Amount } from '../../parts/amount.tsx';
import type { CsvColumn } from '../../parts/csv.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { Fetched } from '../../parts/fetched.tsx';
import { KindBadge } from '../../parts/kind-badge.tsx';
import { LabelText } from '../../parts/label-text.tsx';
import { addsUp } from './adds-up.ts';
import { useCase } from './case-context.tsx';
import { OutcomePlaces } from './outcome-places.tsx';
import { RangeText } from './range-text.tsx';
import { stolenUnder } from './stolen-under.ts';
import { useOutcomes } from './use-results.ts';

export function OutcomesPage() {
  return <Fetched query={useOutcomes()}>{(outcomes) => <OutcomeTable outcomes={outcomes} />}</Fetched>;
}

function OutcomeTable({ outcomes }: { readonly outcomes: readonly OutcomeJson[] }) {
  const { theCase, run, method } = useCase();
  const [asked] = useSearchParams();
  const columns = useMemo(() => columnsOf(outcomes, method), [outcomes, method]);
  const isAsked = ({ kind, entity }: OutcomeJson) =>
    asked.get('kind') === kind && asked.get('entity') === entity;
  if (outcomes.length === 0) return <p>Nothing of it ended anywhere: no value was found at the seeds.</p>;
  const name = `case-${theCase.id}-run-${run?.number}-outcomes-${method}.csv`;
  return (
    <DataTable
      key={`${asked.get('kind')} ${asked.get('entity')} ${method}`}
      caption={`Outcomes under ${method}`}
      rows={outcomes}
      columns={columns}
      detail={(outcome) => <OutcomePlaces outcome={outcome} />}
      isOpen={isAsked}
      csv={{ name, columns: CSV }}
    />
  );
}

function columnsOf(outcomes: readonly OutcomeJson[], method: string): ColumnDef<OutcomeJson>[] {
  const totals = new Map(outcomes.map(({ asset }) => [asset, stolenUnder(asset, outcomes)]));
  const share = ({ amount, asset }: OutcomeJson) =>
    addsUp(method) ? shownShare(amount, totals.get(asset) ?? '0') : '–';
  return [
    {
      header: 'Kind',
      accessorFn: ({ kind }) => kind,
      cell: ({ row }) => <KindBadge kind={row.original.kind} />,
    },
    {
      header: 'Entity',
      accessorFn: ({ entity }) => entity ?? '',
      cell: ({ row }) => row.original.entity !== null && <LabelText text={row.original.entity} />,
    },
    {
      header: 'Amount',
      accessorFn: ({ amount }) => BigInt(amount),
      cell: ({ row }) => <Amount {...row.original} />,
    },
    {
      header: 'Share',
      accessorFn: ({ amount }) => BigInt(amount),
      id: 'share',
      cell: ({ row }) => share(row.original),
    },
    {
      header: 'Over all methods',
      accessorFn: ({ range }) => BigInt(range.max) - BigInt(range.min),
      cell: ({ row }) => <RangeText {...row.original} />,
    },
    { header: 'Places', accessorFn: ({ holdings }) => holdings },
    { header: 'Transactions', accessorFn: ({ transactions }) => transactions },
    { header: 'Asset', accessorFn: ({ asset }) => asset },
  ];
}

const CSV: readonly CsvColumn<OutcomeJson>[] = [
  { name: 'kind', of: ({ kind }) => kind },
  { name: 'entity', of: ({ entity }) => entity },
  { name: 'asset', of: ({ asset }) => asset },
  { name: 'amount', of: ({ amount }) => amount },
  { name: 'min', of: ({ range }) => range.min },
  { name: 'max', of: ({ range }) => range.max },
  { name: 'usd', of: ({ usd }) => usd },
  { name: 'places', of: ({ holdings }) => holdings },
  { name: 'transactions', of: ({ transactions }) => transactions },
];
