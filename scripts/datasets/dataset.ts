/**
 * A dataset folder: the files that the replay explorer serves and the demo traces (docs/datasets.md). Builders make a
 * `Dataset`; `writeDataset` is the only place that knows the files and their layout.
 */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Chain } from '../../src/core/chain.ts';
import { type EsploraTransaction, esploraNdjson } from './esplora-transaction.ts';
import { type EthereumCall, ethereumCsv } from './ethereum-call.ts';

/** The block a run over the dataset is pinned to. */
export interface DatasetTip {
  readonly height: number;
  /** 64 hex digits, with `0x` on Ethereum. */
  readonly hash: string;
  /** ISO 8601 UTC. */
  readonly time: string;
}

type CaseSeed =
  | {
      readonly kind: 'address';
      readonly chain: 'ethereum';
      readonly address: string;
      readonly asset: 'ETH';
      readonly since: string;
    }
  | { readonly kind: 'transaction'; readonly chain: 'bitcoin'; readonly txid: string };

/** A case in the body form of `POST /v1/cases`. */
export interface CaseBody {
  readonly name: string;
  readonly description: string;
  readonly method: 'fifo';
  readonly seeds: readonly CaseSeed[];
}

/** dataset.json, keys in the order of the file. */
interface Manifest {
  readonly name: string;
  readonly title: string;
  /** Sources, licences, and what the data does not hold. */
  readonly provenance: string;
  /** True where placeholders stand in for transaction ids. */
  readonly syntheticIds: boolean;
  readonly notes: readonly string[];
  readonly tips: Readonly<Partial<Record<Chain, DatasetTip>>>;
}

export interface Dataset {
  readonly manifest: Manifest;
  /** In chain order. */
  readonly ethereum?: readonly EthereumCall[];
  /** In chain order. */
  readonly bitcoin?: readonly EsploraTransaction[];
  readonly cases: readonly CaseBody[];
}

/**
 * Writes the folder `<parent>/<name>`. The same dataset always gives the same bytes.
 * @throws InvariantError when the transactions are not in chain order
 */
export function writeDataset(parent: string, dataset: Dataset): void {
  const folder = join(parent, dataset.manifest.name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'dataset.json'), json(dataset.manifest));
  writeFileSync(join(folder, 'cases.json'), json(dataset.cases));
  if (dataset.ethereum !== undefined)
    writeFileSync(join(folder, 'ethereum.csv'), ethereumCsv(dataset.ethereum));
  if (dataset.bitcoin !== undefined)
    writeFileSync(join(folder, 'bitcoin.ndjson'), esploraNdjson(dataset.bitcoin));
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
