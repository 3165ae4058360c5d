/**
 * The history of an Ethereum address: its three lists read whole, joined, and put in chain order.
 */

import type { Expansion, HistorySubject } from '../../core/graph/subject.ts';
import type { EthereumTransaction } from '../../core/transaction.ts';
import { Activity } from '../ethereum/activity.ts';
import { type BegunList, begin, readBegun } from '../ethereum/list-reading.ts';
import { type Blocks, readBatches } from '../ethereum/paging.ts';
import { completePositions } from '../ethereum/positions.ts';
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
  // All lists are begun at once. They are judged one after the other: an address beyond the limit is then given up at the
  // same row every time.
  const begun = <R extends ListRow>(list: AddressList<R>) => {
    const pages = pagesOf(explorer, list, subject.address);
    const batches = (wanted: Blocks) => readBatches(pages, wanted);
    return begin({ blockOf: pages.blockOf, batches }, blocks);
  };
  const transactions = begun(TRANSACTIONS);
  const internals = begun(INTERNALS);
  const tokens = subject.assets === 'native' ? null : begun(TOKENS);
  const read = <R extends ListRow>(list: BegunList<R>) => readBegun(list, subject.fromHeight, activity);
  const rows = {
    transactions: await read(transactions),
    internals: await read(internals),
    tokens: tokens === null ? [] : await read(tokens),
  };
  if (activity.excess !== null) {
    // What was asked for and not read is evidence all the same: always, not only when it came in time.
    await Promise.allSettled([internals.first, tokens?.first]);
    return { subject, status: 'too-active', transactions: [], count: activity.excess };
  }
  const partial = normalizeRows(rows, originOf(transport, { module: 'account', address: subject.address }));
  // The list of internal transfers does not say where in its block a transaction stands.
  const found = await completePositions(partial, (one) => askPosition(explorer, one));
  return { subject, status: 'complete', transactions: found, count: found.length };
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
