/**
 * How much of what left each address came to mixers, sanctioned parties and exchanges.
 */

import type { ColumnDef } from '@tanstack/react-table';
import type { ExposureJson } from '../../api/types.ts';
import { Amount } from '../../parts/amount.tsx';
import type { CsvColumn } from '../../parts/csv.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { Fetched } from '../../parts/fetched.tsx';
import { useCase } from './case-context.tsx';
import { AddressLink } from './case-links.tsx';
import { ExposureDetail } from './exposure-detail.tsx';
import { millionthsShare, partyShare } from './exposure-share.ts';
import { MainMethodNote } from './main-method-note.tsx';
import { useResultList } from './use-results.ts';

export function ExposurePage() {
  const { theCase, run } = useCase();
  const query = useResultList<ExposureJson>('exposure');
  return (
    <>
      <p className="quiet">
        Of the stolen coins that left an address: what came to each kind of party, straight or over more hops.
        Shares are of the outflow.
      </p>
      <MainMethodNote what="Figures" />
      <Fetched query={query}>
        {(rows) =>
          rows.length === 0 ? (
            <p>No stolen coins left an address.</p>
          ) : (
            <DataTable
              caption="Exposure of addresses"
              rows={rows}
              columns={COLUMNS}
              detail={(row) => <ExposureDetail row={row} />}
              csv={{ name: `case-${theCase.id}-run-${run?.number}-exposure.csv`, columns: CSV }}
            />
          )
        }
      </Fetched>
    </>
  );
}

const shareColumn = (header: string, kind: string): ColumnDef<ExposureJson> => ({
  header,
  accessorFn: (row) => partyShare(row.parties, kind),
  cell: ({ getValue }) => millionthsShare(getValue<number>()),
});

const COLUMNS: readonly ColumnDef<ExposureJson>[] = [
  {
    header: 'Address',
    accessorFn: ({ address }) => address,
    cell: ({ row }) => <AddressLink address={row.original.address} />,
  },
  {
    header: 'Outflow',
    accessorFn: ({ outflow }) => BigInt(outflow),
    cell: ({ row: { original } }) => <Amount amount={original.outflow} asset={original.asset} />,
  },
  shareColumn('Mixers', 'mixer'),
  shareColumn('Sanctioned', 'sanctioned'),
  shareColumn('Exchanges', 'exchange'),
  {
    header: 'Still there',
    accessorFn: ({ resting }) => BigInt(resting),
    cell: ({ row: { original } }) => <Amount amount={original.resting} asset={original.asset} />,
  },
];

const CSV: readonly CsvColumn<ExposureJson>[] = [
  { name: 'chain', of: ({ chain }) => chain },
  { name: 'address', of: ({ address }) => address },
  { name: 'asset', of: ({ asset }) => asset },
  { name: 'outflow', of: ({ outflow }) => outflow },
  { name: 'mixer_millionths', of: ({ parties }) => partyShare(parties, 'mixer') },
  { name: 'sanctioned_millionths', of: ({ parties }) => partyShare(parties, 'sanctioned') },
  { name: 'exchange_millionths', of: ({ parties }) => partyShare(parties, 'exchange') },
  { name: 'resting', of: ({ resting }) => resting },
];
