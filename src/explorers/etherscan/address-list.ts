/**
 * The lists of an address in an Etherscan-like API: what they are called, and how a page of one is read and checked.
 */

import { checkBlockTime } from '../block-time.ts';
import type { ActivityRow } from '../ethereum/activity.ts';
import type { LargestPage } from '../ethereum/largest-page.ts';
import { type Blocks, type PageOf, type Pages, ROWS_PER_CALL, readBatches } from '../ethereum/paging.ts';
import { type Pinned, validityUpTo } from '../pinned.ts';
import type { Body } from '../transport/body.ts';
import type { ListPart } from '../transport/request.ts';
import { badAnswer } from '../wire-form.ts';
import { ask, canAsk, originOf } from './ask.ts';
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
export interface Explorer extends Pinned {
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
  explorer: Explorer,
  list: AddressList<R>,
  address: string,
): Pages<R> {
  const { transport, largest, tip, settled } = explorer;
  const question = { module: 'account', action: list.action, address };
  // Page and size are always sent: what they are when left out depends on the tier.
  const questionOf = ({ blocks, page, size }: PageOf) => ({
    ...question,
    startblock: String(blocks.start),
    endblock: String(blocks.end),
    page: String(page),
    offset: String(size),
    sort: 'asc',
  });
  const optionsOf = ({ blocks, page, size }: PageOf) => ({
    tip,
    validity: () => validityUpTo(blocks.end, explorer),
    ...(page === 1 ? { part: partFrom(blocks, size) } : {}),
  });
  return {
    origin: originOf(transport, question),
    blockOf: ({ blockNumber }) => Number(blockNumber),
    mayGoOn: async (rows, next) =>
      largest.mayGoOn(list.action, rows) &&
      (rows >= ROWS_PER_CALL || canAsk(transport, questionOf(next), optionsOf(next))),
    read: async (blocks, page, size) => {
      const asked = { blocks, page, size };
      const body = await ask(transport, questionOf(asked), optionsOf(asked));
      const rows = list.read(body);
      if (rows === 'too-wide') return rows;
      const { through } = body;
      const told =
        through === null
          ? rows
          : rows.filter(({ blockNumber }) => Number(blockNumber) <= Math.min(through, blocks.end));
      checkPage(told, blocks, size, body);
      return { rows: told, through };
    },
  };

  /** All first pages of the list that begin at a block, whatever the tip was when they were asked for. */
  function partFrom(blocks: Blocks, size: number): ListPart {
    const name = originOf(transport, { ...question, offset: String(size), sort: 'asc' }).url;
    return {
      list: `${transport.provider} ${name}`,
      from: blocks.start,
      through: (body) => {
        const rows = list.read(body);
        if (rows === 'too-wide') return -1;
        // The last block of a page that may be full may go on.
        const isEnd = rows.length === 0 || largest.isEnd(list.action, rows.length);
        const last = isEnd ? blocks.end : Number(rows.at(-1)?.blockNumber) - 1;
        return Math.min(last, blocks.end, settled);
      },
    };
  }

  /** Rows that were not asked for, or that are out of order, mean that the rest of the page cannot be trusted. */
  function checkPage(rows: readonly R[], blocks: Blocks, size: number, body: Body): void {
    if (rows.length > size) throw badAnswer(body, `gives ${rows.length} rows when asked for ${size}`);
    checkRows(rows, blocks, body);
    for (const row of rows) {
      checkBlockTime(Number(row.timeStamp), tip, `timeStamp of ${row.hash}`, body);
      if (list.parties(row).some((party) => party.toLowerCase() === address)) continue;
      throw badAnswer(body, `gives a row of transaction ${row.hash}, in which ${address} has no part`);
    }
  }
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
