/**
 * A dataset as it stands after a reorganisation: the blocks above a height are others, with the same transactions or without
 * them. Hashes of the new blocks follow from the old ones, so that the same reorganisation is the same everywhere.
 */

import { createHash } from 'node:crypto';
import type { Tip } from '../core/chain.ts';
import { addTransaction, type BitcoinChain, emptyBitcoinChain } from './bitcoin-chain.ts';
import type { Dataset } from './dataset.ts';
import { type EthereumChain, indexEthereum } from './ethereum-chain.ts';
import { addPending } from './mempool.ts';

export interface ReorganisationOptions {
  /** Blocks below the tip of each chain that stay; 1 replaces the tip alone. */
  readonly depth: number;
  /** What becomes of the transactions of the blocks that are replaced: the same ones stand in the new blocks, or none. */
  readonly transactions: 'kept' | 'dropped';
}

/** The dataset after the reorganisation. */
export function reorganised(dataset: Dataset, options: ReorganisationOptions): Dataset {
  const { bitcoin, ethereum } = dataset;
  return {
    ...dataset,
    bitcoin: bitcoin === null ? null : reorganisedBitcoin(bitcoin, options),
    ethereum: ethereum === null ? null : reorganisedEthereum(ethereum, options),
  };
}

/** The hash of the block in the place of another. */
function replaced(hash: string): string {
  const digits = createHash('sha256').update(`in the place of ${hash}`).digest('hex');
  return hash.startsWith('0x') ? `0x${digits}` : digits;
}

function newTip(tip: Tip): Tip {
  return { ...tip, hash: replaced(tip.hash) };
}

function reorganisedBitcoin(
  chain: BitcoinChain,
  { depth, transactions }: ReorganisationOptions,
): BitcoinChain {
  const stays = chain.tip.height - depth;
  const after = emptyBitcoinChain(newTip(chain.tip));
  for (const tx of chain.transactions) {
    const { status } = tx;
    if (status.block_height <= stays) addTransaction(after, tx);
    else if (transactions === 'kept') {
      addTransaction(after, { ...tx, status: { ...status, block_hash: replaced(status.block_hash) } });
    }
  }
  for (const [id, block] of chain.wholeBlocks) {
    if ((chain.blocksByHash.get(id)?.height ?? Infinity) <= stays) after.wholeBlocks.set(id, block);
  }
  const isThere = (txid: string) =>
    after.positions.has(txid) ||
    after.mempool.transactions.has(txid) ||
    !(chain.positions.has(txid) || chain.mempool.transactions.has(txid));
  for (const tx of chain.mempool.transactions.values()) {
    // What spends coins that are gone is gone, too.
    if (tx.vin.every(({ txid }) => isThere(txid))) addPending(after.mempool, tx);
  }
  return after;
}

function reorganisedEthereum(
  chain: EthereumChain,
  { depth, transactions }: ReorganisationOptions,
): EthereumChain {
  const stays = chain.tip.height - depth;
  const all = [...chain.transactions.values()];
  const left = transactions === 'kept' ? all : all.filter(({ block }) => block <= stays);
  return indexEthereum(newTip(chain.tip), left, { above: stays, hash: replaced });
}
