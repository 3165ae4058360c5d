/**
 * The Esplora HTTP API over a recorded Bitcoin chain: the routes, refusals and traps of mempool/electrs, src/rest.rs.
 *
 * What a dataset cannot know is not served as if it were known: a block has id, height and time only (of one that is not in the
 * data its id is a placeholder), raw bytes are
 * given when they hash to the txid, and there are no merkle proofs, since datasets do not hold whole blocks.
 */

import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type Answer, answerOf, Refusal, sendAnswer } from './answer.ts';
import { type BitcoinChain, blockHashAt, outpointKey } from './bitcoin-chain.ts';
import { scriptOfAddressParameter, scriptOfScripthashParameter } from './esplora-address.ts';
import { bigintAnswer, jsonAnswer, plainText, TTL_SHORT, ttlByDepth } from './esplora-answers.ts';
import { EMPTY_STATS, historyPage, scriptStats } from './esplora-history.ts';
import type { EsploraTransaction } from './esplora-transaction.ts';
import { rawTransaction } from './raw-transaction.ts';

/** Rows of a page unless `max_txs` asks otherwise, and ids in one bulk request (mempool/electrs, src/rest.rs). */
const CHAIN_TXS_PER_PAGE = 25;
const MAX_BULK_TXIDS = 50;
const UINT32_MAX = 4_294_967_295;

export interface EsploraOptions {
  /** See `historyPage`. */
  readonly shortPages: boolean;
}

type Parameters = Readonly<Record<string, string>>;
type Request = FastifyRequest<{ Params: Parameters; Querystring: Parameters }>;
type Route = (params: Parameters, query: Parameters) => Answer;

/** Adds the routes to `app`, which stands below `/api`. */
export function addEsploraRoutes(app: FastifyInstance, chain: BitcoinChain, options: EsploraOptions): void {
  const add = (path: string, route: Route): void => {
    app.get(path, (request: Request, reply) =>
      sendAnswer(
        reply,
        answerOf(() => route(request.params, request.query)),
      ),
    );
  };
  addBlockRoutes(add, chain);
  addTransactionRoutes(add, chain);
  addSpendRoutes(add, chain);
  addScriptRoutes(add, 'address', chain, options, scriptOfAddressParameter);
  addScriptRoutes(add, 'scripthash', chain, options, (text) => scriptOfScripthashParameter(chain, text));
}

type AddRoute = (path: string, route: Route) => void;

function addBlockRoutes(add: AddRoute, chain: BitcoinChain): void {
  add('/blocks/tip/height', () => plainText(200, String(chain.tip.height), TTL_SHORT));
  add('/blocks/tip/hash', () => plainText(200, chain.tip.hash, TTL_SHORT));
  add('/block-height/:height', ({ height }) => {
    const asked = wholeNumber(height, Number.MAX_SAFE_INTEGER);
    if (asked > chain.tip.height) throw new Refusal(plainText(404, 'Block not found'));
    return plainText(200, blockHashAt(chain, asked), ttlByDepth(chain.tip, asked));
  });
  add('/block/:hash', ({ hash }) => {
    const block = chain.blocksByHash.get(hashParameter(hash));
    if (block === undefined) throw new Refusal(plainText(404, 'Block not found'));
    return jsonAnswer(block, ttlByDepth(chain.tip, block.height));
  });
}

function addTransactionRoutes(add: AddRoute, chain: BitcoinChain): void {
  const ttl = (tx: EsploraTransaction): number => ttlByDepth(chain.tip, tx.status.block_height);
  add('/tx/:txid', ({ txid }) => {
    const tx = transaction(chain, txid);
    return jsonAnswer(tx, ttl(tx));
  });
  // An unknown transaction is "not confirmed" here, not an error: this call proves nothing about existence.
  add('/tx/:txid/status', ({ txid }) => {
    const tx = known(chain, hashParameter(txid));
    return tx === null ? jsonAnswer({ confirmed: false }, TTL_SHORT) : jsonAnswer(tx.status, ttl(tx));
  });
  add('/tx/:txid/hex', ({ txid }) => {
    const tx = transaction(chain, txid);
    return plainText(200, Buffer.from(raw(tx)).toString('hex'), ttl(tx));
  });
  add('/tx/:txid/raw', ({ txid }) => {
    const tx = transaction(chain, txid);
    return { status: 200, type: 'application/octet-stream', body: raw(tx), maxAge: ttl(tx) };
  });
  add('/tx/:txid/merkle-proof', ({ txid }) => {
    hashParameter(txid);
    return plainText(404, 'Transaction not found or is unconfirmed');
  });
}

