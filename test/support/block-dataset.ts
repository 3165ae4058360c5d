/** A dataset of a real block in Esplora's form, as far as the block tells what its transactions spend. */

import { type PrintedStatus, printedTransaction } from './printed-transaction.ts';
import { type ReadTransaction, type RealBlock, readRealBlock } from './raw-block.ts';

export type PrintedLine = ReturnType<typeof printedTransaction>;

export interface BlockDataset {
  readonly lines: readonly PrintedLine[];
  /** Transactions of the block that are not in the dataset. */
  readonly others: readonly ReadTransaction[];
  /** The dataset, with each line as `write` makes it. The tip is the block: what it does not spend is not spent. */
  files(write?: (line: PrintedLine) => object): Readonly<Record<'dataset.json' | 'bitcoin.ndjson', string>>;
}

/** Those of its transactions that spend nothing but outputs of the block. */
export function blockDataset(real: RealBlock): BlockDataset {
  const { header, transactions } = readRealBlock(real);
  const [, ...spending] = transactions;
  const coins = new Map(
    transactions.flatMap(({ txid, outputs }) => outputs.map((output, vout) => [`${txid}:${vout}`, output])),
  );
  const coinsOf = ({ inputs }: ReadTransaction) =>
    inputs.flatMap(({ txid, vout }) => coins.get(`${txid}:${vout}`) ?? []);
  const isWhole = (tx: ReadTransaction) => coinsOf(tx).length === tx.inputs.length;

  const { height, hash } = real;
  const seconds = header.readUInt32LE(68);
  const block = { block_height: height, block_hash: hash, block_time: seconds };
  const status: PrintedStatus = { confirmed: true, ...block };
  const lines = spending.filter(isWhole).map((tx) => printedTransaction(tx, coinsOf(tx), status));
  const time = new Date(seconds * 1000).toISOString().replace('.000', '');
  const about = {
    name: `block-${height}`,
    title: 'A block',
    provenance: 'See test/fixtures/bitcoin',
    syntheticIds: false,
    tips: { bitcoin: { height, hash, time } },
  };
  return {
    lines,
    others: spending.filter((tx) => !isWhole(tx)),
    files: (write = (line) => line) => ({
      'dataset.json': JSON.stringify(about),
      'bitcoin.ndjson': `${lines.map((line) => JSON.stringify(write(line))).join('\n')}\n`,
    }),
  };
}
