/**
 * The lists of an address in an Etherscan-like API: what they are called, and how a page of one is read and checked.
 */

import type { Tip } from '../../core/chain.ts';
import { checkBlockTime } from '../block-time.ts';
import type { Body } from '../transport/body.ts';
import type { Transport } from '../transport/transport.ts';
import { badAnswer } from '../wire-form.ts';
import type { ActivityRow } from './activity.ts';
import { ask, originOf } from './ask.ts';
import type { LargestPage } from './largest-page.ts';
import { type Blocks, type Pages, readBatches } from './paging.ts';
import {
  type InternalRow,
  type RowReader,
  readInternalRows,
  readTokenRows,
  readTransactionRows,
  type TokenRow,
  type TransactionRow,
} from './wire.ts';

/** The explorer that is asked, and what its pages have told of it so far. */
export interface Explorer {
  readonly transport: Transport;
  readonly largest: LargestPage;
}

/** What the rows of all lists have. */
export interface ListRow extends ActivityRow {
  readonly timeStamp: string;
}

/** A list of module `account`. */
export interface AddressList<R> {
  readonly action: string;
  readonly read: RowReader<R>;
  /** The addresses by which a row belongs to the list of an address. */
  readonly parties: (row: R) => readonly string[];
}

export const TRANSACTIONS: AddressList<TransactionRow> = {
  action: 'txlist',
  read: readTransactionRows,
  parties: ({ from, to, contractAddress }) => [from, to, contractAddress],
};
export const INTERNALS: AddressList<InternalRow> = {
  action: 'txlistinternal',
  read: readInternalRows,
  parties: ({ from, to, contractAddress }) => [from, to, contractAddress],
};
export const TOKENS: AddressList<TokenRow> = {
  action: 'tokentx',
  read: readTokenRows,
  parties: ({ from, to }) => [from, to],
};

/** A list of an address, up to the tip: every row lies in the blocks asked for, in order, and concerns the address. */
export function pagesOf<R extends ListRow>(
  { transport, largest }: Explorer,
  list: AddressList<R>,
  address: string,
  tip: Tip,
): Pages<R> {
  const question = { module: 'account', action: list.action, address };
  return {
    origin: originOf(transport, question),
    blockOf: ({ blockNumber }) => Number(blockNumber),
    mayGoOn: (rows) => largest.mayGoOn(list.action, rows),
    // Page and size are always sent: what they are when left out depends on the tier.
    read: async (blocks, page, size) => {
      const body = await ask(transport, {
        ...question,
        startblock: String(blocks.start),
        endblock: String(blocks.end),
        page: String(page),
        offset: String(size),
        sort: 'asc',
      });
      const rows = list.read(body);
      if (rows === 'too-wide') return rows;
      if (rows.length > size) throw badAnswer(body, `gives ${rows.length} rows when asked for ${size}`);
      checkRows(rows, blocks, body);
      for (const row of rows) {
        checkBlockTime(Number(row.timeStamp), tip, `timeStamp of ${row.hash}`, body);
        if (list.parties(row).some((party) => party.toLowerCase() === address)) continue;
        throw badAnswer(body, `gives a row of transaction ${row.hash}, in which ${address} has no part`);
      }
      return rows;
    },
  };
}

/** Rows that were not asked for, or that are out of order, mean that the rest of the page cannot be trusted. */
function checkRows(rows: readonly ListRow[], { start, end }: Blocks, body: Body): void {
  let lowest = start;
  for (const row of rows) {
    const block = Number(row.blockNumber);
    if (block < lowest || block > end) {
      const expected = `expected a block from ${lowest} to ${end}, in ascending order`;
      throw badAnswer(body, `gives a row of block ${block} (transaction ${row.hash}); ${expected}`);
    }
    lowest = block;
  }
}

/**
 * The rows of an address's list in one block.
 * @throws ProviderError
 */
export async function readBlockOfList<R extends ListRow>(pages: Pages<R>, height: number): Promise<R[]> {
  const rows: R[] = [];
  for await (const batch of readBatches(pages, { start: height, end: height })) rows.push(...batch.rows);
  return rows;
}
