/**
 * Addresses with what came to each; each can be shown in the picture.
 */

import type { ColumnDef } from '@tanstack/react-table';
import { LocateFixed } from 'lucide-react';
import { ChainText } from '../../../parts/chain-text.tsx';
import { DataTable } from '../../../parts/data-table.tsx';
import { AmountsList } from './amounts-list.tsx';
import type { Amounts, MoneyNode } from './money-model.ts';
import { memberName } from './view-words.ts';

export interface Member {
  readonly node: MoneyNode;
  readonly amounts: Amounts;
}

export interface MemberTableProps {
  readonly caption: string;
  readonly members: readonly Member[];
  onShow(id: string): void;
}

export function MemberTable({ caption, members, onShow }: MemberTableProps) {
  const columns: ColumnDef<Member>[] = [
    {
      id: 'address',
      header: 'Address',
      accessorFn: ({ node }) => memberName(node),
      cell: ({ row: { original } }) => <ChainText text={memberName(original.node)} />,
    },
    {
      id: 'amount',
      header: 'Amount',
      accessorFn: ({ amounts }) => [...amounts.values()][0] ?? 0n,
      cell: ({ row }) => <AmountsList amounts={row.original.amounts} />,
    },
    {
      id: 'show',
      header: () => <span className="visually-hidden">Show</span>,
      enableSorting: false,
      cell: ({ row: { original } }) => (
        <button
          type="button"
          onClick={() => onShow(original.node.id)}
          aria-label={`Show ${memberName(original.node)}`}
        >
          <LocateFixed aria-hidden size={16} />
        </button>
      ),
    },
  ];
  return <DataTable caption={caption} rows={members} columns={columns} rowsPerPage={20} />;
}
