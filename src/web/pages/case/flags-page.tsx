/**
 * Findings about addresses, each with what it rests on.
 */

import type { ColumnDef } from '@tanstack/react-table';
import { useId } from 'react';
import { useSearchParams } from 'react-router';
import type { FlagJson } from '../../api/types.ts';
import { Amount } from '../../parts/amount.tsx';
import type { CsvColumn } from '../../parts/csv.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { Fetched } from '../../parts/fetched.tsx';
import { KindBadge } from '../../parts/kind-badge.tsx';
import { LabelText } from '../../parts/label-text.tsx';
import { Utc } from '../../parts/utc.tsx';
import { changedSearch } from './case-address.ts';
import { useCase } from './case-context.tsx';
import { AddressLink } from './case-links.tsx';
import { FlagDetail } from './flag-detail.tsx';
import { RangeText } from './range-text.tsx';
import { useFlags } from './use-results.ts';

export function FlagsPage() {
  return <Fetched query={useFlags()}>{(flags) => <FlagTable flags={flags} />}</Fetched>;
}

function FlagTable({ flags }: { readonly flags: readonly FlagJson[] }) {
  const { theCase, run, method } = useCase();
  const [asked] = useSearchParams();
  if (flags.length === 0) return <p>No address was flagged.</p>;
  const kinds = [...new Set(flags.map(({ kind }) => kind))];
  const kind = kinds.find((one) => one === asked.get('kind')) ?? null;
  const shown = flags.filter((flag) => kind === null || flag.kind === kind);
  const name = `case-${theCase.id}-run-${run?.number}-flags-${method}.csv`;
  return (
    <>
      <p className="quiet">A flag is consistent with its evidence; it is no verdict about a person.</p>
      <DataTable
        key={`${kind} ${method}`}
        caption={`Flags under ${method}`}
        rows={shown}
        columns={COLUMNS}
        detail={(flag) => <FlagDetail flag={flag} />}
        tools={kinds.length > 1 && <KindFilter kinds={kinds} kind={kind} />}
        csv={{ name, columns: CSV }}
      />
    </>
  );
}

function KindFilter({ kinds, kind }: { readonly kinds: readonly string[]; readonly kind: string | null }) {
  const [, setAsked] = useSearchParams();
  const id = useId();
  const choose = (chosen: string) =>
    setAsked((now) => changedSearch(now, 'kind', chosen === '' ? null : chosen), { replace: true });
  return (
    <>
      <label htmlFor={id}>Kind</label>
      <select id={id} value={kind ?? ''} onChange={(event) => choose(event.target.value)}>
        <option value="">all</option>
        {kinds.map((one) => (
          <option key={one}>{one}</option>
        ))}
      </select>
    </>
  );
}

const COLUMNS: readonly ColumnDef<FlagJson>[] = [
  {
    header: 'Kind',
    accessorFn: ({ kind }) => kind,
    cell: ({ row }) => <KindBadge kind={row.original.kind} />,
  },
  {
    header: 'Address',
    accessorFn: ({ address }) => address,
    cell: ({ row }) => <AddressLink address={row.original.address} />,
  },
  {
    header: 'Entity',
    accessorFn: ({ entity }) => entity,
    cell: ({ row }) => <LabelText text={row.original.entity} />,
  },
  { header: 'Confidence', accessorFn: ({ confidence }) => confidence },
  {
    header: 'Amount',
    accessorFn: ({ amount }) => BigInt(amount),
    cell: ({ row: { original } }) => <Amount amount={original.amount} asset={original.asset} />,
  },
  {
    header: 'Over all methods',
    accessorFn: ({ range }) => BigInt(range.max) - BigInt(range.min),
    cell: ({ row }) => <RangeText {...row.original} />,
  },
  { header: 'Hops', accessorFn: ({ hops }) => hops },
  {
    header: 'First seen',
    accessorFn: ({ time = '' }) => time,
    cell: ({ row: { original } }) => original.time !== undefined && <Utc time={original.time} />,
  },
];

const CSV: readonly CsvColumn<FlagJson>[] = [
  { name: 'kind', of: ({ kind }) => kind },
  { name: 'entity', of: ({ entity }) => entity },
  { name: 'confidence', of: ({ confidence }) => confidence },
  { name: 'chain', of: ({ chain }) => chain },
  { name: 'address', of: ({ address }) => address },
  { name: 'asset', of: ({ asset }) => asset },
  { name: 'amount', of: ({ amount }) => amount },
  { name: 'min', of: ({ range }) => range.min },
  { name: 'max', of: ({ range }) => range.max },
  { name: 'hops', of: ({ hops }) => hops },
  { name: 'time', of: ({ time }) => time },
  { name: 'reason', of: ({ basis }) => basis },
  { name: 'evidence', of: ({ evidence }) => evidence.join(' ') },
];
