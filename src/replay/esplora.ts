/**
 * The Esplora HTTP API over a recorded Bitcoin chain: the routes, refusals and traps of mempool/electrs, src/rest.rs.
 *
 * What a dataset cannot know is not served as if it were known: raw bytes are given when they hash to the txid, proofs where
 * the dataset holds the whole block.
 */

import type { FastifyInstance } from 'fastify';
import { outpointKey } from '../core/holding.ts';
import { type Answer, Refusal } from './answer.ts';
import type { BitcoinChain } from './bitcoin-chain.ts';
import { scriptOfAddressParameter, scriptOfScripthashParameter } from './esplora-address.ts';
import { bigintAnswer, jsonAnswer, plainText, TTL_SHORT, ttlByDepth } from './esplora-answers.ts';
import { addBlockRoutes } from './esplora-blocks.ts';
import { historyPage, pendingStats, scriptStats } from './esplora-history.ts';
import {
  type AddRoute,
  cursorParameter,
  hashParameter,
  knownTransaction,
  routesOf,
  wholeNumber,
} from './esplora-route.ts';
import type { EsploraTransaction, PendingTransaction } from './esplora-transaction.ts';
import { pendingOf } from './mempool.ts';
import { rawTransaction } from './raw-transaction.ts';

/** Rows of a page unless `max_txs` asks otherwise, and ids in one bulk request (mempool/electrs, src/rest.rs). */
const CHAIN_TXS_PER_PAGE = 25;
const MAX_MEMPOOL_TXS = 50;
const MAX_BULK_TXIDS = 50;
const UINT32_MAX = 4_294_967_295;

export interface EsploraOptions {
  /** See `historyPage`. */
  readonly shortPages: boolean;
}

type AnyTransaction = EsploraTransaction | PendingTransaction;

/** Adds the routes to `app`, which stands below `/api`. */
export function addEsploraRoutes(app: FastifyInstance, chain: BitcoinChain, options: EsploraOptions): void {
  const add = routesOf(app);
  addBlockRoutes(add, chain);
  addTransactionRoutes(add, chain);
  addSpendRoutes(add, chain);
  addScriptRoutes(add, 'address', chain, options, scriptOfAddressParameter);
  addScriptRoutes(add, 'scripthash', chain, options, (text) => scriptOfScripthashParameter(chain, text));
}

function addTransactionRoutes(add: AddRoute, chain: BitcoinChain): void {
  add('/tx/:txid', ({ txid }) => {
    const tx = transaction(chain, txid);
    return jsonAnswer(tx, ttl(chain, tx));
  });
  // An unknown transaction is "not confirmed" here, not an error: this call proves nothing about existence.
  add('/tx/:txid/status', ({ txid }) => {
    const tx = knownTransaction(chain, hashParameter(txid));
    return tx === null ? jsonAnswer({ confirmed: false }, TTL_SHORT) : jsonAnswer(tx.status, ttl(chain, tx));
  });
  add('/tx/:txid/hex', ({ txid }) => {
    const tx = transaction(chain, txid);
    return plainText(200, Buffer.from(raw(tx)).toString('hex'), ttl(chain, tx));
  });
  add('/tx/:txid/raw', ({ txid }) => {
    const tx = transaction(chain, txid);
    return { status: 200, type: 'application/octet-stream', body: raw(tx), maxAge: ttl(chain, tx) };
  });
}

function ttl(chain: BitcoinChain, { status }: Pick<AnyTransaction, 'status'>): number {
  return status.confirmed ? ttlByDepth(chain.tip, status.block_height) : TTL_SHORT;
}

function addSpendRoutes(add: AddRoute, chain: BitcoinChain): void {
  add('/tx/:txid/outspends', ({ txid }) => jsonAnswer(outspends(chain, transaction(chain, txid)), TTL_SHORT));
  add('/tx/:txid/outspend/:vout', ({ txid, vout }) => {
    const id = hashParameter(txid);
    const spend = outspend(chain, id, wholeNumber(vout, UINT32_MAX));
    return jsonAnswer(spend, spend.spent ? ttl(chain, spend) : TTL_SHORT);
  });
  add('/txs/outspends', (_, { txids }) => {
    if (txids === undefined) throw new Refusal(plainText(400, 'No txids specified'));
    const ids = txids.split(',');
    if (ids.length > MAX_BULK_TXIDS) throw new Refusal(plainText(400, 'Too many txids requested'));
    const bulk = ids.map((id) => {
      const tx = knownTransaction(chain, id.toLowerCase());
      return tx === null ? [] : outspends(chain, tx);
    });
    return jsonAnswer(bulk, TTL_SHORT);
  });
}

