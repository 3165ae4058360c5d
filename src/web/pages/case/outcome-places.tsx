/**
 * Places of an outcome, one by one, and the deposits that made it up.
 */

import type { ColumnDef } from '@tanstack/react-table';
import type { OutcomeJson } from '../../api/types.ts';
import { Amount } from '../../parts/amount.tsx';
import type { CsvColumn } from '../../parts/csv.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { LabelText } from '../../parts/label-text.tsx';
import { useCase } from './case-context.tsx';
import { AddressLink } from './case-links.tsx';
import { DepositList } from './deposit-list.tsx';

type PlaceJson = OutcomeJson['places'][number];

const ROWS = 20;

export function OutcomePlaces({ outcome }: { readonly outcome: OutcomeJson }) {
  const { theCase, run, method } = useCase();
  const { kind, asset, places, deposits } = outcome;
  const name = `case-${theCase.id}-run-${run?.number}-places-${kind}-${method}.csv`;
  return (
    <>
      {deposits !== undefined && <DepositList deposits={deposits} />}
      {places.length === 0 ? (
        <p>It ended at no address of its own.</p>
      ) : (
        <DataTable
          caption={`Places of ${kind}`}
          rows={places}
          columns={columnsOf(asset)}
          rowsPerPage={ROWS}
          csv={{ name, columns: csvOf(outcome) }}
        />
      )}
    </>
  );
}

const columnsOf = (asset: string): ColumnDef<PlaceJson>[] => [
  {
    header: 'Address',
    accessorFn: ({ address }) => address,
    cell: ({ row }) => <AddressLink address={row.original.address} />,
  },
  {
    header: 'Amount',
    accessorFn: ({ amount }) => BigInt(amount),
    cell: ({ row: { original } }) => <Amount amount={original.amount} asset={asset} usd={original.usd} />,
  },
  {
    header: 'What it is now',
    accessorFn: ({ held }) => held?.asset ?? '',
    cell: ({ row: { original } }) =>
      original.held === null ? <span className="quiet">the same</span> : <Amount {...original.held} />,
  },
  {
    header: 'Why the walk ends here',
    accessorFn: ({ reason }) => reason,
    cell: ({ row: { original } }) => (
      <>
        <LabelText text={original.reason} longest={300} />
        {original.pendingSpend !== undefined && ` (about to be spent by ${original.pendingSpend})`}
      </>
    ),
  },
];

const csvOf = ({ kind, entity, asset }: OutcomeJson): CsvColumn<PlaceJson>[] => [
  { name: 'kind', of: () => kind },
  { name: 'entity', of: () => entity },
  { name: 'chain', of: ({ chain }) => chain },
  { name: 'address', of: ({ address }) => address },
  { name: 'holding', of: ({ holding }) => holding },
  { name: 'asset', of: () => asset },
  { name: 'amount', of: ({ amount }) => amount },
  { name: 'usd', of: ({ usd }) => usd },
  { name: 'held_asset', of: ({ held }) => held?.asset },
  { name: 'held_amount', of: ({ held }) => held?.amount },
  { name: 'reason', of: ({ reason }) => reason },
];
