/**
 * Etherscan's module `proxy`: JSON-RPC answers passed through, without the usual wrapping; and the block of a time.
 * Quantities are hex. Blocks above the tip are unknown: `result` is null, as a node says it; those below it that are not in the
 * data have placeholders.
 */

import {
  blockAt,
  blockHash,
  type EthereumBlock,
  type EthereumChain,
  type EthereumTransaction,
  GENESIS_TIME,
} from './ethereum-chain.ts';
import { notOkBody, okBody, type Query, refused } from './etherscan-answers.ts';
import { receiptOf } from './etherscan-receipt.ts';
import { gasOf } from './etherscan-rows.ts';

/** JSON-RPC 2.0: invalid method parameters. Texts of geth, which Etherscan passes on. */
const INVALID_PARAMS = -32602;
/** A recording is settled as a whole, so its tip is also its last safe and its last finalized block. */
const TIP_TAGS: ReadonlySet<string> = new Set(['latest', 'safe', 'finalized']);
const OTHER_TAGS: ReadonlySet<string> = new Set(['earliest', 'pending']);
/** `eth_blockNumber`. */
export function blockNumber(chain: EthereumChain): object {
  return rpcResult(hex(chain.tip.height));
}

/** `eth_getBlockByNumber`: number, hash and time, which is all that the data knows about a block. */
export function blockByNumber(chain: EthereumChain, query: Query): object {
  const tag = query.tag ?? '';
  const number = TIP_TAGS.has(tag) ? chain.tip.height : blockOfTag(tag);
  const block = number === null ? undefined : blockAt(chain, number);
  if (block === undefined) return rpcResult(null);
  return rpcResult({ number: hex(block.number), hash: block.hash, timestamp: hex(block.time) });
}

/** `eth_getTransactionByHash`, without signature: null when the data has no top-level call of it. */
export function transactionByHash(chain: EthereumChain, query: Query): object {
  const tx = transactionOfHash(chain, query);
  if (tx === undefined || tx.call === null) return rpcResult(null);
  const gas = gasOf(tx);
  return rpcResult({
    blockHash: blockHash(chain, tx.block),
    blockNumber: hex(tx.block),
    from: tx.call.from,
    gas: hex(gas.used),
    gasPrice: hex(gas.price),
    hash: tx.hash,
    input: '0x',
    nonce: hex(tx.nonce),
    to: tx.call.to,
    transactionIndex: hex(tx.index),
    value: hex(tx.call.value),
  });
}

/** `eth_getTransactionReceipt`: null, too, when the data has no top-level call of it. */
export function transactionReceipt(chain: EthereumChain, query: Query): object {
  const tx = transactionOfHash(chain, query);
  return rpcResult(tx === undefined || tx.call === null ? null : receiptOf(chain, tx, tx.call));
}

function transactionOfHash(chain: EthereumChain, query: Query): EthereumTransaction | undefined {
  const problem = hashProblem(query.txhash);
  if (problem !== null) throw refused(rpcError(problem));
  return chain.transactions.get((query.txhash ?? '').toLowerCase());
}

/**
 * `getblocknobytime`: the last known block at or before `timestamp`, or the first at or after it. Blocks between
 * the known ones are not in the data, and neither is anything that happened in them. Before the first known block
 * stands the genesis block.
 */
export function blockByTime(chain: EthereumChain, query: Query): object {
  if (!/^\d{1,15}$/.test(query.timestamp ?? '')) throw refused(notOkBody('Error! Invalid timestamp format'));
  const time = Number(query.timestamp);
  const blocks = [...chain.blocks.values()];
  const block =
    query.closest === 'after' ? blocks.find((known) => known.time >= time) : lastUntil(blocks, time);
  if (block === undefined) throw refused(notOkBody('Error! No closest block found'));
  return okBody(String(block.number));
}

function lastUntil(blocks: readonly EthereumBlock[], time: number): { number: number } | undefined {
  const known = blocks.findLast((block) => block.time <= time);
  return known ?? (time >= GENESIS_TIME ? { number: 0 } : undefined);
}

function blockOfTag(tag: string): number | null {
  if (OTHER_TAGS.has(tag)) return null;
  if (!tag.startsWith('0x')) throw refused(rpcError('hex string without 0x prefix'));
  if (tag === '0x') throw refused(rpcError('hex string "0x"'));
  if (!/^0x[0-9a-f]+$/i.test(tag)) throw refused(rpcError('invalid hex string'));
  if (/^0x0./.test(tag)) throw refused(rpcError('hex number with leading zero digits'));
  return Number(tag);
}

function hashProblem(hash: string | undefined): string | null {
  if (hash === undefined) return 'json: cannot unmarshal empty string into Go value of type common.Hash';
  const cannot = (what: string): string => `json: cannot unmarshal ${what} into Go value of type common.Hash`;
  if (!/^0x/i.test(hash)) return cannot('hex string without 0x prefix');
  const digits = hash.slice(2);
  if (digits.length % 2 === 1) return cannot('hex string of odd length');
  if (!/^[0-9a-f]*$/i.test(digits)) return cannot('invalid hex string');
  return digits.length === 64 ? null : `hex string has length ${digits.length}, want 64 for common.Hash`;
}

function rpcResult(result: unknown): object {
  return { jsonrpc: '2.0', id: 1, result };
}

function rpcError(problem: string): object {
  return {
    jsonrpc: '2.0',
    id: 1,
    error: { code: INVALID_PARAMS, message: `invalid argument 0: ${problem}` },
  };
}

function hex(quantity: number | bigint): string {
  return `0x${quantity.toString(16)}`;
}
