/**
 * From a transaction and its receipt, as a node gives them, to the rows that the lists of addresses have: what is made of
 * them then joins with what the lists show.
 */

import type { Origin } from '../transport/body.ts';
import { badAnswer, badField } from '../wire-form.ts';
import type { TokenRow, TransactionRow, WireLog, WireReceipt, WireTransaction } from './wire.ts';

/** A mined transaction: what was asked of the node, and its block's time in Unix seconds. */
export interface Mined {
  readonly transaction: WireTransaction;
  readonly receipt: WireReceipt;
  readonly time: number;
}

/** First topic of `Transfer(address,address,uint256)`: the Keccak-256 of that text (ERC-20, ERC-721). */
const TRANSFER = '0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef';
/** The event, sender, receiver; the amount stands in the data. */
const ERC20_TOPICS = 3;
/** ERC-721 has the number of the token as a fourth topic, and no data. */
const ERC721_TOPICS = 4;
/** A word of 32 bytes, with its 0x. */
const WORD_CHARACTERS = 66;

/**
 * The row of `txlist`.
 * @throws BadProviderDataError when nobody tells the price of the gas
 */
export function transactionRowOf(
  { transaction, receipt, time }: Mined,
  failed: boolean,
  origin: Origin,
): TransactionRow {
  // The same for a transaction of before London, when nodes did not tell what was paid in the end.
  const gasPrice = receipt.effectiveGasPrice ?? transaction.gasPrice;
  if (gasPrice === undefined) throw badField(origin, 'effectiveGasPrice', gasPrice, 'a quantity in hex');
  return {
    ...placeOf(receipt, time),
    from: transaction.from,
    to: transaction.to ?? '',
    contractAddress: failed ? '' : (receipt.contractAddress ?? ''),
    value: decimal(transaction.value),
    gasPrice: decimal(gasPrice),
    gasUsed: decimal(receipt.gasUsed),
    isError: failed ? '1' : '0',
  };
}

/**
 * The rows of `tokentx`, in the order of the logs.
 * @throws BadProviderDataError when the logs are not in order, or not of the transaction
 */
export function tokenRowsOf({ receipt, time }: Mined, origin: Origin): TokenRow[] {
  const { logs, transactionHash } = receipt;
  for (const [at, { logIndex, transactionHash: hash }] of logs.entries()) {
    if (hash.toLowerCase() !== transactionHash.toLowerCase()) {
      throw badAnswer(origin, `gives a log of ${hash} in the receipt of ${transactionHash}`);
    }
    if (at > 0 && Number(logIndex) <= Number(logs[at - 1]?.logIndex)) {
      throw badAnswer(origin, `gives log ${logIndex} of ${transactionHash} out of order`);
    }
  }
  return logs.filter(isErc20).map(({ address, topics: [, from = '', to = ''], data }) => ({
    ...placeOf(receipt, time),
    from: addressIn(from),
    to: addressIn(to),
    contractAddress: address,
    value: decimal(data),
  }));
}

/**
 * Whether the logs tell every transfer of tokens. A Transfer in a form of neither standard may be an amount or the number
 * of a token, and only its contract knows which.
 */
export function tellsAllTransfers({ logs }: WireReceipt): boolean {
  return logs.every((log) => !isTransfer(log) || isErc20(log) || log.topics.length === ERC721_TOPICS);
}

function isTransfer({ topics: [event] }: WireLog): boolean {
  return event?.toLowerCase() === TRANSFER;
}

function isErc20(log: WireLog): boolean {
  return isTransfer(log) && log.topics.length === ERC20_TOPICS && log.data.length === WORD_CHARACTERS;
}

function placeOf({ transactionHash, blockNumber, blockHash, transactionIndex }: WireReceipt, time: number) {
  return {
    hash: transactionHash,
    blockNumber: decimal(blockNumber),
    blockHash,
    timeStamp: String(time),
    transactionIndex: decimal(transactionIndex),
  };
}

/** An address fills the low 20 bytes of its word. */
function addressIn(word: string): string {
  return `0x${word.slice(-40)}`;
}

function decimal(quantity: string): string {
  return BigInt(quantity).toString();
}
