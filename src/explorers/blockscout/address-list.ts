/**
 * The lists of an address: the newest row first, and without a way to name a block to begin or end with. What stands above
 * the tip is left out, and reading ends with what is known.
 */

import { checkBlockTime } from '../block-time.ts';
import type { Reading } from '../consistent-reading.ts';
import type { Pinned } from '../pinned.ts';
import type { Body } from '../transport/body.ts';
import { badAnswer } from '../wire-form.ts';
import { AMOUNTS, isAmount, kindOf, minedOf } from './mined.ts';
import { type List, readPages } from './paging.ts';
import {
  readInnerCallPage,
  readTokenTransferPage,
  readTransactionPage,
  secondsOf,
  type WireInnerCall,
  type WireTokenTransfer,
  type WireTransaction,
} from './wire.ts';

type Party = { readonly hash: string } | null;

/** A list below `/addresses/:hash`. */
export interface AddressList<R> extends Omit<List<R>, 'path' | 'upTo' | 'check'> {
  readonly name: string;
  readonly hashOf: (row: R) => string;
  readonly timeOf: (row: R) => string | null;
  /** The addresses by which a row belongs to the list of an address. */
  readonly parties: (row: R) => readonly Party[];
  /** Throws when a row at or below the tip is not yet what it will be. */
  readonly check: (row: R, body: Body) => void;
}

export const TRANSACTIONS: AddressList<WireTransaction> = {
  name: 'transactions',
  params: {},
  read: readTransactionPage,
  blockOf: ({ block_number }) => block_number,
  keyOf: ({ hash }) => `transaction ${hash}`,
  hashOf: ({ hash }) => hash,
  timeOf: ({ timestamp }) => timestamp,
  parties: ({ from, to, created_contract }) => [from, to, created_contract],
  check: minedOf,
};

export const INNER_CALLS: AddressList<WireInnerCall> = {
  name: 'internal-transactions',
  params: {},
  read: readInnerCallPage,
  blockOf: ({ block_number }) => block_number,
  keyOf: ({ transaction_hash, index }) => `call ${index} of ${transaction_hash}`,
  hashOf: ({ transaction_hash }) => transaction_hash,
  timeOf: ({ timestamp }) => timestamp,
  parties: ({ from, to, created_contract }) => [from, to, created_contract],
  check: () => {},
};

/** Tokens that are amounts. A server that does not heed the kind shows others, too, some of them several times. */
export const TOKENS: AddressList<WireTokenTransfer> = {
  name: 'token-transfers',
  params: { type: AMOUNTS },
  read: readTokenTransferPage,
  blockOf: ({ block_number }) => block_number,
  keyOf: (row) => (kindOf(row) === AMOUNTS ? `log ${row.log_index} of ${row.transaction_hash}` : null),
  hashOf: ({ transaction_hash }) => transaction_hash,
  timeOf: ({ timestamp }) => timestamp,
  parties: ({ from, to }) => [from, to],
  check: isAmount,
};

/** What of a list is wanted. */
export interface Wanted<R> {
  readonly address: string;
  /** Up to here everything is known; below every block when nothing is. */
  readonly known: number;
  /** Given the rows of a page that are wanted; says whether to read on. */
  readonly take: (rows: readonly R[], body: Body) => boolean | Promise<boolean>;
}

/**
 * Reads a list from the tip down to what is known.
 * @returns a contradiction as `readPages`
 * @throws ProviderError
 */
export function readAddressList<R>(
  pinned: Pinned,
  list: AddressList<R>,
  { address, known, take }: Wanted<R>,
): Promise<Reading<'read'>> {
  const { height } = pinned.tip;
  const isAsked = (row: R) => (list.blockOf(row) ?? Infinity) <= height;
  let lowest = Infinity;
  const paged: List<R> = {
    ...list,
    path: `/addresses/${address}/${list.name}`,
    upTo: height,
    check: (rows, body) => {
      for (const row of rows.filter(isAsked)) list.check(row, body);
    },
  };
  return readPages(pinned, paged, async (rows, body) => {
    for (const row of rows) {
      // What is pending, or was replaced, comes first and stands in no block.
      const block = list.blockOf(row);
      if (block === null) continue;
      if (block > lowest) {
        const problem = `shows ${list.keyOf(row)} of block ${block} after a row of block ${lowest}`;
        throw badAnswer(body, problem);
      }
      lowest = block;
    }
    const wanted = rows.filter((row) => isAsked(row) && (list.blockOf(row) ?? 0) > known);
    for (const row of wanted) checkRow(row, list, { address, pinned, body });
    return (await take(wanted, body)) && lowest > known;
  });
}

function checkRow<R>(
  row: R,
  { hashOf, timeOf, parties }: AddressList<R>,
  { address, pinned, body }: { readonly address: string; readonly pinned: Pinned; readonly body: Body },
): void {
  const hash = hashOf(row);
  checkBlockTime(secondsOf(timeOf(row) ?? ''), pinned.tip, `timestamp of ${hash}`, body);
  if (parties(row).some((party) => party?.hash.toLowerCase() === address)) return;
  throw badAnswer(body, `gives a row of transaction ${hash}, in which ${address} has no part`);
}
