/** A dataset with the whole of a real block: Esplora's lines of its transactions, and the block as raw bytes. */

import { type PrintedStatus, printedTransaction } from './printed-transaction.ts';
import { REAL_BLOCKS, type ReadBlock, readCoins, readRealBlock } from './raw-block.ts';

const [REAL] = REAL_BLOCKS as [(typeof REAL_BLOCKS)[number]];

export interface RealDataset {
  readonly block: ReadBlock;
  readonly status: PrintedStatus;
  readonly lines: readonly ReturnType<typeof printedTransaction>[];
  readonly files: { readonly 'dataset.json': string; readonly 'bitcoin.ndjson': string };
}

/** Block 300025; the tip stands 100 blocks above it. */
export function realDataset(): RealDataset {
  const block = readRealBlock(REAL);
  const time = block.header.readUInt32LE(68);
  const coins = readCoins();
  const status = {
    confirmed: true,
    block_height: REAL.height,
    block_hash: REAL.hash,
    block_time: time,
  } as const;
  const lines = block.transactions.map((tx, index) =>
    printedTransaction(tx, index === 0 ? [] : coins.splice(0, tx.inputs.length), status),
  );
  const tip = { height: REAL.height + 100, hash: 'f'.repeat(64), time: '2014-05-11T00:00:00Z' };
  const about = { name: 'block-300025', title: 'A block', provenance: 'See test/fixtures/bitcoin' };
  return {
    block,
    status,
    lines,
    files: {
      'dataset.json': JSON.stringify({ ...about, syntheticIds: false, tips: { bitcoin: tip } }),
      'bitcoin.ndjson': `${lines.map((line) => JSON.stringify(line)).join('\n')}\n`,
    },
  };
}
