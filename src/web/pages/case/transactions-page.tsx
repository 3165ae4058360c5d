/**
 * The transactions that were looked at, in chain order, page by page from the API: a case may have any number of them.
 */

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { ColumnDef } from '@tanstack/react-table';
import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useState } from 'react';
import type { ListPage, TransactionJson } from '../../api/types.ts';
import { Amount } from '../../parts/amount.tsx';
import { ChainText } from '../../parts/chain-text.tsx';
import { DataTable } from '../../parts/data-table.tsx';
import { Fetched } from '../../parts/fetched.tsx';
import { Utc } from '../../parts/utc.tsx';
import { useApi } from '../../session/session.tsx';
import { useCase } from './case-context.tsx';
import { counted, grouped } from './story.ts';
import { TransactionDetail } from './transaction-detail.tsx';
import style from './transactions-page.module.css';
import { useShownRun } from './use-results.ts';

const ROWS = 50;

export function TransactionsPage() {
  // Cursors of the pages before this one, and its own.
  const [cursors, setCursors] = useState<readonly (string | null)[]>([null]);
  const cursor = cursors.at(-1) ?? null;
  const query = useTransactions(cursor);
  return (
    <Fetched query={query}>
      {({ items, next }) => (
        <>
          <Pager
            first={(cursors.length - 1) * ROWS + 1}
            count={items.length}
            isBusy={query.isPlaceholderData}
            onBefore={cursors.length === 1 ? null : () => setCursors(cursors.slice(0, -1))}
            onNext={next === null ? null : () => setCursors([...cursors, next])}
          />
          <DataTable
            key={cursor}
            caption="Transactions that were looked at"
            rows={items}
            columns={COLUMNS}
            rowsPerPage={ROWS}
            hasFilter={false}
            detail={(transaction) => <TransactionDetail transaction={transaction} />}
          />
        </>
      )}
    </Fetched>
  );
}

function useTransactions(cursor: string | null) {
  const api = useApi();
  const { path, key, run } = useShownRun();
  return useQuery({
    queryKey: [...key, 'transactions', cursor],
    queryFn: ({ signal }) => {
      const query = { ...run, limit: ROWS, cursor };
      return api.get<ListPage<TransactionJson>>(`${path}/transactions`, { query, signal });
    },
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

interface PagerProps {
  readonly first: number;
  readonly count: number;
  readonly isBusy: boolean;
  /** Null where there is nothing. */
  readonly onBefore: (() => void) | null;
  readonly onNext: (() => void) | null;
}

function Pager({ first, count, isBusy, onBefore, onNext }: PagerProps) {
  const all = useCase().run?.counts?.transactions;
  return (
    <div className={style.pager}>
      <button type="button" disabled={onBefore === null || isBusy} onClick={() => onBefore?.()}>
        <ChevronLeft aria-hidden size={16} /> Before
      </button>
      <span role="status">
        {count === 0 ? 'none' : `${grouped(first)} to ${grouped(first + count - 1)}`}
        {all !== undefined && ` of ${grouped(all)}`}, in chain order
      </span>
      <button type="button" disabled={onNext === null || isBusy} onClick={() => onNext?.()}>
        Next <ChevronRight aria-hidden size={16} />
      </button>
    </div>
  );
}

/** Only this page could be sorted, which would tell nothing. */
const unsorted = { enableSorting: false } as const;

const COLUMNS: readonly ColumnDef<TransactionJson>[] = [
  {
    header: 'Time',
    id: 'time',
    ...unsorted,
    cell: ({ row }) => <Utc time={row.original.block.time} />,
  },
  {
    header: 'Transaction',
    id: 'txid',
    ...unsorted,
    cell: ({ row: { original } }) => (
      <>
        <ChainText text={original.txid} />
        {original.syntheticId === true && <span className="quiet"> placeholder</span>}
      </>
    ),
  },
  { header: 'Chain', id: 'chain', ...unsorted, cell: ({ row }) => row.original.chain },
  { header: 'Block', id: 'block', ...unsorted, cell: ({ row }) => row.original.block.height },
  { header: 'Moves', id: 'moves', ...unsorted, cell: ({ row }) => movesOf(row.original) },
  {
    header: 'Fee',
    id: 'fee',
    ...unsorted,
    cell: ({ row: { original } }) =>
      original.fee === null ? (
        <span className="quiet">unknown</span>
      ) : (
        <Amount amount={original.fee} asset={original.chain === 'bitcoin' ? 'BTC' : 'ETH'} />
      ),
  },
];

function movesOf(transaction: TransactionJson): string {
  if (transaction.chain === 'ethereum') return counted(transaction.transfers.length, 'transfer');
  return `${counted(transaction.inputs.length, 'input')}, ${counted(transaction.outputs.length, 'output')}`;
}
