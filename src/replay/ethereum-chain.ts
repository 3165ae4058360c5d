/**
 * The recorded part of the Ethereum chain, indexed as Etherscan lists it: by address, by token contract, by
 * transaction, by block.
 */

import type { Tip } from '../core/chain.ts';
import { append } from '../core/multimap.ts';
import type { EthereumRow } from './ethereum-row.ts';

/** One transaction: its top-level call if the data has it, and its transfers in the order of the data. */
export interface EthereumTransaction {
  readonly hash: string;
  readonly block: number;
  readonly time: number;
  readonly index: number;
  readonly call: EthereumRow | null;
  readonly internals: readonly EthereumRow[];
  /** Token logs; none in a failed transaction, since a reverted transaction leaves no logs. */
  readonly tokens: readonly EthereumRow[];
  /** Fee in wei; null when the source does not state it. */
  readonly fee: bigint | null;
  /** How many calls of the same sender stand before it in the data: the real nonce is not recorded. */
  readonly nonce: number;
}

/** A row as it stands in a list: with its transaction, and its position among the rows of its kind in there. */
export interface Listed {
  readonly tx: EthereumTransaction;
  readonly row: EthereumRow;
  readonly position: number;
}

export interface EthereumBlock {
  readonly number: number;
  readonly hash: string;
  readonly time: number;
}

/** Blocks above a height have other hashes than the data says. */
export interface EthereumFork {
  readonly above: number;
  readonly hash: (before: string) => string;
}

/** All lists are in chain order. */
export interface EthereumChain {
  readonly tip: Tip;
  /** Null for the chain of the data. */
  readonly fork: EthereumFork | null;
  readonly transactions: ReadonlyMap<string, EthereumTransaction>;
  readonly calls: ReadonlyMap<string, readonly Listed[]>;
  readonly internals: ReadonlyMap<string, readonly Listed[]>;
  readonly tokens: ReadonlyMap<string, readonly Listed[]>;
  readonly tokensByContract: ReadonlyMap<string, readonly Listed[]>;
  /** The blocks of the data and the tip, ascending, by number. */
  readonly blocks: ReadonlyMap<number, EthereumBlock>;
}

/** Time of the genesis block of Ethereum, block 0, in Unix seconds. */
export const GENESIS_TIME = 1_438_269_973;

/**
 * The hash of a block. A dataset records one for the tip only; elsewhere the zero-padded block number stands in: the
 * same in every answer, different for every block, and visibly not a hash.
 */
export function blockHash({ tip, fork }: Pick<EthereumChain, 'tip' | 'fork'>, number: number): string {
  if (number === tip.height) return tip.hash;
  const placeholder = `0x${number.toString(16).padStart(64, '0')}`;
  return fork !== null && number > fork.above ? fork.hash(placeholder) : placeholder;
}

/** A block at or below the tip. Of one that is not in the data the time is that of the last known block before it. */
export function blockAt(chain: EthereumChain, number: number): EthereumBlock | undefined {
  const { tip, blocks } = chain;
  if (!(number >= 0 && number <= tip.height)) return undefined;
  const known = blocks.get(number);
  if (known !== undefined) return known;
  const before = [...blocks.values()].findLast((block) => block.number < number);
  return { number, hash: blockHash(chain, number), time: before?.time ?? GENESIS_TIME };
}

/** Indexes transactions that stand in chain order. */
export function indexEthereum(
  tip: Tip,
  transactions: readonly EthereumTransaction[],
  fork: EthereumFork | null = null,
): EthereumChain {
  const calls = new Map<string, Listed[]>();
  const internals = new Map<string, Listed[]>();
  const tokens = new Map<string, Listed[]>();
  const tokensByContract = new Map<string, Listed[]>();
  const blocks = new Map<number, EthereumBlock>();
  for (const tx of transactions) {
    addBlock(blocks, { tip, fork }, tx.block, tx.time);
    if (tx.call !== null) addToBothSides(calls, { tx, row: tx.call, position: 0 });
    for (const [position, row] of tx.internals.entries()) addToBothSides(internals, { tx, row, position });
    for (const [position, row] of tx.tokens.entries()) {
      addToBothSides(tokens, { tx, row, position });
      append(tokensByContract, row.asset, { tx, row, position });
    }
  }
  addBlock(blocks, { tip, fork }, tip.height, tip.time);
  const byHash = new Map(transactions.map((tx) => [tx.hash, tx]));
  return { tip, fork, transactions: byHash, calls, internals, tokens, tokensByContract, blocks };
}

function addBlock(
  blocks: Map<number, EthereumBlock>,
  chain: Pick<EthereumChain, 'tip' | 'fork'>,
  number: number,
  time: number,
): void {
  if (!blocks.has(number)) blocks.set(number, { number, hash: blockHash(chain, number), time });
}

function addToBothSides(lists: Map<string, Listed[]>, listed: Listed): void {
  append(lists, listed.row.from, listed);
  if (listed.row.to !== listed.row.from) append(lists, listed.row.to, listed);
}
