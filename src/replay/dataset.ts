/**
 * A dataset: a folder with a recorded piece of chain history, read, checked and indexed in memory.
 * The replay serves it; the format is the public contract described in the documentation of datasets.
 */

import type { BitcoinChain } from './bitcoin-chain.ts';
import { readBitcoinChain } from './bitcoin-file.ts';
import { addWholeBlocks } from './block-files.ts';
import type { EthereumChain } from './ethereum-chain.ts';
import { readEthereumChain } from './ethereum-file.ts';
import { type Manifest, readManifest } from './manifest.ts';
import { addWaiting } from './mempool-file.ts';
import { type ReplayedPrices, readPrices } from './prices.ts';

export interface Dataset {
  readonly manifest: Manifest;
  /** Null when the dataset does not cover the chain. */
  readonly bitcoin: BitcoinChain | null;
  readonly ethereum: EthereumChain | null;
  /** Null when it has no prices. */
  readonly prices: ReplayedPrices | null;
}

/**
 * Reads the dataset in the folder `dir`. `cases.json` is not read here: it holds cases to open, not chain history.
 * @throws InvalidInputError at the first problem, naming file, line, field, value and remedy.
 */
export async function readDataset(dir: string): Promise<Dataset> {
  const { manifest, bitcoinTip, ethereumTip } = await readManifest(dir);
  const bitcoin = await readBitcoinChain(dir, bitcoinTip);
  if (bitcoin !== null) {
    await addWholeBlocks(dir, bitcoin);
    await addWaiting(dir, bitcoin);
  }
  const ethereum = await readEthereumChain(dir, ethereumTip);
  const table = await readPrices(dir);
  const today = Math.max(bitcoinTip?.time ?? 0, ethereumTip?.time ?? 0);
  return { manifest, bitcoin, ethereum, prices: table === null ? null : { table, today } };
}
