/**
 * Etherscan's module `proxy`: JSON-RPC answers passed through, without the usual wrapping; and the block of a time.
 */

import { type EthereumBlock, type EthereumChain, GENESIS_TIME } from './ethereum-chain.ts';
import { notOkBody, okBody, type Query, refused } from './etherscan-answers.ts';
import * as node from './node-answers.ts';

/** `eth_blockNumber`. */
export function blockNumber(chain: EthereumChain): object {
  return passedOn(() => node.blockNumber(chain));
}

/** `eth_getBlockByNumber`. */
export function blockByNumber(chain: EthereumChain, query: Query): object {
  return passedOn(() => node.blockByNumber(chain, query.tag ?? ''));
}

/** `eth_getTransactionByHash`. */
export function transactionByHash(chain: EthereumChain, query: Query): object {
  return passedOn(() => node.transactionByHash(chain, query.txhash));
}

/** `eth_getTransactionReceipt`. */
export function transactionReceipt(chain: EthereumChain, query: Query): object {
  return passedOn(() => node.transactionReceipt(chain, query.txhash));
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

/** What a node answers to the same method. */
function passedOn(method: () => unknown): object {
  const answer = { jsonrpc: '2.0', id: 1 };
  try {
    return { ...answer, result: method() };
  } catch (error) {
    if (!(error instanceof node.RpcRefusal)) throw error;
    throw refused({ ...answer, error: { code: error.code, message: error.message } });
  }
}
