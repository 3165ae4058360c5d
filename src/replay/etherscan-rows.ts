/**
 * The rows of Etherscan's account lists: every scalar a string, addresses in lower case, the field lists of API V2.
 *
 * A dataset does not record everything that such a row holds. What is unknown gets a neutral value that a real row
 * could hold: the nonce counts the sender's calls in the data, input is empty, gas has the shape of a plain transfer.
 */

import { blockHash, type EthereumChain, type EthereumTransaction, type Listed } from './ethereum-chain.ts';

/** Gas of a plain transfer (Ethereum yellow paper, G_transaction), and of one that did more: code cannot run for less. */
const TRANSFER_GAS = 21_000n;
const CALL_GAS = 42_000n;
/** First block with a status in its receipts; before it Etherscan leaves `txreceipt_status` empty (EIP-658). */
export const BYZANTIUM_BLOCK = 4_370_000;

/** Gas used and price in wei, such that used * price is exactly the fee; price 0 when no fee is recorded. */
export function gasOf(tx: EthereumTransaction): { used: bigint; price: bigint } {
  const fee = tx.fee ?? 0n;
  const usual = isPlain(tx) ? TRANSFER_GAS : CALL_GAS;
  if (fee % usual === 0n) return { used: usual, price: fee / usual };
  return { used: 1n, price: fee };
}

function isPlain({ call, internals, tokens }: EthereumTransaction): boolean {
  return call?.success !== false && internals.length === 0 && tokens.length === 0;
}

/** A row of `txlist`. A failed transaction keeps its value, which did not move, and its fee, which was paid. */
export function transactionRow(chain: EthereumChain, { tx, row }: Listed): Record<string, string> {
  const gas = gasOf(tx);
  return {
    blockNumber: String(tx.block),
    blockHash: blockHash(chain, tx.block),
    timeStamp: String(tx.time),
    hash: tx.hash,
    nonce: String(tx.nonce),
    transactionIndex: String(tx.index),
    from: row.from,
    to: row.to,
    value: String(row.value),
    gas: String(gas.used),
    gasPrice: String(gas.price),
    input: '0x',
    methodId: '0x',
    functionName: '',
    contractAddress: '',
    cumulativeGasUsed: String(gas.used),
    txreceipt_status: receiptStatus(tx.block, row.success),
    gasUsed: String(gas.used),
    confirmations: confirmations(chain, tx),
    isError: row.success ? '0' : '1',
  };
}

/** A row of `txlistinternal` by address: it has a trace id, and no position of its transaction. */
export function internalRow({ tx, row, position }: Listed) {
  return {
    blockNumber: String(tx.block),
    timeStamp: String(tx.time),
    hash: tx.hash,
    from: row.from,
    to: row.to,
    value: String(row.value),
    contractAddress: '',
    input: '',
    type: 'call',
    gas: '0',
    gasUsed: '0',
    traceId: `0_${position}`,
    isError: row.success ? '0' : '1',
    errCode: row.success ? '' : 'Reverted',
  };
}

/** A row of `txlistinternal` by transaction: the same without hash and trace id. */
export function internalRowOfTransaction(listed: Listed) {
  const { hash, traceId, ...row } = internalRow(listed);
  return row;
}

/** A row of `tokentx`: a token log, without its log index, so two equal logs give two equal rows. */
export function tokenRow(chain: EthereumChain, { tx, row }: Listed): Record<string, string> {
  const gas = gasOf(tx);
  return {
    blockNumber: String(tx.block),
    timeStamp: String(tx.time),
    hash: tx.hash,
    nonce: String(tx.nonce),
    blockHash: blockHash(chain, tx.block),
    from: row.from,
    contractAddress: row.asset,
    to: row.to,
    value: String(row.value),
    tokenName: '',
    tokenSymbol: row.symbol,
    tokenDecimal: row.decimals,
    transactionIndex: String(tx.index),
    gas: String(gas.used),
    gasPrice: String(gas.price),
    gasUsed: String(gas.used),
    cumulativeGasUsed: String(gas.used),
    input: 'deprecated',
    confirmations: confirmations(chain, tx),
  };
}

function receiptStatus(block: number, success: boolean): string {
  if (block < BYZANTIUM_BLOCK) return '';
  return success ? '1' : '0';
}

/** A transaction of the tip has one confirmation. */
function confirmations(chain: EthereumChain, tx: EthereumTransaction): string {
  return String(chain.tip.height - tx.block + 1);
}
