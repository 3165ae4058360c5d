/**
 * The history of an Ethereum address: its three lists read whole, joined, and put in chain order.
 */

import type { Expansion, HistorySubject } from '../../core/trace/subject.ts';
import type { EthereumTransaction } from '../../core/transaction.ts';
import { Activity } from '../ethereum/activity.ts';
import { readList } from '../ethereum/list-reading.ts';
import { type Blocks, readBatches } from '../ethereum/paging.ts';
import { inChainOrder } from '../ethereum/transfers.ts';
import { validityUpTo } from '../pinned.ts';
import { badAnswer } from '../wire-form.ts';
import {
  type AddressList,
  type Explorer,
  INTERNALS,
  type ListRow,
  pagesOf,
  TOKENS,
  TRANSACTIONS,
} from './address-list.ts';
import { ask, originOf } from './ask.ts';
import { normalizeRows } from './normalize.ts';
import { readPlace } from './wire.ts';

/**
 * All transactions of an address up to the tip that are not known, in chain order.
 * @param max limit for the transactions from the subject's height on, and for those before it
 * @throws ProviderError
 */
export async function readHistory(
  explorer: Explorer,
  subject: HistorySubject,
  max: number,
): Promise<Expansion> {
  const { transport, tip } = explorer;
  const activity = new Activity(subject, max);
  const blocks = { start: subject.known === undefined ? 0 : subject.known.height + 1, end: tip.height };
  const read = <R extends ListRow>(list: AddressList<R>) => {
    const pages = pagesOf(explorer, list, subject.address);
    const batches = (wanted: Blocks) => readBatches(pages, wanted);
    return readList({ blockOf: pages.blockOf, batches }, subject.fromHeight, blocks, activity);
  };
  // One after the other: an address beyond the limit is then given up at the same row every time.
  const rows = {
    transactions: await read(TRANSACTIONS),
    internals: await read(INTERNALS),
    tokens: await read(TOKENS),
  };
  if (activity.excess !== null) {
    return { subject, status: 'too-active', transactions: [], count: activity.excess };
  }
  const partial = normalizeRows(rows, originOf(transport, { module: 'account', address: subject.address }));
  const transactions = await completePositions(explorer, partial);
  return { subject, status: 'complete', transactions, count: transactions.length };
}

/**
 * The list of internal transfers does not say where in its block a transaction stands. That matters only where the
 * address has another transaction in the same block, so it is asked for there alone.
 */
async function completePositions(
  explorer: Explorer,
  transactions: readonly EthereumTransaction[],
): Promise<EthereumTransaction[]> {
  const inBlock = new Map<number, number>();
  for (const { block } of transactions) inBlock.set(block.height, (inBlock.get(block.height) ?? 0) + 1);
  const completed = transactions.map(async (transaction) => {
    const isAlone = inBlock.get(transaction.block.height) === 1;
    if (transaction.position !== null || isAlone) return transaction;
    return { ...transaction, position: await askPosition(explorer, transaction) };
  });
  return inChainOrder(await Promise.all(completed));
}

/** Null when the explorer does not know the transaction: it knows the transfer, so nothing is gained by giving up. */
async function askPosition(
  { transport, ...pins }: Explorer,
  { txid, block }: EthereumTransaction,
): Promise<number | null> {
  const question = { module: 'proxy', action: 'eth_getTransactionByHash', txhash: txid };
  const body = await ask(transport, question, {
    tip: pins.tip,
    validity: (fresh) => validityUpTo(Number(readPlace(fresh)?.blockNumber ?? Infinity), pins),
  });
  const place = readPlace(body);
  if (place === null) return null;
  if (place.hash.toLowerCase() !== txid || Number(place.blockNumber) !== block.height) {
    throw badAnswer(
      body,
      `places transaction ${place.hash} in block ${Number(place.blockNumber)} when asked for ${txid} of block ${block.height}`,
    );
  }
  return Number(place.transactionIndex);
}
