/**
 * Blockscout's REST API v2 over a recorded Ethereum chain, as far as a dataset can answer truthfully: it holds transfers,
 * not states, and what it has is indexed.
 */

import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type Answer, answerOf, sendAnswer } from './answer.ts';
import {
  addressParameter,
  blockscoutAnswer,
  hashParameter,
  heightParameter,
  notFound,
} from './blockscout-answers.ts';
import { type PagedList, type PageOptions, pageOf, type Query } from './blockscout-pages.ts';
import {
  blockRow,
  innerCallRow,
  logIndex,
  logRow,
  rawTrace,
  tokenRow,
  transactionRow,
} from './blockscout-rows.ts';
import type { EthereumChain, EthereumTransaction, Listed } from './ethereum-chain.ts';

/** Blocks that the main page shows. */
const NEWEST_BLOCKS = 4;
const AMOUNTS = 'ERC-20';

/** The recorded chain, and how its lists are cut. */
export interface BlockscoutSource extends PageOptions {
  readonly chain: EthereumChain;
}

type Route = (params: Query, query: Query) => object;
type AddRoute = (path: string, route: Route) => void;

/** Adds the routes to `app`, which stands below `/blockscout/api/v2`. */
export function addBlockscoutRoutes(app: FastifyInstance, source: BlockscoutSource): void {
  const add: AddRoute = (path, route) => {
    app.get(path, (request: FastifyRequest<{ Params: Query; Querystring: Query }>, reply) => {
      const answer = (): Answer => blockscoutAnswer(200, route(request.params, request.query));
      return sendAnswer(reply, answerOf(answer));
    });
  };
  addMainPageRoutes(add, source);
  addBlockRoutes(add, source);
  addAddressRoutes(add, source);
  addTransactionRoutes(add, source);
}

function addMainPageRoutes(add: AddRoute, { chain }: BlockscoutSource): void {
  add('/main-page/blocks', () => [...chain.blocks.values()].slice(-NEWEST_BLOCKS).reverse().map(blockRow));
  add('/main-page/indexing-status', () => ({
    finished_indexing: true,
    finished_indexing_blocks: true,
    indexed_blocks_ratio: '1.00',
    indexed_internal_transactions_ratio: '1.00',
  }));
}

function addBlockRoutes(add: AddRoute, source: BlockscoutSource): void {
  const { chain } = source;
  const blockAt = (height?: string) => {
    const block = chain.blocks.get(heightParameter(height));
    if (block === undefined) throw notFound();
    return block;
  };
  add('/blocks/:height', ({ height }) => blockRow(blockAt(height)));
  add('/blocks/:height/internal-transactions', ({ height }, query) => {
    const { number } = blockAt(height);
    const inBlock = [...chain.transactions.values()].filter(({ block }) => block === number);
    return pageOf(innerCalls(inBlock.flatMap(innerCallsOf), true), showInnerCall, query, source);
  });
}

function addAddressRoutes(add: AddRoute, source: BlockscoutSource): void {
  const { chain } = source;
  const listed = (lists: ReadonlyMap<string, readonly Listed[]>, address?: string) =>
    lists.get(addressParameter(address)) ?? [];
  add('/addresses/:address/transactions', ({ address }, query) =>
    pageOf(
      transactions(listed(chain.calls, address)),
      ({ tx, row }) => transactionRow(chain, tx, row),
      query,
      source,
    ),
  );
  add('/addresses/:address/internal-transactions', ({ address }, query) =>
    pageOf(innerCalls(listed(chain.internals, address), true), showInnerCall, query, source),
  );
  add('/addresses/:address/token-transfers', ({ address }, query) => {
    const rows =
      query.type === undefined || query.type.split(',').includes(AMOUNTS)
        ? listed(chain.tokens, address)
        : [];
    const show = ({ tx, row, position }: Listed) => tokenRow(chain, tx, row, position);
    return pageOf(logs(rows, true), show, query, source);
  });
  add('/addresses/:address/counters', ({ address }) => ({
    transactions_count: String(listed(chain.calls, address).length),
    token_transfers_count: String(listed(chain.tokens, address).length),
    gas_usage_count: '0',
    validations_count: '0',
  }));
}

function addTransactionRoutes(add: AddRoute, source: BlockscoutSource): void {
  const { chain } = source;
  const called = (hash?: string) => {
    const tx = chain.transactions.get(hashParameter(hash));
    if (tx === undefined || tx.call === null) throw notFound();
    return { tx, call: tx.call };
  };
  const logsOf = ({ tx }: { tx: EthereumTransaction }) =>
    tx.tokens.map((row, position) => ({ tx, row, position }));
  add('/transactions/:hash', ({ hash }) => {
    const { tx, call } = called(hash);
    return transactionRow(chain, tx, call);
  });
  add('/transactions/:hash/internal-transactions', ({ hash }, query) =>
    pageOf(innerCalls(innerCallsOf(called(hash).tx), false), showInnerCall, query, source),
  );
  add('/transactions/:hash/token-transfers', ({ hash }, query) => {
    const show = ({ tx, row, position }: Listed) => tokenRow(chain, tx, row, position);
    return pageOf(logs(logsOf(called(hash)), false), show, query, source);
  });
  add('/transactions/:hash/logs', ({ hash }, query) => {
    const show = ({ tx, row, position }: Listed) => logRow(chain, tx, row, position);
    return pageOf(logs(logsOf(called(hash)), false), show, query, source);
  });
  add('/transactions/:hash/raw-trace', ({ hash }) => rawTrace(called(hash).tx));
}

function innerCallsOf(tx: EthereumTransaction): Listed[] {
  return tx.internals.map((row, position) => ({ tx, row, position }));
}

function showInnerCall({ tx, row, position }: Listed): object {
  return innerCallRow(tx, row, position);
}

function transactions(rows: readonly Listed[]): PagedList<Listed> {
  return {
    rows: rows.toReversed(),
    keys: ['block_number', 'index'],
    orderOf: ({ tx }) => [tx.block, tx.index],
    isNewestFirst: true,
    more: ({ tx, row }) => ({ hash: tx.hash, value: String(row.value), fee: String(tx.fee ?? 0n) }),
  };
}

function innerCalls(rows: readonly Listed[], isNewestFirst: boolean): PagedList<Listed> {
  return {
    rows: isNewestFirst ? rows.toReversed() : rows,
    keys: ['block_number', 'transaction_index', 'index'],
    orderOf: ({ tx, position }) => [tx.block, tx.index, position + 1],
    isNewestFirst,
  };
}

function logs(rows: readonly Listed[], isNewestFirst: boolean): PagedList<Listed> {
  return {
    rows: isNewestFirst ? rows.toReversed() : rows,
    keys: ['block_number', 'index'],
    orderOf: ({ tx, position }) => [tx.block, logIndex(tx, position)],
    isNewestFirst,
  };
}
