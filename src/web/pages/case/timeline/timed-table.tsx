/**
 * The movements of the time shown, as a table.
 */

import type { ColumnDef } from '@tanstack/react-table';
import { Amount } from '../../../parts/amount.tsx';
import { ChainText } from '../../../parts/chain-text.tsx';
import { DataTable } from '../../../parts/data-table.tsx';
import { KindBadge } from '../../../parts/kind-badge.tsx';
import { Utc } from '../../../parts/utc.tsx';
import { addressOf, type Movement } from '../graph/money-model.ts';
import style from '../graph/movements-table.module.css';
import type { TimeWindow } from './time-window.ts';

export interface TimedTableProps {
  readonly movements: readonly Movement[];
  readonly window: TimeWindow;
  roleOf(id: string): string;
  onPick(id: string): void;
}

const FIRST = [{ id: 'time', desc: false }];

export function TimedTable({ movements, window, roleOf, onPick }: TimedTableProps) {
  const rows = movements.filter(
    ({ time }) => Date.parse(time) >= window.from && Date.parse(time) <= window.to,
  );
  const columns: ColumnDef<Movement>[] = [
    {
      id: 'time',
      header: 'Time',
      accessorFn: ({ time }) => time,
      cell: ({ row }) => <Utc time={row.original.time} />,
    },
    {
      id: 'amount',
      header: 'Amount',
      accessorFn: ({ amount }) => amount,
      cell: ({ row: { original } }) => <Amount amount={String(original.amount)} asset={original.asset} />,
    },
    {
      id: 'from',
      header: 'From',
      accessorFn: ({ from }) => from.map(addressOf).join(' '),
      cell: ({ row }) => (
        <div className={style.cell}>
          {row.original.from.map((id) => (
            <ChainText key={id} text={addressOf(id)} />
          ))}
        </div>
      ),
    },
    {
      id: 'to',
      header: 'To',
      accessorFn: ({ to }) => addressOf(to),
      cell: ({ row: { original } }) => (
        <div className={style.cell}>
          <ChainText
            text={addressOf(original.to)}
            link={(shown) => (
              <button type="button" onClick={() => onPick(original.to)}>
                {shown}
              </button>
            )}
          />
        </div>
      ),
    },
    {
      id: 'kind',
      header: 'Receiver',
      accessorFn: ({ to }) => roleOf(to),
      cell: ({ row }) => <KindBadge kind={roleOf(row.original.to)} />,
    },
    {
      id: 'transaction',
      header: 'Transaction',
      accessorFn: ({ txid }) => txid,
      cell: ({ row }) => (
        <div className={style.cell}>
          <ChainText text={row.original.txid} />
        </div>
      ),
    },
  ];
  return <DataTable caption="Movements" rows={rows} columns={columns} firstOrder={FIRST} />;
}
