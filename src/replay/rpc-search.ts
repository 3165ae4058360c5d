/**
 * The search that Otterscan brought into nodes: the transactions of an address, page by page. A page is never cut inside
 * of a block, so it may be larger than asked for; its newest transaction stands first.
 */

import type { EthereumChain, EthereumTransaction } from './ethereum-chain.ts';
import { receiptOf } from './etherscan-receipt.ts';
import { invalid, RpcRefusal, transactionForm } from './node-answers.ts';

const SERVER_ERROR = -32000;
/** As of Erigon (--ots.search.max.pagesize). */
const MAX_PAGE_SIZE = 25;

/** Where a search begins, exclusive, in which direction, and how much is wanted. 0 is the end of the chain. */
export interface Search {
  readonly address: unknown;
  readonly block: unknown;
  readonly pageSize: unknown;
  readonly direction: 'before' | 'after';
}

/**
 * `ots_searchTransactionsBefore` and `ots_searchTransactionsAfter`.
 * @throws RpcRefusal, too, for an address in whose history stands a transaction that is not known as a whole
 */
export function search(chain: EthereumChain, { address, block, pageSize, direction }: Search): object {
  if (typeof address !== 'string' || !/^0x[0-9a-f]{40}$/i.test(address)) throw invalid('expected an address');
  if (!isNumber(block) || !isNumber(pageSize) || pageSize === 0) throw invalid('expected a number');
  if (pageSize > MAX_PAGE_SIZE) {
    throw new RpcRefusal(SERVER_ERROR, `max allowed page size: ${MAX_PAGE_SIZE}`);
  }
  const all = transactionsOf(chain, address.toLowerCase());
  const inDirection =
    direction === 'after'
      ? all.filter((tx) => tx.block > block || block === 0)
      : all.filter((tx) => tx.block < block || block === 0).reverse();
  const last = inDirection[pageSize - 1];
  const page =
    last === undefined
      ? inDirection
      : inDirection.filter((tx, at) => at < pageSize || tx.block === last.block);
  const isAll = page.length === inDirection.length;
  const newestFirst = direction === 'after' ? page.toReversed() : page;
  return {
    txs: newestFirst.map((tx) => transactionForm(chain, tx)),
    receipts: newestFirst.map((tx) => receiptWithTime(chain, tx)),
    firstPage: direction === 'after' ? isAll : block === 0,
    lastPage: direction === 'after' ? block === 0 : isAll,
  };
}

/** In chain order. */
function transactionsOf(chain: EthereumChain, address: string): EthereumTransaction[] {
  const listed = [...(chain.calls.get(address) ?? []), ...(chain.internals.get(address) ?? [])];
  const distinct = [...new Set(listed.map(({ tx }) => tx))];
  return distinct.sort((a, b) => a.block - b.block || a.index - b.index);
}

function receiptWithTime(chain: EthereumChain, tx: EthereumTransaction): object {
  if (tx.call === null) {
    throw new RpcRefusal(SERVER_ERROR, `the data has no call of ${tx.hash}: nobody knows who sent it`);
  }
  return { ...receiptOf(chain, tx, tx.call), timestamp: tx.time };
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
