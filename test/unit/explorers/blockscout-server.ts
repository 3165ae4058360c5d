/** A made-up Blockscout for tests: it answers as told, and indexes everything unless told otherwise. */

import type { FastifyReply } from 'fastify';
import type { ChainSource } from '../../../src/cases/ports.ts';
import type { Tip } from '../../../src/core/chain.ts';
import { createBlockscoutSource } from '../../../src/explorers/blockscout/client.ts';
import type { TransportOptions } from '../../../src/explorers/transport/transport.ts';
import { type LocalServer, quickTransport, withServer } from './local-server.ts';

export type Row = Readonly<Record<string, unknown>>;
export type Query = Readonly<Record<string, string>>;
/** An answer: a body, or null for 404. */
export type Route = (query: Query, reply: FastifyReply) => unknown;
/** Answers by path below `/api/v2`, without the query. */
export type Routes = Readonly<Record<string, Route>>;

export const [A, B, C, D, T] = ['a', 'b', 'c', 'd', '7'].map((digit) => `0x${digit.repeat(40)}`) as [
  string,
  string,
  string,
  string,
  string,
];
export const TIP: Tip = { height: 1000, hash: `0x${'f'.repeat(64)}`, time: 1_700_000_000 };
export const hash = (n: number) => `0x${n.toString(16).padStart(64, '0')}`;
const timeOf = (block: number) => new Date((1_600_000_000 + block) * 1000).toISOString();
/** Checksummed addresses are of mixed case; these digits have none. */
const party = (address: string | null) =>
  address === null ? null : { hash: address.toUpperCase().replace('X', 'x'), is_contract: true };

interface Parties {
  readonly from?: string;
  readonly to?: string | null;
  readonly created?: string | null;
}

/** A transaction: A pays B 5 wei. */
export function txRow(
  block: number,
  n: number,
  more: Row = {},
  { from = A, to = B, created = null }: Parties = {},
): Row {
  return {
    hash: hash(n),
    status: 'ok',
    block_number: block,
    timestamp: timeOf(block),
    position: n,
    from: party(from),
    to: party(to),
    created_contract: party(created),
    value: '5',
    fee: { type: 'actual', value: '42000' },
    has_error_in_internal_transactions: null,
    is_pending_update: false,
    ...more,
  };
}

/** An inner call: `from` gives `to` 4 wei. */
export function callRow(block: number, n: number, index: number, parties: Parties = {}, more: Row = {}): Row {
  const { from = B, to = A, created = null } = parties;
  return {
    transaction_hash: hash(n),
    transaction_index: n,
    index,
    block_number: block,
    timestamp: timeOf(block),
    type: 'call',
    success: true,
    error: null,
    from: party(from),
    to: party(to),
    created_contract: party(created),
    value: '4',
    ...more,
  };
}

/** A token log: A gives B 9 units of T. */
export function tokenRow(block: number, n: number, log: number, more: Row = {}, parties: Parties = {}): Row {
  const { from = A, to = B } = parties;
  return {
    transaction_hash: hash(n),
    block_hash: hash(block + 0xb10c),
    block_number: block,
    log_index: log,
    timestamp: timeOf(block),
    from: party(from),
    to: party(to ?? null),
    type: 'token_transfer',
    token: { address_hash: party(T)?.hash, decimals: null, type: 'ERC-20' },
    token_type: 'ERC-20',
    total: { decimals: null, value: '9' },
    ...more,
  };
}

export const blockRow = (block: number) => ({
  height: block,
  hash: hash(block + 0xb10c),
  timestamp: timeOf(block),
});

/** A page; the last one unless a cursor is given. */
export const page = (items: readonly Row[], next_page_params: Row | null = null) => ({
  items,
  next_page_params,
});
/** What a list says while inner calls are not processed. */
export const PENDING = {
  status: 2,
  message: 'Some internal transactions within this block range have not yet been processed',
};

const LISTS = ['transactions', 'internal-transactions', 'token-transfers'];

/** Everything is indexed, all lists are empty, and nothing else is there. */
function routeOf(path: string): Route | undefined {
  if (path === '/main-page/indexing-status') {
    return () => ({ finished_indexing: true, finished_indexing_blocks: true });
  }
  const isList = LISTS.some((list) => path.endsWith(`/${list}`)) || path.endsWith('/logs');
  return isList ? () => page([]) : undefined;
}

/** Starts such a server, and hands a source of it to `use`. */
export function withBlockscout<T>(
  routes: Routes,
  use: (source: ChainSource, server: LocalServer) => Promise<T>,
  options: Partial<TransportOptions> = {},
): Promise<T> {
  return withServer(
    (request, reply) => {
      const path = request.url.replace(/\?.*$/, '').replace('/api/v2', '');
      const route = routes[path] ?? routeOf(path);
      const body = route?.(request.query as Query, reply) ?? null;
      return body === null ? reply.code(404).send({ message: 'Not found' }) : body;
    },
    (server) => {
      const transport = quickTransport(`${server.url}/api/v2`, { attempts: 3, ...options });
      return use(createBlockscoutSource(transport, { finality: 64 }), server);
    },
  );
}

/** Paths of the requests, without base and query. */
export const pathsOf = ({ received }: LocalServer) =>
  received.map((url) => url.replace(/\?.*$/, '').replace('/api/v2', ''));
