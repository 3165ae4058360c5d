/** A table that sorts by its columns, filters by text, and shows page by page. */

import {
  type ColumnDef,
  flexRender,
  getCoreRowModel,
  getFilteredRowModel,
  getPaginationRowModel,
  getSortedRowModel,
  type SortingState,
  useReactTable,
} from '@tanstack/react-table';
import { ArrowDown, ArrowUp, ChevronLeft, ChevronRight } from 'lucide-react';
import { useId, useState } from 'react';
import style from './data-table.module.css';

export interface DataTableProps<Row> {
  /** Says what the table is, to those who do not see where it stands. */
  readonly caption: string;
  readonly rows: readonly Row[];
  /** `accessorFn` gives what a column is sorted and filtered by; amounts as bigint. */
  readonly columns: readonly ColumnDef<Row>[];
  readonly firstOrder?: SortingState;
  /** Default 50. */
  readonly rowsPerPage?: number;
}

export function DataTable<Row>(props: DataTableProps<Row>) {
  const { caption, rows, columns, firstOrder = [], rowsPerPage = 50 } = props;
  const [sorting, setSorting] = useState<SortingState>(firstOrder);
  const [globalFilter, setFilter] = useState('');
  const filterId = useId();
  const table = useReactTable({
    data: rows as Row[],
    columns: columns as ColumnDef<Row>[],
    state: { sorting, globalFilter },
    initialState: { pagination: { pageSize: rowsPerPage } },
    onSortingChange: setSorting,
    onGlobalFilterChange: setFilter,
    getCoreRowModel: getCoreRowModel(),
    getFilteredRowModel: getFilteredRowModel(),
    getSortedRowModel: getSortedRowModel(),
    getPaginationRowModel: getPaginationRowModel(),
    globalFilterFn: (row, column, text: string) =>
      String(row.getValue(column) ?? '')
        .toLowerCase()
        .includes(text.toLowerCase()),
    getColumnCanGlobalFilter: () => true,
  });
  const shown = table.getFilteredRowModel().rows.length;
  const { pageIndex } = table.getState().pagination;
  return (
    <div>
      {rows.length > 5 && (
        <div className={style.tools}>
          <label htmlFor={filterId}>Filter</label>
          <input
            id={filterId}
            type="search"
            value={globalFilter}
            onChange={(event) => setFilter(event.target.value)}
          />
          <span role="status" className="quiet">
            {shown} of {rows.length}
          </span>
        </div>
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section className={style.scroll} tabIndex={0} aria-label={caption}>
        <table>
          <caption className="visually-hidden">{caption}</caption>
          <thead>
            {table.getHeaderGroups().map((group) => (
              <tr key={group.id}>
                {group.headers.map(({ id, column, getContext }) => (
                  <th key={id} scope="col" aria-sort={ariaSort(column.getIsSorted())}>
                    {column.getCanSort() ? (
                      <button type="button" className={style.sort} onClick={column.getToggleSortingHandler()}>
                        {flexRender(column.columnDef.header, getContext())}
                        {column.getIsSorted() === 'asc' && <ArrowUp aria-hidden size={14} />}
                        {column.getIsSorted() === 'desc' && <ArrowDown aria-hidden size={14} />}
                      </button>
                    ) : (
                      flexRender(column.columnDef.header, getContext())
                    )}
                  </th>
                ))}
              </tr>
            ))}
          </thead>
          <tbody>
            {table.getRowModel().rows.map((row) => (
              <tr key={row.id}>
                {row.getVisibleCells().map((cell) => (
                  <td key={cell.id}>{flexRender(cell.column.columnDef.cell, cell.getContext())}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {table.getPageCount() > 1 && (
        <div className={style.tools}>
          <button type="button" onClick={table.previousPage} disabled={!table.getCanPreviousPage()}>
            <ChevronLeft aria-hidden size={16} /> Before
          </button>
          <span>
            Page {pageIndex + 1} of {table.getPageCount()}
          </span>
          <button type="button" onClick={table.nextPage} disabled={!table.getCanNextPage()}>
            Next <ChevronRight aria-hidden size={16} />
          </button>
        </div>
      )}
    </div>
  );
}

const ariaSort = (sorted: false | 'asc' | 'desc') =>
  sorted === false ? undefined : sorted === 'asc' ? 'ascending' : 'descending';