function addScriptRoutes(
  add: AddRoute,
  kind: 'address' | 'scripthash',
  chain: BitcoinChain,
  options: EsploraOptions,
  scriptOf: (text: string) => string | null,
): void {
  const { shortPages } = options;
  const page = (script: string | null, after: string | null, maxTxs: string | undefined): Answer => {
    const limit = limitParameter(maxTxs, CHAIN_TXS_PER_PAGE);
    return jsonAnswer(historyPage(chain, script, { after, limit, shortPages }), TTL_SHORT);
  };
  add(`/${kind}/:key`, ({ key = '' }) => {
    const script = scriptOf(key);
    const stats = { chain_stats: scriptStats(chain, script), mempool_stats: pendingStats(chain, script) };
    return bigintAnswer({ [kind]: key, ...stats }, TTL_SHORT);
  });
  add(`/${kind}/:key/txs`, ({ key = '' }, query) => {
    const limit = limitParameter(query.max_txs, CHAIN_TXS_PER_PAGE);
    const after = cursorParameter(query.after_txid);
    return jsonAnswer(mixedPage(chain, scriptOf(key), { after, limit, shortPages }), TTL_SHORT);
  });
  add(`/${kind}/:key/txs/mempool`, ({ key = '' }, query) => {
    const limit = limitParameter(query.max_txs, MAX_MEMPOOL_TXS);
    return jsonAnswer(pendingOf(chain.mempool, scriptOf(key)).slice(0, limit), TTL_SHORT);
  });
  add(`/${kind}/:key/txs/chain`, ({ key = '' }, query) => page(scriptOf(key), null, query.max_txs));
  add(`/${kind}/:key/txs/chain/:after`, ({ key = '', after }, query) =>
    page(scriptOf(key), cursorParameter(after), query.max_txs),
  );
}

/**
 * What waits, then what stands in blocks. Without a cursor electrs adds what waits twice: the rows are there two times (mempool/electrs
 * 80758eac, src/rest.rs).
 */
function mixedPage(
  chain: BitcoinChain,
  script: string | null,
  { after, limit, shortPages }: Parameters<typeof historyPage>[2],
): AnyTransaction[] {
  const waiting = pendingOf(chain.mempool, script);
  const at = waiting.findIndex(({ txid }) => txid === after);
  if (after !== null && at < 0) {
    if (!chain.positions.has(after)) throw new Refusal(plainText(422, 'after_txid not found'));
    return historyPage(chain, script, { after, limit, shortPages });
  }
  const shown = (after === null ? [...waiting, ...waiting] : waiting.slice(at + 1)).slice(0, limit);
  const left = limit - shown.length;
  return [...shown, ...historyPage(chain, script, { after: null, limit: left, shortPages })];
}

type Outspend =
  | { spent: false }
  | { spent: true; txid: string; vin: number; status: AnyTransaction['status'] };

function outspend(chain: BitcoinChain, txid: string, vout: number): Outspend {
  const key = outpointKey(txid, vout);
  const spend = chain.spends.get(key);
  if (spend !== undefined) return { spent: true, ...spend };
  const pending = chain.mempool.spends.get(key);
  return pending === undefined ? { spent: false } : { spent: true, ...pending, status: { confirmed: false } };
}

function outspends(chain: BitcoinChain, tx: AnyTransaction): Outspend[] {
  return tx.vout.map((_, vout) => outspend(chain, tx.txid, vout));
}

function transaction(chain: BitcoinChain, txid: string | undefined): AnyTransaction {
  const tx = knownTransaction(chain, hashParameter(txid));
  if (tx === null) throw new Refusal(plainText(404, 'Transaction not found'));
  return tx;
}

function raw(tx: AnyTransaction): Uint8Array {
  const bytes = rawTransaction(tx);
  if (bytes === null) throw new Refusal(plainText(404, 'Transaction not found'));
  return bytes;
}

function limitParameter(text = '', usual: number): number {
  return /^\d+$/.test(text) ? Number(text) : usual;
}
