/**
 * Movements of stolen value, each with its time, its amount, its other end and its transaction, in a narrow table.
 */

import type { ColumnDef } from '@tanstack/react-table';
import { Amount } from '../../../parts/amount.tsx';
import { ChainText } from '../../../parts/chain-text.tsx';
import { DataTable } from '../../../parts/data-table.tsx';
import { Utc } from '../../../parts/utc.tsx';
import { ExplorerLink } from './explorer-link.tsx';
import { addressOf, chainOf, type Movement } from './money-model.ts';
import style from './movements-table.module.css';
import { TransactionProof } from './transaction-proof.tsx';

type Ends = 'from' | 'to' | 'both' | 'none';

export interface MovementsTableProps {
  readonly caption: string;
  readonly movements: readonly Movement[];
  /** Which ends are worth their room. Default both. */
  readonly ends?: Ends;
}

const when = (ends: Ends): ColumnDef<Movement> => ({
  id: 'time',
  header: ends === 'none' ? 'Time' : 'Time, and between whom',
  accessorFn: ({ time, from, to }) => `${time} ${[...from, to].map(addressOf).join(' ')}`,
  cell: ({ row: { original } }) => (
    <div className={style.cell}>
      <Utc time={original.time} />
      {(ends === 'from' || ends === 'both') &&
        original.from.map((id) => <End key={id} word="from" id={id} />)}
      {(ends === 'to' || ends === 'both') && <End word="to" id={original.to} />}
    </div>
  ),
});

const AMOUNT: ColumnDef<Movement> = {
  id: 'amount',
  header: 'Amount',
  accessorFn: ({ amount }) => amount,
  cell: ({ row: { original } }) => <Amount amount={String(original.amount)} asset={original.asset} />,
};

const TRANSACTION: ColumnDef<Movement> = {
  id: 'transaction',
  header: 'Transaction',
  accessorFn: ({ txid }) => txid,
  cell: ({ row: { original } }) => (
    <div className={style.cell}>
      <span>
        <ChainText text={original.txid} />
        {!original.isSynthetic && (
          <ExplorerLink chain={chainOf(original.to)} what="transaction" text={original.txid} />
        )}
      </span>
      {original.isSynthetic && <span className="quiet">placeholder</span>}
      <TransactionProof txid={original.txid} />
    </div>
  ),
};

export function MovementsTable({ caption, movements, ends = 'both' }: MovementsTableProps) {
  const columns = [when(ends), AMOUNT, TRANSACTION];
  return (
    <div className={style.table}>
      <DataTable caption={caption} rows={movements} columns={columns} rowsPerPage={20} />
    </div>
  );
}

function End({ word, id }: { readonly word: string; readonly id: string }) {
  return (
    <span>
      <span className="quiet">{word}</span> <ChainText text={addressOf(id)} />
    </span>
  );
}
