/**
 * Head and rows of a table.
 */

import { flexRender, type Row, type Table } from '@tanstack/react-table';
import { ArrowDown, ArrowUp, ChevronDown, ChevronRight } from 'lucide-react';
import { Fragment, type ReactNode } from 'react';
import style from './data-table.module.css';

interface TableHeadProps<Item> {
  readonly table: Table<Item>;
  readonly canOpen: boolean;
}

export function TableHead<Item>({ table, canOpen }: TableHeadProps<Item>) {
  return (
    <thead>
      {table.getHeaderGroups().map((group) => (
        <tr key={group.id}>
          {canOpen && (
            <th scope="col">
              <span className="visually-hidden">More</span>
            </th>
          )}
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
  );
}

interface TableBodyProps<Item> {
  readonly table: Table<Item>;
  readonly detail: ((item: Item) => ReactNode) | undefined;
}

export function TableBody<Item>({ table, detail }: TableBodyProps<Item>) {
  return (
    <tbody>
      {table.getRowModel().rows.map((row) => (
        <Fragment key={row.id}>
          <tr>
            {detail !== undefined && (
              <td>
                <Opener row={row} />
              </td>
            )}
            {row.getVisibleCells().map((cell) => (
              <td key={cell.id}>{flexRender(cell.column.columnDef.cell, cell.getContext())}</td>
            ))}
          </tr>
          {detail !== undefined && row.getIsExpanded() && (
            <tr>
              <td colSpan={row.getVisibleCells().length + 1} className={style.detail}>
                <div className={style.opened}>{detail(row.original)}</div>
              </td>
            </tr>
          )}
        </Fragment>
      ))}
    </tbody>
  );
}

function Opener<Item>({ row }: { readonly row: Row<Item> }) {
  const isOpen = row.getIsExpanded();
  return (
    <button
      type="button"
      className={style.opener}
      aria-expanded={isOpen}
      aria-label={isOpen ? 'Show less of this row' : 'Show more of this row'}
      onClick={row.getToggleExpandedHandler()}
    >
      {isOpen ? <ChevronDown aria-hidden size={16} /> : <ChevronRight aria-hidden size={16} />}
    </button>
  );
}

const ariaSort = (sorted: false | 'asc' | 'desc') =>
  sorted === false ? undefined : sorted === 'asc' ? 'ascending' : 'descending';
