/**
 * The recorded part of the Bitcoin chain, indexed for the questions that an explorer is asked: a transaction by id,
 * the spender of an output, the history of a script, a block by height or hash.
 */

import { createHash } from 'node:crypto';
import { isUnspendableScript } from '../core/address.ts';
import type { Tip } from '../core/chain.ts';
import { outpointKey } from '../core/holding.ts';
import type { EsploraStatus, EsploraTransaction } from './esplora-transaction.ts';
import { emptyMempool, type Mempool } from './mempool.ts';
import type { WholeBlock } from './whole-block.ts';

/** Who spends an output: Esplora's `outspend` object without `spent`. */
interface Spend {
  readonly txid: string;
  readonly vin: number;
  readonly status: EsploraStatus;
}

/** What the data knows about a block: no more than this, so no more is served. */
interface KnownBlock {
  readonly id: string;
  readonly height: number;
  readonly timestamp: number;
}

export interface BitcoinChain {
  readonly tip: Tip;
  /** In chain order. */
  readonly transactions: EsploraTransaction[];
  /** Position in `transactions` by txid. */
  readonly positions: Map<string, number>;
  /** Spender by `outpointKey`. */
  readonly spends: Map<string, Spend>;
  /** Ascending positions of the transactions that pay to or spend from a script, by script hex. */
  readonly histories: Map<string, number[]>;
  /** Script hex by scripthash, the SHA-256 of the script. */
  readonly scripts: Map<string, string>;
  readonly blocksByHeight: Map<number, KnownBlock>;
  readonly blocksByHash: Map<string, KnownBlock>;
  /** Blocks that the data holds whole, by hash. */
  readonly wholeBlocks: Map<string, WholeBlock>;
  /** What waits for a block. */
  readonly mempool: Mempool;
}

/** The hash of a block at or below the tip; of one that is not in the data its zero-padded height, visibly no hash. */
export function blockHashAt({ blocksByHeight }: BitcoinChain, height: number): string {
  return blocksByHeight.get(height)?.id ?? height.toString(16).padStart(64, '0');
}

/** A chain that holds nothing but its tip. */
export function emptyBitcoinChain(tip: Tip): BitcoinChain {
  const chain: BitcoinChain = {
    tip,
    transactions: [],
    positions: new Map(),
    spends: new Map(),
    histories: new Map(),
    scripts: new Map(),
    blocksByHeight: new Map(),
    blocksByHash: new Map(),
    wholeBlocks: new Map(),
    mempool: emptyMempool(),
  };
  addBlock(chain, { id: tip.hash, height: tip.height, timestamp: tip.time });
  return chain;
}

/** Adds the next transaction in chain order; it has been checked before. */
export function addTransaction(chain: BitcoinChain, tx: EsploraTransaction): void {
  const position = chain.transactions.length;
  const { status } = tx;
  chain.transactions.push(tx);
  chain.positions.set(tx.txid, position);
  addBlock(chain, { id: status.block_hash, height: status.block_height, timestamp: status.block_time });
  const scripts = new Set(tx.vout.map((output) => output.scriptpubkey));
  tx.vin.forEach((input, vin) => {
    if (input.prevout === null) return;
    scripts.add(input.prevout.scriptpubkey);
    chain.spends.set(outpointKey(input.txid, input.vout), { txid: tx.txid, vin, status });
  });
  for (const script of scripts) {
    // Esplora servers do not index what nobody can spend (electrs, `is_spendable`).
    if (!isUnspendableScript(script)) addToHistory(chain, script, position);
  }
}

function addBlock(chain: BitcoinChain, block: KnownBlock): void {
  if (chain.blocksByHeight.has(block.height)) return;
  chain.blocksByHeight.set(block.height, block);
  chain.blocksByHash.set(block.id, block);
}

function addToHistory(chain: BitcoinChain, script: string, position: number): void {
  const history = chain.histories.get(script);
  if (history !== undefined) {
    history.push(position);
    return;
  }
  chain.histories.set(script, [position]);
  chain.scripts.set(createHash('sha256').update(script, 'hex').digest('hex'), script);
}