function addSpendRoutes(add: AddRoute, chain: BitcoinChain): void {
  add('/tx/:txid/outspends', ({ txid }) => jsonAnswer(outspends(chain, transaction(chain, txid)), TTL_SHORT));
  add('/tx/:txid/outspend/:vout', ({ txid, vout }) => {
    const id = hashParameter(txid);
    const spend = outspend(chain, id, wholeNumber(vout, UINT32_MAX));
    return jsonAnswer(spend, spend.spent ? ttlByDepth(chain.tip, spend.status.block_height) : TTL_SHORT);
  });
  add('/txs/outspends', (_, { txids }) => {
    if (txids === undefined) throw new Refusal(plainText(400, 'No txids specified'));
    const ids = txids.split(',');
    if (ids.length > MAX_BULK_TXIDS) throw new Refusal(plainText(400, 'Too many txids requested'));
    const bulk = ids.map((id) => {
      const tx = known(chain, id.toLowerCase());
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
  const page = (script: string | null, after: string | null, maxTxs: string | undefined): Answer => {
    const limit = /^\d+$/.test(maxTxs ?? '') ? Number(maxTxs) : CHAIN_TXS_PER_PAGE;
    return jsonAnswer(
      historyPage(chain, script, { after, limit, shortPages: options.shortPages }),
      TTL_SHORT,
    );
  };
  add(`/${kind}/:key`, ({ key = '' }) => {
    const chainStats = scriptStats(chain, scriptOf(key));
    return bigintAnswer({ [kind]: key, chain_stats: chainStats, mempool_stats: EMPTY_STATS }, TTL_SHORT);
  });
  add(`/${kind}/:key/txs`, ({ key = '' }, query) => {
    const script = scriptOf(key);
    const after = cursor(query.after_txid);
    if (after !== null && !chain.positions.has(after))
      throw new Refusal(plainText(422, 'after_txid not found'));
    return page(script, after, query.max_txs);
  });
  add(`/${kind}/:key/txs/chain`, ({ key = '' }, query) => page(scriptOf(key), null, query.max_txs));
  add(`/${kind}/:key/txs/chain/:after`, ({ key = '', after }, query) =>
    page(scriptOf(key), cursor(after), query.max_txs),
  );
}

type Outspend =
  | { spent: false }
  | { spent: true; txid: string; vin: number; status: EsploraTransaction['status'] };

function outspend(chain: BitcoinChain, txid: string, vout: number): Outspend {
  const spend = chain.spends.get(outpointKey(txid, vout));
  return spend === undefined ? { spent: false } : { spent: true, ...spend };
}

function outspends(chain: BitcoinChain, tx: EsploraTransaction): Outspend[] {
  return tx.vout.map((_, vout) => outspend(chain, tx.txid, vout));
}

function known(chain: BitcoinChain, txid: string): EsploraTransaction | null {
  const position = chain.positions.get(txid);
  return position === undefined ? null : (chain.transactions[position] ?? null);
}

function transaction(chain: BitcoinChain, txid: string | undefined): EsploraTransaction {
  const tx = known(chain, hashParameter(txid));
  if (tx === null) throw new Refusal(plainText(404, 'Transaction not found'));
  return tx;
}

function raw(tx: EsploraTransaction): Uint8Array {
  const bytes = rawTransaction(tx);
  if (bytes === null) throw new Refusal(plainText(404, 'Transaction not found'));
  return bytes;
}

function hashParameter(text = ''): string {
  if (!/^[0-9a-f]{64}$/i.test(text)) throw new Refusal(plainText(400, 'Invalid hex string'));
  return text.toLowerCase();
}

/** A malformed cursor is ignored by Esplora servers: the client gets the first page again. */
function cursor(text = ''): string | null {
  return /^[0-9a-f]{64}$/i.test(text) ? text.toLowerCase() : null;
}

function wholeNumber(text = '', max: number): number {
  const value = /^\+?\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(value <= max)) throw new Refusal(plainText(400, 'Invalid number'));
  return value;
}
