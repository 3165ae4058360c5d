/**
 * Transactions as the trace sees them: normalised, confirmed, integers only. Explorers produce them
 * (`explorers/*\/normalize.ts`); `movement.ts` turns them into changes of holdings.
 */

import type { Asset, BlockRef } from './chain.ts';
import { BadProviderDataError } from './errors.ts';

/** An output being spent. `value` in satoshi; `outpoint` is `txid:vout`. */
export interface BitcoinInput {
  readonly outpoint: string;
  readonly value: bigint;
  /** scriptPubKey of the output being spent, hex. */
  readonly script: string;
}

/** A new output, `value` in satoshi, `script` the scriptPubKey in hex. */
export interface BitcoinOutput {
  readonly value: bigint;
  readonly script: string;
}

export interface BitcoinTransaction {
  readonly chain: 'bitcoin';
  readonly txid: string;
  readonly block: BlockRef;
  /** Index in the block; null when the explorer did not say (Esplora's transaction form does not carry it). */
  readonly position: number | null;
  /** In `vin` order. Empty for a coinbase transaction. */
  readonly inputs: readonly BitcoinInput[];
  /** In `vout` order. */
  readonly outputs: readonly BitcoinOutput[];
  /** Inputs minus outputs, satoshi; 0 for a coinbase transaction. */
  readonly fee: bigint;
}

/** One value transfer inside an Ethereum transaction. */
export interface Transfer {
  /**
   * Identity inside the transaction: `call`, `internal:<trace id>:<from>:<to>:<value>:<n>`,
   * `token:<contract>:<from>:<to>:<value>:<n>`. n counts equal transfers: Etherscan's token list carries no log index,
   * and its trace ids are not unique.
   */
  readonly id: string;
  readonly kind: 'call' | 'internal' | 'token';
  readonly asset: Asset;
  /** Canonical addresses; the zero address stands for genesis and mints. */
  readonly from: string;
  readonly to: string;
  /** Smallest unit of the asset, as the explorer prints it. */
  readonly value: bigint;
  /** False when nothing moved although a value is printed: a failed transaction, a reverted frame, a delegatecall. */
  readonly moved: boolean;
}

export interface EthereumTransaction {
  readonly chain: 'ethereum';
  /** Transaction hash, lower case. */
  readonly txid: string;
  readonly block: BlockRef;
  /** Index in the block; null when only internal transfers were seen (their list does not carry it). */
  readonly position: number | null;
  /** Payer of the fee; null when the transaction's own row was not seen. */
  readonly sender: string | null;
  /** gasUsed x effective gas price, wei; null when the transaction's own row was not seen. */
  readonly fee: bigint | null;
  readonly transfers: readonly Transfer[];
  /** For each look-up that saw the transaction, the ids of the transfers it showed, in the order it showed them. */
  readonly views: readonly (readonly string[])[];
}

export type Transaction = BitcoinTransaction | EthereumTransaction;

/** Placeholder ids of datasets whose source has none (`syntheticIds`): 48 leading zero digits, no real hash. */
const PLACEHOLDER_ID = /^(0x)?0{48}[0-9a-f]{16}$/;

/** True for an id that stands in for an unknown transaction id; such an id is marked wherever it is shown. */
export function isPlaceholderId(txid: string): boolean {
  return PLACEHOLDER_ID.test(txid);
}

/**
 * Joins two partial views of one Ethereum transaction: each address's list shows only the transfers that touch it.
 * The result does not depend on the order of the arguments.
 * @throws BadProviderDataError when the two contradict each other
 */
export function mergeEthereumViews(a: EthereumTransaction, b: EthereumTransaction): EthereumTransaction {
  const transfers = new Map<string, Transfer>();
  for (const transfer of [...a.transfers, ...b.transfers]) {
    const seen = transfers.get(transfer.id) ?? transfer;
    if (!sameTransfer(seen, transfer)) {
      throw new BadProviderDataError(`two look-ups of ${a.txid} disagree on transfer ${transfer.id}`, {
        txid: a.txid,
        transfer: transfer.id,
      });
    }
    // One address's list may show the failed frame above a call while the other's does not.
    transfers.set(transfer.id, { ...transfer, moved: seen.moved && transfer.moved });
  }
  const views = new Map([...a.views, ...b.views].map((view) => [view.join('\n'), view]));
  return {
    chain: 'ethereum',
    txid: a.txid,
    block: mergeBlocks(a, b),
    position: agreed(a.txid, 'position', a.position, b.position),
    sender: agreed(a.txid, 'sender', a.sender, b.sender),
    fee: agreed(a.txid, 'fee', a.fee, b.fee),
    transfers: sortedValues(transfers),
    views: sortedValues(views),
  };
}

function mergeBlocks(a: EthereumTransaction, b: EthereumTransaction): BlockRef {
  if (a.block.height !== b.block.height || a.block.time !== b.block.time) {
    throw new BadProviderDataError(`two look-ups of ${a.txid} disagree on its block`, { txid: a.txid });
  }
  return { ...a.block, hash: agreed(a.txid, 'block hash', a.block.hash, b.block.hash) };
}

function agreed<T>(txid: string, what: string, a: T | null, b: T | null): T | null {
  if (a !== null && b !== null && a !== b) {
    throw new BadProviderDataError(`two look-ups of ${txid} disagree on its ${what}`, { txid, what });
  }
  return a ?? b;
}

function sameTransfer(a: Transfer, b: Transfer): boolean {
  return (
    a.kind === b.kind && a.asset === b.asset && a.from === b.from && a.to === b.to && a.value === b.value
  );
}

function sortedValues<V>(map: ReadonlyMap<string, V>): V[] {
  return [...map.entries()].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, value]) => value);
}
