/** One alert: what is new, and its deliveries. */

import type { ColumnDef } from '@tanstack/react-table';
import { useState } from 'react';
import type { Change } from '../../../../cases/change.ts';
import type { AlertJson } from '../../../api/types.ts';
import { Amount } from '../../../parts/amount.tsx';
import { ChainText } from '../../../parts/chain-text.tsx';
import { DataTable } from '../../../parts/data-table.tsx';
import { KindBadge } from '../../../parts/kind-badge.tsx';
import { LabelText } from '../../../parts/label-text.tsx';
import { Utc } from '../../../parts/utc.tsx';
import { changesText } from './alert-text.ts';
import style from './alerts.module.css';
import { Deliveries } from './deliveries.tsx';

const COLUMNS: readonly ColumnDef<Change>[] = [
  {
    id: 'what',
    header: 'New',
    accessorFn: (change) => (change.kind === 'flag' ? change.flag : 'moved'),
    cell: ({ row: { original } }) =>
      original.kind === 'flag' ? <KindBadge kind={original.flag} /> : 'moved on',
  },
  {
    id: 'address',
    header: 'Address',
    accessorFn: ({ address }) => address,
    cell: ({ row: { original } }) => <ChainText text={original.address} />,
  },
  {
    id: 'entity',
    header: 'Consistent with',
    accessorFn: (change) => (change.kind === 'flag' ? change.entity : ''),
    cell: ({ row: { original } }) =>
      original.kind === 'flag' && (
        <>
          <LabelText text={original.entity} /> <span className="quiet">{original.confidence} %</span>
        </>
      ),
  },
  {
    id: 'before',
    header: 'Before',
    accessorFn: ({ before }) => BigInt(before ?? 0),
    cell: ({ row: { original } }) =>
      original.before !== null && <Amount amount={original.before} asset={original.asset} />,
  },
  {
    id: 'after',
    header: 'Now',
    accessorFn: ({ after }) => BigInt(after),
    cell: ({ row: { original } }) => <Amount amount={original.after} asset={original.asset} />,
  },
  {
    id: 'evidence',
    header: 'Shown by',
    enableSorting: false,
    accessorFn: (change) => (change.kind === 'flag' ? change.evidence.join(' ') : ''),
    cell: ({ row: { original } }) => original.kind === 'flag' && <Evidence txids={original.evidence} />,
  },
];

const MOST_EVIDENCE = 3;

function Evidence({ txids }: { readonly txids: readonly string[] }) {
  return (
    <>
      {txids.slice(0, MOST_EVIDENCE).map((txid) => (
        <div key={txid}>
          <ChainText text={txid} />
        </div>
      ))}
      {txids.length > MOST_EVIDENCE && (
        <span className="quiet">and {txids.length - MOST_EVIDENCE} more transactions</span>
      )}
    </>
  );
}

export interface AlertEntryProps {
  readonly caseId: string;
  readonly alert: AlertJson;
  /** Whether it is shown whole at first. */
  readonly isOpen: boolean;
}

export function AlertEntry({ caseId, alert, isOpen }: AlertEntryProps) {
  const [isShown, setShown] = useState(isOpen);
  // The schema leaves changes open, because kinds may be added (docs/alerts.md).
  const changes = alert.changes as unknown as readonly Change[];
  return (
    <details className={style.alert} open={isShown} onToggle={(event) => setShown(event.currentTarget.open)}>
      <summary>
        <Utc time={alert.at} />: {changesText(changes)}
      </summary>
      {isShown && (
        <div className={style.inside}>
          <DataTable
            caption={`What was new at ${alert.at}`}
            rows={changes}
            columns={COLUMNS}
            rowsPerPage={20}
          />
          <Deliveries caseId={caseId} alertId={alert.id} />
        </div>
      )}
    </details>
  );
}
