/**
 * The JSON of a transaction (docs/api.md): what the explorers said, in one form for each chain. Amounts are decimal
 * strings of the smallest unit, times ISO 8601 UTC.
 */

import { addressOfScript } from '../../core/address.ts';
import type { BitcoinTransaction, EthereumTransaction, Transaction } from '../../core/transaction.ts';
import { isPlaceholderId } from '../../core/transaction.ts';
import { formatUtcTime } from '../utc-time.ts';
import { shownAddress } from './shown-address.ts';

/** The contract form of a transaction. */
export function transactionJson(transaction: Transaction) {
  const { txid, block } = transaction;
  return {
    txid,
    ...(isPlaceholderId(txid) ? { syntheticId: true } : {}),
    block: { height: block.height, hash: block.hash, time: formatUtcTime(block.time) },
    ...(transaction.chain === 'bitcoin' ? bitcoinJson(transaction) : ethereumJson(transaction)),
  };
}

export type TransactionJson = ReturnType<typeof transactionJson>;

function bitcoinJson({ chain, inputs, outputs, fee }: BitcoinTransaction) {
  return {
    chain,
    fee: fee.toString(),
    inputs: inputs.map(({ outpoint, value, script }) => ({
      outpoint,
      address: addressOfScript(script),
      amount: value.toString(),
    })),
    outputs: outputs.map(({ value, script }) => ({
      address: addressOfScript(script),
      amount: value.toString(),
    })),
  };
}

function ethereumJson({ chain, sender, fee, transfers }: EthereumTransaction) {
  return {
    chain,
    fee: fee?.toString() ?? null,
    sender: sender === null ? null : shownAddress(chain, sender),
    transfers: transfers.map(({ kind, asset, from, to, value, moved }) => ({
      kind,
      asset,
      from: shownAddress(chain, from),
      to: shownAddress(chain, to),
      amount: value.toString(),
      moved,
    })),
  };
}
