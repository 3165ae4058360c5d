/**
 * What an Ethereum node says about blocks and transactions, from the recorded chain. Etherscan's module `proxy` passes the
 * same on. Quantities are hex. Blocks above the tip are unknown: the answer is null, as a node says it; those below it that are
 * not in the data have placeholders.
 */

import {
  blockAt,
  blockHash,
  type EthereumBlock,
  type EthereumChain,
  type EthereumTransaction,
} from './ethereum-chain.ts';
import { receiptOf } from './etherscan-receipt.ts';
import { gasOf } from './etherscan-rows.ts';

/** JSON-RPC 2.0: invalid method parameters. */
const INVALID_PARAMS = -32602;
/** A recording is settled as a whole, so its tip is also its last safe and its last finalized block. */
const TIP_TAGS: ReadonlySet<string> = new Set(['latest', 'safe', 'finalized']);
const OTHER_TAGS: ReadonlySet<string> = new Set(['earliest', 'pending']);

/** Raised by a method that refuses what it is asked; texts are those of geth. */
export class RpcRefusal extends Error {
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

/** `eth_blockNumber`. */
export function blockNumber(chain: EthereumChain): string {
  return hex(chain.tip.height);
}

/** `eth_getBlockByNumber`: number, hash and time, which is all that the data knows about a block. */
export function blockByNumber(chain: EthereumChain, tag: string): object | null {
  const number = TIP_TAGS.has(tag) ? chain.tip.height : blockOfTag(tag);
  return number === null ? null : blockForm(blockAt(chain, number));
}

/** `eth_getBlockByHash`: of a block that is not in the data, the placeholder is its number. */
export function blockByHash(chain: EthereumChain, hash: string): object | null {
  checkHash(hash);
  const wanted = hash.toLowerCase();
  const known = [...chain.blocks.values()].find((block) => block.hash === wanted);
  const block = known ?? blockAt(chain, Number(hash));
  return block?.hash === wanted ? blockForm(block) : null;
}

/** `eth_getTransactionByHash`, without signature: null when the data has no top-level call of it. */
export function transactionByHash(chain: EthereumChain, hash: string | undefined): object | null {
  const tx = transactionOfHash(chain, hash);
  return tx === undefined ? null : transactionForm(chain, tx);
}

/** A transaction as nodes show it; null when the data has no top-level call of it. */
export function transactionForm(chain: EthereumChain, tx: EthereumTransaction): object | null {
  if (tx.call === null) return null;
  const gas = gasOf(tx);
  return {
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
  };
}

/** `eth_getTransactionReceipt`: null, too, when the data has no top-level call of it. */
export function transactionReceipt(chain: EthereumChain, hash: string | undefined): object | null {
  const tx = transactionOfHash(chain, hash);
  return tx === undefined || tx.call === null ? null : receiptOf(chain, tx, tx.call);
}

/** @throws RpcRefusal for what is no hash */
export function transactionOfHash(
  chain: EthereumChain,
  hash: string | undefined,
): EthereumTransaction | undefined {
  checkHash(hash);
  return chain.transactions.get((hash ?? '').toLowerCase());
}

export function hex(quantity: number | bigint): string {
  return `0x${quantity.toString(16)}`;
}

/** @throws RpcRefusal for a parameter that is no block; null for one that the data cannot know */
export function blockOfTag(tag: string): number | null {
  if (OTHER_TAGS.has(tag)) return null;
  if (!tag.startsWith('0x')) throw invalid('hex string without 0x prefix');
  if (tag === '0x') throw invalid('hex string "0x"');
  if (!/^0x[0-9a-f]+$/i.test(tag)) throw invalid('invalid hex string');
  if (/^0x0./.test(tag)) throw invalid('hex number with leading zero digits');
  return Number(tag);
}

/** The refusal of a parameter. */
export function invalid(problem: string): RpcRefusal {
  return new RpcRefusal(INVALID_PARAMS, `invalid argument 0: ${problem}`);
}

function blockForm(block: EthereumBlock | undefined): object | null {
  if (block === undefined) return null;
  return { number: hex(block.number), hash: block.hash, timestamp: hex(block.time) };
}

function checkHash(hash: string | undefined): void {
  if (hash === undefined)
    throw invalid('json: cannot unmarshal empty string into Go value of type common.Hash');
  const cannot = (what: string) =>
    invalid(`json: cannot unmarshal ${what} into Go value of type common.Hash`);
  if (!/^0x/i.test(hash)) throw cannot('hex string without 0x prefix');
  const digits = hash.slice(2);
  if (digits.length % 2 === 1) throw cannot('hex string of odd length');
  if (!/^[0-9a-f]*$/i.test(digits)) throw cannot('invalid hex string');
  if (digits.length !== 64) throw invalid(`hex string has length ${digits.length}, want 64 for common.Hash`);
}
