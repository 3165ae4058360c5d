/**
 * What a transaction moved: inputs and outputs, or transfers. Addresses that stolen value reached lead into the graph.
 */

import type { ColumnDef } from '@tanstack/react-table';
import { useMemo } from 'react';
import type { TransactionJson } from '../../api/types.ts';
import { Amount } from '../../parts/amount.tsx';
import { ChainText } from '../../parts/chain-text.tsx';
import { DataTable } from '../../parts/data-table.tsx';
import { AddressLink } from './case-links.tsx';
import style from './transactions-page.module.css';
import { useMoneyGraph } from './use-results.ts';

type Bitcoin = Extract<TransactionJson, { chain: 'bitcoin' }>;
type Ethereum = Extract<TransactionJson, { chain: 'ethereum' }>;
type Party = Bitcoin['outputs'][number] & { readonly outpoint?: string };
type Transfer = Ethereum['transfers'][number];

const ROWS = 20;

export function TransactionDetail({ transaction }: { readonly transaction: TransactionJson }) {
  const { data: graph } = useMoneyGraph();
  const reached = useMemo(() => new Set(graph?.nodes.map(({ address }) => address)), [graph]);
  return transaction.chain === 'bitcoin' ? (
    <BitcoinDetail transaction={transaction} reached={reached} />
  ) : (
    <EthereumDetail transaction={transaction} reached={reached} />
  );
}

interface DetailProps<Of> {
  readonly transaction: Of;
  /** Addresses that stolen value reached. */
  readonly reached: ReadonlySet<string>;
}

function BitcoinDetail({ transaction: { txid, inputs, outputs }, reached }: DetailProps<Bitcoin>) {
  return (
    <div className={style.sides}>
      <div>
        <h3>Inputs</h3>
        <DataTable
          caption={`Inputs of ${txid}`}
          rows={inputs}
          columns={partyColumns(reached)}
          rowsPerPage={ROWS}
        />
      </div>
      <div>
        <h3>Outputs</h3>
        <DataTable
          caption={`Outputs of ${txid}`}
          rows={outputs}
          columns={partyColumns(reached)}
          rowsPerPage={ROWS}
        />
      </div>
    </div>
  );
}

const partyColumns = (reached: ReadonlySet<string>): ColumnDef<Party>[] => [
  { header: 'No.', id: 'at', accessorFn: (_, at) => at },
  {
    header: 'Address',
    accessorFn: ({ address }) => address,
    cell: ({ row }) => <KnownAddress address={row.original.address} reached={reached} />,
  },
  {
    header: 'Amount',
    accessorFn: ({ amount }) => BigInt(amount),
    cell: ({ row }) => <Amount amount={row.original.amount} asset="BTC" />,
  },
];

function EthereumDetail({ transaction: { txid, sender, transfers }, reached }: DetailProps<Ethereum>) {
  return (
    <>
      {sender !== null && (
        <p>
          Signed by <KnownAddress address={sender} reached={reached} />
        </p>
      )}
      <DataTable
        caption={`Transfers of ${txid}`}
        rows={transfers}
        columns={transferColumns(reached)}
        rowsPerPage={ROWS}
      />
    </>
  );
}

const transferColumns = (reached: ReadonlySet<string>): ColumnDef<Transfer>[] => [
  {
    header: 'Kind',
    accessorFn: ({ kind, moved }) => (moved ? kind : `${kind}, moved nothing`),
  },
  {
    header: 'From',
    accessorFn: ({ from }) => from,
    cell: ({ row }) => <KnownAddress address={row.original.from} reached={reached} />,
  },
  {
    header: 'To',
    accessorFn: ({ to }) => to,
    cell: ({ row }) => <KnownAddress address={row.original.to} reached={reached} />,
  },
  {
    header: 'Amount',
    accessorFn: ({ amount }) => BigInt(amount),
    cell: ({ row: { original } }) => <Amount amount={original.amount} asset={original.asset} />,
  },
];

interface KnownAddressProps {
  readonly address: string;
  readonly reached: ReadonlySet<string>;
}

const KnownAddress = ({ address, reached }: KnownAddressProps) =>
  reached.has(address) ? <AddressLink address={address} /> : <ChainText text={address} />;
