/**
 * The same graph as a table: for those who do not see it, and for sorting.
 */

import type { ColumnDef } from '@tanstack/react-table';
import { DataTable } from '../../../parts/data-table.tsx';
import { KindBadge } from '../../../parts/kind-badge.tsx';
import { AmountsList } from './amounts-list.tsx';
import { isGroup, type MoneyView, neighboursOf, type ViewNode } from './money-view.ts';
import { nameOf, titleOf } from './view-words.ts';

export interface NodeListProps {
  readonly view: MoneyView;
  readonly isFound: (id: string) => boolean;
  onPick(id: string): void;
  onToggle(id: string): void;
}

interface Row {
  readonly node: ViewNode;
  readonly from: number;
  readonly to: number;
}

const FIRST = [{ id: 'hop', desc: false }];

export function NodeList({ view, isFound, onPick, onToggle }: NodeListProps) {
  const { into, out } = neighboursOf(view.links);
  const rows = view.nodes
    .filter(({ id }) => isFound(id))
    .map((node): Row => ({ node, from: into(node.id).length, to: out(node.id).length }));
  const columns: ColumnDef<Row>[] = [
    { id: 'hop', header: 'Hop', accessorFn: ({ node }) => node.hop },
    {
      id: 'name',
      header: 'Node',
      accessorFn: ({ node }) => nameOf(node),
      cell: ({ row: { original } }) => (
        <button type="button" onClick={() => onPick(original.node.id)} title={nameOf(original.node)}>
          <bdi className="mono">{titleOf(original.node)}</bdi>
        </button>
      ),
    },
    {
      id: 'kind',
      header: 'Kind',
      accessorFn: ({ node }) => node.role,
      cell: ({ row: { original } }) => <KindBadge kind={original.node.role} />,
    },
    {
      id: 'received',
      header: 'Came in',
      accessorFn: ({ node }) => [...node.received.values()][0] ?? 0n,
      cell: ({ row: { original } }) => <AmountsList amounts={original.node.received} />,
    },
    { id: 'from', header: 'From', accessorFn: ({ from }) => from },
    { id: 'to', header: 'To', accessorFn: ({ to }) => to },
    {
      id: 'group',
      header: 'Group',
      accessorFn: ({ node }) => node.members.length,
      cell: ({ row: { original } }) => (
        <Toggle node={original.node} isInside={view.groupsOf.has(original.node.id)} onToggle={onToggle} />
      ),
    },
  ];
  return (
    <DataTable
      caption="Nodes of the graph"
      rows={rows}
      columns={columns}
      firstOrder={FIRST}
      rowsPerPage={25}
    />
  );
}

function Toggle({
  node,
  isInside,
  onToggle,
}: {
  node: ViewNode;
  isInside: boolean;
  onToggle(id: string): void;
}) {
  if (!isGroup(node) && !isInside) return null;
  const word = isGroup(node) ? 'Expand' : 'Collapse';
  return (
    <button type="button" onClick={() => onToggle(node.id)} aria-label={`${word} ${nameOf(node)}`}>
      {word}
    </button>
  );
}
