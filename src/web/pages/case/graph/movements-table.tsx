/** Movements of stolen value, each with its time, its two ends and its transaction. */

import type { ColumnDef } from '@tanstack/react-table';
import { Amount } from '../../../parts/amount.tsx';
import { ChainText } from '../../../parts/chain-text.tsx';
import { DataTable } from '../../../parts/data-table.tsx';
import { Utc } from '../../../parts/utc.tsx';
import type { Movement } from './money-model.ts';

const addressOf = (id: string) => id.slice(id.indexOf(' ') + 1);

const TIME: ColumnDef<Movement> = {
  id: 'time',
  header: 'Time',
  accessorFn: ({ time }) => time,
  cell: ({ row }) => <Utc time={row.original.time} />,
};
const AMOUNT: ColumnDef<Movement> = {
  id: 'amount',
  header: 'Amount',
  accessorFn: ({ amount }) => amount,
  cell: ({ row }) => <Amount amount={String(row.original.amount)} asset={row.original.asset} />,
};
const FROM: ColumnDef<Movement> = {
  id: 'from',
  header: 'From',
  accessorFn: ({ from }) => from.map(addressOf).join(' '),
  cell: ({ row }) =>
    row.original.from.map((id) => (
      <div key={id}>
        <ChainText text={addressOf(id)} />
      </div>
    )),
};
const TO: ColumnDef<Movement> = {
  id: 'to',
  header: 'To',
  accessorFn: ({ to }) => addressOf(to),
  cell: ({ row }) => <ChainText text={addressOf(row.original.to)} />,
};
const TRANSACTION: ColumnDef<Movement> = {
  id: 'transaction',
  header: 'Transaction',
  accessorFn: ({ txid }) => txid,
  cell: ({ row: { original } }) => (
    <>
      <ChainText text={original.txid} />
      {original.isSynthetic && <div className="quiet">placeholder: the id is not known</div>}
    </>
  ),
};

export interface MovementsTableProps {
  readonly caption: string;
  readonly movements: readonly Movement[];
  /** Which ends are worth a column. */
  readonly ends?: 'from' | 'to' | 'both' | 'none';
}

const COLUMNS = {
  from: [TIME, AMOUNT, FROM, TRANSACTION],
  to: [TIME, AMOUNT, TO, TRANSACTION],
  both: [TIME, AMOUNT, FROM, TO, TRANSACTION],
  none: [TIME, AMOUNT, TRANSACTION],
} as const;

export function MovementsTable({ caption, movements, ends = 'both' }: MovementsTableProps) {
  return <DataTable caption={caption} rows={movements} columns={COLUMNS[ends]} rowsPerPage={20} />;
}
