/**
 * The transactions of an address by the search that Otterscan brought into nodes (Erigon, QuickNode). It goes forward from
 * a block, since what lies behind a page then never changes; a page is larger than asked for rather than ending inside
 * of a block.
 */

import type { List } from '../ethereum/list-reading.ts';
import type { Batch, Blocks } from '../ethereum/paging.ts';
import type { Body } from '../transport/body.ts';
import { badAnswer } from '../wire-form.ts';
import { ask } from './call.ts';
import type { Explorer } from './explorer.ts';
import { type ListedTransaction, NO_CODE_GAS } from './listed.ts';
import { readSearchPage, type WireSearchReceipt } from './wire.ts';

/** The most that Erigon gives (--ots.search.max.pagesize). */
const PAGE_SIZE = 25;

/** All transactions that the address is a party of, or in which it was called; some of them moved nothing of its. */
export function searchOf(explorer: Explorer, address: string): List<ListedTransaction> {
  return {
    blockOf: ({ blockNumber }) => Number(blockNumber),
    batches: (blocks) => pages(explorer, address, blocks),
  };
}

async function* pages(
  explorer: Explorer,
  address: string,
  { start, end }: Blocks,
): AsyncGenerator<Batch<ListedTransaction>> {
  let from = start;
  while (from <= end) {
    const { rows, through } = await readPage(explorer, address, from);
    const last = Math.min(through, end);
    yield { rows: rows.filter(({ blockNumber }) => Number(blockNumber) <= last), isLast: last === end };
    from = last + 1;
  }
}

interface Page {
  /** Ascending. */
  readonly rows: readonly ListedTransaction[];
  /** All up to this block are there. */
  readonly through: number;
}

/** @param from the first block that is asked about */
async function readPage(explorer: Explorer, address: string, from: number): Promise<Page> {
  const { transport, tip, settled } = explorer;
  // Asked for what comes after block 0, it begins with the genesis block: there is nothing else in it.
  const after = Math.max(0, from - 1);
  const body = await ask(transport, ['ots_searchTransactionsAfter', address, after, PAGE_SIZE], {
    tip,
    // For another tip it is found as a part of the list.
    validity: () => 'tip',
    part: {
      list: `${transport.provider} ${transport.originOf('', {}).url} ots_searchTransactionsAfter ${address}`,
      from,
      through: (fresh) => Math.min(wholeUpTo(pageIn(fresh, from)), settled),
    },
  });
  const page = pageIn(body, from);
  return { rows: page.rows, through: body.through ?? wholeUpTo(page) };
}

interface WholePage {
  readonly rows: readonly ListedTransaction[];
  readonly isNewest: boolean;
}

/** The newest page tells of all blocks that there are. */
function wholeUpTo({ rows, isNewest }: WholePage): number {
  return isNewest ? Number.POSITIVE_INFINITY : Number(rows.at(-1)?.blockNumber);
}

/** @throws BadProviderDataError for rows that were not asked for, or that are out of order */
function pageIn(body: Body, from: number): WholePage {
  const { txs, receipts, firstPage } = readSearchPage(body);
  if (txs.length !== receipts.length) {
    throw badAnswer(body, `gives ${txs.length} transactions and ${receipts.length} receipts`);
  }
  if (txs.length === 0 && !firstPage) throw badAnswer(body, 'gives an empty page that is not the newest');
  // The newest stands first, whatever the direction of the search.
  const rows = receipts.map((receipt, at) => listed(txs[at], receipt, body)).reverse();
  let lowest = from;
  for (const { blockNumber, hash } of rows) {
    const block = Number(blockNumber);
    if (block < lowest) {
      const expected = `expected a block from ${lowest} on, the newest first`;
      throw badAnswer(body, `gives transaction ${hash} of block ${block}; ${expected}`);
    }
    lowest = block;
  }
  return { rows, isNewest: firstPage };
}

function listed(
  transaction: NonNullable<ListedTransaction['shown']>['transaction'] | undefined,
  { timestamp, logs, logsBloom, ...receipt }: WireSearchReceipt,
  body: Body,
): ListedTransaction {
  const hash = receipt.transactionHash.toLowerCase();
  if (transaction?.hash.toLowerCase() !== hash) {
    throw badAnswer(body, `gives the receipt of ${hash} beside transaction ${transaction?.hash}`);
  }
  // An empty list may stand for logs that were left out; the filter of a receipt without logs is empty, too.
  const hasNone = /^0x0+$/.test(logsBloom ?? '') || transaction.gas === NO_CODE_GAS;
  const isWhole = logs !== undefined && logs !== null && (logs.length > 0 || hasNone);
  return {
    hash,
    blockNumber: receipt.blockNumber,
    blockHash: receipt.blockHash.toLowerCase(),
    shown: { transaction, receipt: isWhole ? { ...receipt, logs } : null, time: Number(timestamp) },
  };
}
