/**
 * Victims or seeds, each with a bar of where its coins ended; a row opens to the amounts.
 */

import type { ColumnDef } from '@tanstack/react-table';
import { shownAmount, shownShare } from '../../../cases/report/shown-amount.ts';
import { Amount } from '../../parts/amount.tsx';
import type { CsvColumn } from '../../parts/csv.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { KindBadge, kindColour } from '../../parts/kind-badge.tsx';
import { LabelText, labelText } from '../../parts/label-text.tsx';
import { useCase } from './case-context.tsx';
import type { OriginKind, OriginRow } from './origin-rows.ts';
import style from './origin-table.module.css';

export interface OriginTableProps {
  readonly rows: readonly OriginRow[];
  readonly by: OriginKind;
}

export function OriginTable({ rows, by }: OriginTableProps) {
  const { theCase, run, method } = useCase();
  if (rows.length === 0) return <p>Nothing was found to be stolen.</p>;
  const kinds = [...new Set(rows.flatMap(({ parts }) => parts.map(({ kind }) => kind)))];
  return (
    <>
      <ul className={style.legend} aria-label="Colours of the bars">
        {kinds.map((kind) => (
          <li key={kind}>
            <KindBadge kind={kind} />
          </li>
        ))}
      </ul>
      <DataTable
        key={by}
        caption={`Where the coins of each ${by} ended, under ${method}`}
        rows={rows}
        columns={columnsOf(by)}
        detail={(row) => <Parts row={row} />}
        csv={{
          name: `case-${theCase.id}-run-${run?.number}-by-${by}-${method}.csv`,
          columns: csvOf(rows, by),
        }}
      />
    </>
  );
}

const columnsOf = (by: OriginKind): ColumnDef<OriginRow>[] => [
  ...(by === 'seed' ? [{ header: 'Seed', accessorFn: ({ seed }: OriginRow) => seed }] : []),
  {
    header: 'Victim',
    accessorFn: ({ victim }) => victim ?? '',
    cell: ({ row: { original } }) =>
      original.victim === null ? (
        <span className="quiet">not named</span>
      ) : (
        <LabelText text={original.victim} />
      ),
  },
  {
    header: 'Stolen',
    accessorFn: ({ lost }) => lost,
    cell: ({ row: { original } }) => <Amount amount={String(original.lost)} asset={original.asset} />,
  },
  { header: 'Ended at', id: 'bar', enableSorting: false, cell: ({ row }) => <Bar row={row.original} /> },
  { header: 'Asset', accessorFn: ({ asset }) => asset },
];

/** Parts of a bar, in thousandths, so that no amount becomes a Number. */
const WHOLE = 1000n;

function Bar({ row: { lost, parts, asset } }: { readonly row: OriginRow }) {
  const words = parts
    .map(({ kind, entity, amount }) => {
      const name = entity === null ? kind : `${labelText(entity, 40)} (${kind})`;
      return `${name}: ${shownAmount(String(amount), asset)}, ${shownShare(String(amount), String(lost))}`;
    })
    .join('; ');
  return (
    <span role="img" aria-label={words} title={words} className={style.bar}>
      {parts.map(({ kind, entity, amount }) => (
        <span
          key={`${kind} ${entity}`}
          style={{
            flexGrow: lost === 0n ? 1 : Number((amount * WHOLE) / lost),
            background: kindColour(kind),
          }}
        />
      ))}
    </span>
  );
}

function Parts({ row: { lost, parts, asset } }: { readonly row: OriginRow }) {
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">Ended at</th>
          <th scope="col">Entity</th>
          <th scope="col">Amount</th>
          <th scope="col">Share</th>
        </tr>
      </thead>
      <tbody>
        {parts.map(({ kind, entity, amount }) => (
          <tr key={`${kind} ${entity}`}>
            <td>
              <KindBadge kind={kind} />
            </td>
            <td>{entity !== null && <LabelText text={entity} />}</td>
            <td>
              <Amount amount={String(amount)} asset={asset} />
            </td>
            <td>{shownShare(String(amount), String(lost))}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function csvOf(rows: readonly OriginRow[], by: OriginKind): CsvColumn<OriginRow>[] {
  const ends = new Map(rows.flatMap(({ parts }) => parts.map((part) => [endOf(part), part])));
  return [
    ...(by === 'seed' ? [{ name: 'seed', of: ({ seed }: OriginRow) => seed }] : []),
    { name: 'victim', of: ({ victim }) => victim },
    { name: 'asset', of: ({ asset }) => asset },
    { name: 'stolen', of: ({ lost }) => String(lost) },
    ...[...ends.keys()].map((end) => ({
      name: end,
      of: ({ parts }: OriginRow) => String(parts.find((part) => endOf(part) === end)?.amount ?? 0n),
    })),
  ];
}

const endOf = ({ kind, entity }: OriginRow['parts'][number]): string =>
  entity === null ? kind : `${kind}: ${entity}`;
