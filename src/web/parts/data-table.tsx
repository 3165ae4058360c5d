/**
 * A table that sorts by its columns, filters by text, and shows page by page. Rows may open to show more, and what is filtered may
 * be saved as CSV.
 */

import {
  type ColumnDef,
  getCoreRowModel,
  getExpandedRowModel,
  getFilteredRowModel,
  getPaginationRowModel,
  getSortedRowModel,
  type SortingState,
  type Table,
  useReactTable,
} from '@tanstack/react-table';
import { ChevronLeft, ChevronRight } from 'lucide-react';
import { type ReactNode, useId, useState } from 'react';
import { CsvButton, type CsvExport } from './csv-button.tsx';
import style from './data-table.module.css';
import { TableBody, TableHead } from './data-table-rows.tsx';

export interface DataTableProps<Row> {
  /** Says what the table is, to those who do not see where it stands. */
  readonly caption: string;
  readonly rows: readonly Row[];
  /** `accessorFn` gives what a column is sorted and filtered by; amounts as bigint. */
  readonly columns: readonly ColumnDef<Row>[];
  readonly firstOrder?: SortingState;
  /** Whether rows can be filtered by text; default true. */
  readonly hasFilter?: boolean;
  /** Default 50. */
  readonly rowsPerPage?: number;
  /** What a row shows when it is opened; without it rows do not open. */
  readonly detail?: (row: Row) => ReactNode;
  /** Rows that are open at first. */
  readonly isOpen?: (row: Row) => boolean;
  /** Further choices beside the filter. */
  readonly tools?: ReactNode;
  readonly csv?: CsvExport<Row>;
}

/** Fewer rows need no filter. */
const FEW = 5;

export function DataTable<Row>(props: DataTableProps<Row>) {
  const { caption, rows, tools, csv, detail } = props;
  const table = useTable(props);
  return (
    <div>
      <div className={style.tools}>
        {tools}
        {(props.hasFilter ?? true) && rows.length > FEW && <TextFilter table={table} count={rows.length} />}
        {csv !== undefined && rows.length > 0 && (
          <CsvButton {...csv} rows={() => table.getSortedRowModel().rows.map(({ original }) => original)} />
        )}
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section className={style.scroll} tabIndex={0} aria-label={caption}>
        <table>
          <caption className="visually-hidden">{caption}</caption>
          <TableHead table={table} canOpen={detail !== undefined} />
          <TableBody table={table} detail={detail} />
        </table>
      </section>
      {table.getPageCount() > 1 && <Pager table={table} />}
    </div>
  );
}

function useTable<Row>({
  rows,
  columns,
  firstOrder = [],
  rowsPerPage = 50,
  detail,
  isOpen,
}: DataTableProps<Row>): Table<Row> {
  const [sorting, setSorting] = useState<SortingState>(firstOrder);
  const [globalFilter, setFilter] = useState('');
  const open = rows.flatMap((row, at) => (isOpen?.(row) === true ? [[String(at), true] as const] : []));
  return useReactTable({
    data: rows as Row[],
    columns: columns as ColumnDef<Row>[],
    state: { sorting, globalFilter },
    initialState: { pagination: { pageSize: rowsPerPage }, expanded: Object.fromEntries(open) },
    onSortingChange: setSorting,
    onGlobalFilterChange: setFilter,
    getRowCanExpand: () => detail !== undefined,
    getCoreRowModel: getCoreRowModel(),
    getFilteredRowModel: getFilteredRowModel(),
    getSortedRowModel: getSortedRowModel(),
    getExpandedRowModel: getExpandedRowModel(),
    getPaginationRowModel: getPaginationRowModel(),
    globalFilterFn: (row, column, text: string) =>
      String(row.getValue(column) ?? '')
        .toLowerCase()
        .includes(text.toLowerCase()),
    getColumnCanGlobalFilter: () => true,
  });
}

function TextFilter<Row>({ table, count }: { readonly table: Table<Row>; readonly count: number }) {
  const filterId = useId();
  const { globalFilter } = table.getState();
  return (
    <>
      <label htmlFor={filterId}>Filter</label>
      <input
        id={filterId}
        type="search"
        value={globalFilter}
        onChange={(event) => table.setGlobalFilter(event.target.value)}
      />
      <span role="status" className="quiet">
        {table.getFilteredRowModel().rows.length} of {count}
      </span>
    </>
  );
}

function Pager<Row>({ table }: { readonly table: Table<Row> }) {
  return (
    <div className={style.tools}>
      <button type="button" onClick={table.previousPage} disabled={!table.getCanPreviousPage()}>
        <ChevronLeft aria-hidden size={16} /> Before
      </button>
      <span>
        Page {table.getState().pagination.pageIndex + 1} of {table.getPageCount()}
      </span>
      <button type="button" onClick={table.nextPage} disabled={!table.getCanNextPage()}>
        Next <ChevronRight aria-hidden size={16} />
      </button>
    </div>
  );
}
