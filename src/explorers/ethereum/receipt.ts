/**
 * What a transaction and its receipt tell, as a node gives them: who paid what to whom, and the token transfers.
 */

import { ZERO_ADDRESS } from '../../core/address.ts';
import type { Tip } from '../../core/chain.ts';
import { BadProviderDataError } from '../../core/errors.ts';
import { checkBlockTime } from '../block-time.ts';
import type { Reading } from '../consistent-reading.ts';
import { contextOf, messageAbout, type Origin } from '../transport/body.ts';
import { badAnswer, badField, wrongAnswer } from '../wire-form.ts';
import type { WireBlock, WireLog, WireReceipt, WireTransaction } from './node-forms.ts';
import type { OwnCall, SeenTransaction, TokenTransfer } from './transfers.ts';

/** A mined transaction: what was asked of the node, and its block's time in Unix seconds. */
export interface Mined {
  readonly transaction: WireTransaction;
  readonly receipt: WireReceipt;
  readonly time: number;
}

/** First topic of `Transfer(address,address,uint256)`: the Keccak-256 of that text (ERC-20, ERC-721). */
export const TRANSFER = '0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef';
/** The event, sender, receiver; the amount stands in the data. */
const ERC20_TOPICS = 3;
/** ERC-721 has the number of the token as a fourth topic, and no data. */
const ERC721_TOPICS = 4;
/** A word of 32 bytes, with its 0x. */
const WORD_CHARACTERS = 66;

/**
 * The transaction that was asked for, as it stands at the tip: null for one that is unknown, or in a block above the tip.
 * @throws BadProviderDataError for another transaction, or one that is pending
 */
export function standing(
  found: WireTransaction | null,
  txid: string,
  tip: Tip,
  origin: Origin,
): WireTransaction | null {
  if (found === null) return null;
  if (found.hash.toLowerCase() !== txid) {
    throw wrongAnswer(origin, `gives transaction ${found.hash} when asked for ${txid}`);
  }
  if (found.blockNumber === null) {
    const problem = `transaction ${txid} is not confirmed at block ${tip.height}; trace it once it is`;
    throw new BadProviderDataError(messageAbout(origin, problem), { ...contextOf(origin), txid });
  }
  return Number(found.blockNumber) <= tip.height ? found : null;
}

/**
 * The transaction with its receipt, when these and the block agree where it stands.
 * @throws BadProviderDataError for the receipt of another transaction, or a time that cannot be true
 */
export function minedAt(
  transaction: WireTransaction,
  receipt: WireReceipt,
  block: WireBlock | null,
  tip: Tip,
  origin: Origin,
): Reading<Mined> {
  const txid = transaction.hash.toLowerCase();
  if (receipt.transactionHash.toLowerCase() !== txid) {
    throw wrongAnswer(origin, `gives the receipt of ${receipt.transactionHash} when asked for ${txid}`);
  }
  const hash = receipt.blockHash.toLowerCase();
  const isSamePlace =
    transaction.blockHash?.toLowerCase() === hash &&
    transaction.blockNumber === receipt.blockNumber &&
    transaction.transactionIndex === receipt.transactionIndex &&
    block?.number === receipt.blockNumber &&
    block.hash.toLowerCase() === hash;
  if (!isSamePlace) {
    return { contradiction: `does not say the same of the place of ${txid} in each of its answers` };
  }
  const time = Number(block.timestamp);
  checkBlockTime(time, tip, `timestamp of block ${Number(block.number)}`, origin);
  return { value: { transaction, receipt, time } };
}

/**
 * All that these two tell.
 * @param failed whether the transaction did; receipts of before Byzantium do not say so
 * @throws BadProviderDataError when nobody tells the price of the gas, or when the logs cannot be true
 */
export function seenIn(mined: Mined, failed: boolean, origin: Origin): Omit<SeenTransaction, 'inner'> {
  const { transaction, receipt, time } = mined;
  // The same for a transaction of before London, when nodes did not tell what was paid in the end.
  const gasPrice = receipt.effectiveGasPrice ?? transaction.gasPrice;
  if (gasPrice === undefined) throw badField(origin, 'effectiveGasPrice', gasPrice, 'a quantity in hex');
  const height = Number(receipt.blockNumber);
  return {
    txid: transaction.hash.toLowerCase(),
    block: { height, hash: receipt.blockHash.toLowerCase(), time },
    position: Number(receipt.transactionIndex),
    sender: transaction.from.toLowerCase(),
    fee: BigInt(receipt.gasUsed) * BigInt(gasPrice),
    call: callOf(mined, failed, origin),
    tokens: tokensOf(receipt, failed, origin),
  };
}

/** A creation has no receiver, but the new contract; a failed one has neither. */
function callOf({ transaction, receipt }: Mined, failed: boolean, origin: Origin): OwnCall {
  const receiver = transaction.to ?? (failed ? ZERO_ADDRESS : receipt.contractAddress);
  if (receiver === null || receiver === undefined) {
    throw badField(origin, 'contractAddress', receiver, 'the address of the new contract');
  }
  return {
    from: transaction.from.toLowerCase(),
    to: receiver.toLowerCase(),
    value: BigInt(transaction.value),
    moved: !failed,
  };
}

/** In the order of the logs. */
function tokensOf(receipt: WireReceipt, failed: boolean, origin: Origin): TokenTransfer[] {
  const { logs, transactionHash } = receipt;
  for (const [at, { logIndex, transactionHash: hash }] of logs.entries()) {
    if (hash.toLowerCase() !== transactionHash.toLowerCase()) {
      throw badAnswer(origin, `gives a log of ${hash} in the receipt of ${transactionHash}`);
    }
    if (at > 0 && Number(logIndex) <= Number(logs[at - 1]?.logIndex)) {
      throw badAnswer(origin, `gives log ${logIndex} of ${transactionHash} out of order`);
    }
  }
  const transfers = logs.flatMap((log) => tokenTransferIn(log) ?? []);
  if (failed && transfers.length > 0) {
    const problem = `transaction ${transactionHash} is shown as failed, but has ${transfers.length} token transfers`;
    throw badAnswer(origin, problem);
  }
  return transfers;
}

/** The transfer that a log tells of; null for another event, or the transfer of a thing instead of an amount. */
export function tokenTransferIn(log: Pick<WireLog, 'address' | 'topics' | 'data'>): TokenTransfer | null {
  if (!isErc20(log)) return null;
  const [, from = '', to = ''] = log.topics;
  return {
    asset: log.address.toLowerCase(),
    from: addressIn(from),
    to: addressIn(to),
    value: BigInt(log.data),
  };
}

/**
 * Whether the logs tell every transfer of tokens. A Transfer in a form of neither standard may be an amount or the number
 * of a token, and only its contract knows which.
 */
export function tellsAllTransfers({
  logs,
}: {
  readonly logs: readonly Pick<WireLog, 'topics' | 'data'>[];
}): boolean {
  return logs.every((log) => !isTransfer(log) || isErc20(log) || log.topics.length === ERC721_TOPICS);
}

function isTransfer({ topics: [event] }: Pick<WireLog, 'topics'>): boolean {
  return event?.toLowerCase() === TRANSFER;
}

function isErc20(log: Pick<WireLog, 'topics' | 'data'>): boolean {
  return isTransfer(log) && log.topics.length === ERC20_TOPICS && log.data.length === WORD_CHARACTERS;
}

/** An address fills the low 20 bytes of its word. */
function addressIn(word: string): string {
  return `0x${word.slice(-40).toLowerCase()}`;
}
