/**
 * The receipt of a transaction as a node gives it, made from the rows of the data: token rows are logs again. What a
 * dataset does not record (bloom filter, state root) is left out. Logs are numbered within their transaction.
 */

import { blockHash, type EthereumChain, type EthereumTransaction } from './ethereum-chain.ts';
import type { EthereumRow } from './ethereum-row.ts';
import { BYZANTIUM_BLOCK, gasOf } from './etherscan-rows.ts';

/** First topic of an ERC-20 `Transfer(address,address,uint256)`: the Keccak-256 of that text. */
export const TRANSFER = '0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef';

/** The result of `eth_getTransactionReceipt`; `call` is the top-level call of `tx`. */
export function receiptOf(chain: EthereumChain, tx: EthereumTransaction, call: EthereumRow): object {
  const gas = gasOf(tx);
  return {
    ...placeOf(chain, tx),
    contractAddress: null,
    cumulativeGasUsed: hex(gas.used),
    effectiveGasPrice: hex(gas.price),
    from: call.from,
    gasUsed: hex(gas.used),
    logs: tx.tokens.map((row, index) => logForm(chain, tx, row, index)),
    // Receipts tell the outcome since Byzantium (EIP-658).
    ...(tx.block < BYZANTIUM_BLOCK ? {} : { status: call.success ? '0x1' : '0x0' }),
    to: call.to,
  };
}

/** A token row as a log. @param index within its transaction */
export function logForm(
  chain: EthereumChain,
  tx: EthereumTransaction,
  row: EthereumRow,
  index: number,
): object {
  const { asset, from, to, value } = row;
  return {
    address: asset,
    topics: [TRANSFER, word(BigInt(from)), word(BigInt(to))],
    data: word(value),
    ...placeOf(chain, tx),
    logIndex: hex(index),
    removed: false,
  };
}

function placeOf(chain: EthereumChain, tx: EthereumTransaction) {
  return {
    blockHash: blockHash(chain, tx.block),
    blockNumber: hex(tx.block),
    transactionHash: tx.hash,
    transactionIndex: hex(tx.index),
  };
}

function word(value: bigint): string {
  return `0x${value.toString(16).padStart(64, '0')}`;
}

function hex(quantity: number | bigint): string {
  return `0x${quantity.toString(16)}`;
}
